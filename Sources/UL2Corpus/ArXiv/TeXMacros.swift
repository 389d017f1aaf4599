/// Expands an author's own abbreviations: macros without arguments, `\newcommand{\be}{\begin{equation}}`.
///
/// Macros with arguments stay, as all other LaTeX does. Expansion is a stack of texts being read;
/// a macro inside its own expansion stays a command, and steps and growth are bounded, so definitions
/// that double thirty times stop early.
struct TeXMacros {
  private struct Reading {
    var text: [UInt8]
    var at: Int
    /// The macro whose body this is.
    var macro: [UInt8]?
  }

  private static let deepest = 64

  private var bodies: [[UInt8]: [UInt8]] = [Array("xspace".utf8): []]

  /// Learns the definitions of a preamble.
  init(preamble: ArraySlice<UInt8>) {
    let text = Array(preamble)
    var at = 0
    while let backslash = text[at...].firstIndex(of: UInt8(ascii: "\\")) {
      let definition = TeXDefinition(text, at: backslash)
      learn(definition, text)
      let next = definition?.end ?? text.controlWord(at: backslash).upperBound
      at = min(max(next, backslash + 2), text.count)
    }
  }

  private mutating func learn(_ definition: TeXDefinition?, _ text: [UInt8]) {
    guard let definition else { return }
    let name = Array(text[definition.name])
    bodies[name] = definition.body.map { Array(text[$0]) }
  }

  /// The document's text with macros replaced and their definitions taken out.
  mutating func expand(_ body: ArraySlice<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(body.count)
    var budget = body.count + 1 << 20
    let limit = 4 * body.count + 1 << 20
    var stack = [Reading(text: Array(body), at: 0, macro: nil)]
    while var reading = stack.popLast() {
      let text = reading.text
      let next = text[reading.at...].firstIndex(of: UInt8(ascii: "\\")) ?? text.count
      output.append(contentsOf: text[reading.at..<next])
      guard next < text.count else { continue }
      let word = text.controlWord(at: next)
      var end = min(max(word.upperBound, next + 2), text.count)
      var isCopied = true
      if let definition = TeXDefinition(text, at: next) {
        learn(definition, text)
        end = definition.end
        isCopied = definition.body == nil
      }
      let name = Array(text[word])
      let expansion = isCopied && budget > 0 && output.count < limit ? bodies[name] : nil
      if isCopied, expansion == nil { output.append(contentsOf: text[next..<end]) }
      reading.at = end
      stack.append(reading)
      guard let expansion else { continue }
      budget -= 1
      if stack.count < Self.deepest, !stack.contains(where: { $0.macro == name }) {
        stack.append(Reading(text: expansion, at: 0, macro: name))
      } else {
        output.append(contentsOf: text[next..<end])
      }
    }
    return output
  }
}

/// A definition of a macro by `\newcommand`, `\renewcommand`, `\providecommand` or `\def`.
struct TeXDefinition {
  /// The macro's name, without the backslash.
  let name: Range<Int>
  /// What it stands for; nil for a macro with arguments, of which only the head is given.
  let body: Range<Int>?
  let end: Int

  /// An abbreviation is shorter; the bound keeps braces that never close from costing a long search.
  private static let longestBody = 4096

  init?(_ text: [UInt8], at backslash: Int) {
    let word = text.controlWord(at: backslash)
    let isPrimitive = ["def", "gdef", "edef", "xdef"].contains { text.isWord(word, $0) }
    let isCommand = ["newcommand", "renewcommand", "providecommand"].contains {
      text.isWord(word, $0)
    }
    guard isPrimitive || isCommand else { return nil }
    var at = word.upperBound
    if isCommand, text.has("*", at: at) { at += 1 }
    at = text.skippingTeXSpace(at)
    let isBraced = isCommand && text.has("{", at: at)
    if isBraced { at = text.skippingTeXSpace(at + 1) }
    guard text.has("\\", at: at) else { return nil }
    name = text.controlWord(at: at)
    guard !name.isEmpty else { return nil }
    at = name.upperBound
    if isBraced {
      at = text.skippingTeXSpace(at)
      guard text.has("}", at: at) else { return nil }
      at += 1
    }
    let head = at
    let start = isPrimitive ? at : text.skippingTeXSpace(at)
    if let group = text.group(at: start, limit: Self.longestBody),
      !text[group].contains(UInt8(ascii: "#"))
    {
      body = group
      end = group.upperBound + 1
    } else {
      body = nil
      end = head
    }
  }
}
