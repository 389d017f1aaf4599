/// A definition, taken apart: `\newcommand` and its kin, `\def`, `\let`, `\newif`, `\newenvironment`.
struct TeXDefinition {
  enum Style {
    /// `\newcommand{\x}[2][default]{…}`
    case command
    /// `\providecommand`: only where there is none.
    case provided
    /// `\def\x#1.#2{…}`
    case primitive
    /// `\let\x=\y`
    case alias
    /// `\DeclareMathOperator{\x}{…}`
    case mathOperator
    /// `\newif\ifx`
    case newSwitch
    /// `\newenvironment{x}[2][default]{…}{…}`
    case environment
    /// `\NewDocumentCommand{\x}{m m}{…}`
    case document
  }

  enum Meaning {
    /// nil: something that is not text to put in a command's place.
    case macro(TeXMacro?)
    case alias(Range<Int>)
    case newSwitch
    case environment(begin: TeXMacro, end: TeXMacro)
  }

  /// The defined command's name, without backslash; an environment's.
  let name: Range<Int>
  let meaning: Meaning
  let end: Int

  private static let longestBody = 16 << 10

  /// The definition whose word ends at `start`; nil where it is none that is understood.
  init?(_ style: Style, _ text: [UInt8], from start: Int, isAtLetter: Bool) {
    var parser = Parser(text: text, at: start, isAtLetter: isAtLetter)
    if style != .primitive, text.has("*", at: parser.at) { parser.at += 1 }
    let isStarred = parser.at > start
    guard let name = style == .environment ? parser.group() : parser.name() else { return nil }
    self.name = name
    switch style {
    case .command, .provided:
      guard let (count, standard) = parser.counts(), let body = parser.body() else { return nil }
      meaning = .macro(
        TeXMacro(arguments: count, standard: standard, body: Array(text[body])))
    case .environment:
      guard let (count, standard) = parser.counts(), let begin = parser.group(),
        let end = parser.group()
      else { return nil }
      meaning = .environment(
        begin: TeXMacro(arguments: count, standard: standard, body: Array(text[begin])),
        end: TeXMacro(body: Array(text[end])))
    case .primitive:
      guard let delimiters = parser.parameterText(), let body = parser.group() else { return nil }
      var macro = TeXMacro(body: Array(text[body]))
      macro.delimiters = delimiters
      meaning = .macro(macro)
    case .mathOperator:
      guard let body = parser.group() else { return nil }
      let head: StaticString = isStarred ? "\\operatorname*{" : "\\operatorname{"
      meaning = .macro(
        TeXMacro(body: unsafe Array(head.bytes) + text[body] + [UInt8(ascii: "}")]))
    case .document:
      guard let specification = parser.group(), let body = parser.group() else { return nil }
      let letters = text[specification].filter { !$0.isMarkupSpace }
      let isPlain = letters.count <= 9 && letters.allSatisfy { $0 == UInt8(ascii: "m") }
      meaning = .macro(
        isPlain ? TeXMacro(arguments: letters.count, body: Array(text[body])) : nil)
    case .alias:
      parser.skipSpace()
      if text.has("=", at: parser.at) { parser.at += 1 }
      guard let target = parser.command() else { return nil }
      meaning = .alias(target)
    case .newSwitch: meaning = .newSwitch
    }
    end = parser.at
  }

  /// Steps over the pieces of a definition.
  private struct Parser {
    let text: [UInt8]
    var at: Int
    let isAtLetter: Bool

    mutating func skipSpace() { at = text.skippingTeXSpace(at) }

    /// The name of a command, word or symbol, without the backslash.
    mutating func command() -> Range<Int>? {
      skipSpace()
      guard text.has("\\", at: at), at + 1 < text.count else { return nil }
      let word = text.controlWord(at: at, isAtLetter: isAtLetter)
      let name = word.isEmpty ? at + 1..<at + 2 : word
      at = name.upperBound
      return text[name.lowerBound] < 0x80 ? name : nil
    }

    /// `\x` or `{\x}`.
    mutating func name() -> Range<Int>? {
      skipSpace()
      guard text.has("{", at: at) else { return command() }
      at += 1
      guard let name = command() else { return nil }
      skipSpace()
      guard text.has("}", at: at) else { return nil }
      at += 1
      return name
    }

    mutating func group() -> Range<Int>? {
      skipSpace()
      guard let group = text.group(at: at, limit: TeXDefinition.longestBody) else { return nil }
      at = group.upperBound + 1
      return group
    }

    /// A group, or one command.
    mutating func body() -> Range<Int>? {
      if let group = group() { return group }
      guard let name = command() else { return nil }
      return name.lowerBound - 1..<name.upperBound
    }

    /// `[2][default]`.
    mutating func counts() -> (Int, [UInt8]?)? {
      let next = text.skippingTeXSpace(at)
      guard let option = text.option(at: next, limit: 16) else { return (0, nil) }
      at = option.upperBound + 1
      let digits = text[text.trimmed(option)]
      guard digits.count == 1, let digit = digits.first, digit.isASCIIDigit else { return nil }
      let bracket = text.skippingTeXSpace(at)
      guard digit > 0x30, let standard = text.option(at: bracket, limit: 4096) else {
        return (Int(digit - 0x30), nil)
      }
      at = standard.upperBound + 1
      return (Int(digit - 0x30), Array(text[standard]))
    }

    /// The text between `\def\x` and the body: `#1` and so on, with text around them.
    mutating func parameterText() -> [[UInt8]]? {
      var delimiters: [[UInt8]] = [[]]
      let limit = Swift.min(text.count, at + 256)
      while at < limit, text[at] != UInt8(ascii: "{") {
        if text[at] == UInt8(ascii: "#") {
          guard at + 1 < limit, Int(text[at + 1]) == 0x30 + delimiters.count,
            delimiters.count <= 9
          else { return nil }
          delimiters.append([])
          at += 2
        } else {
          delimiters[delimiters.count - 1].append(text[at])
          at += 1
        }
      }
      guard at < limit else { return nil }
      // White space before the body means nothing, nor does it after the name.
      if delimiters.allSatisfy({ $0.allSatisfy(\.isMarkupSpace) }) {
        return delimiters.map { _ in [] }
      }
      return delimiters
    }
  }
}
