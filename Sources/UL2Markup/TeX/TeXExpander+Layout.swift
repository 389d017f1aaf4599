/// Takes layout out of the text.
extension TeXExpander {
  mutating func remove(_ layout: TeXLayout) -> Bool {
    guard work > 0 else { return false }
    if case .optionalText = layout.arguments { return keepOption(layout) }
    let start = current.at
    let arguments = TeXArguments(current.text, current.end)
    if let end = arguments.end(of: layout.arguments, from: start) {
      current.at = end
      let isSeen = layout.gap != .space || !arguments.isBackwards(start..<end)
      if case .length = layout.arguments, layout.gap == .nothing, end < current.end,
        current.text[end] == 0x20
      {
        // TeX takes one space after a length for its end.
        current.at += 1
      }
      close(isSeen ? layout.gap : .nothing)
    } else if removeBehindMacro(layout) {
      close(layout.gap)
    } else {
      // Braces that are never closed cost a search each time.
      work -= 2048
      return false
    }
    return true
  }

  /// An author's abbreviation may end in a command whose length is after the abbreviation.
  private mutating func removeBehindMacro(_ layout: TeXLayout) -> Bool {
    guard current.at == current.end, argumentDepth == 0, case .macro = current.origin,
      let index = below.lastIndex(where: { $0.at < $0.end }),
      let end = TeXArguments(below[index].text, below[index].end).end(
        of: layout.arguments, from: below[index].at)
    else { return false }
    below[index].at = end
    return true
  }

  /// The text around what has gone: a line that had nothing else goes with it, words stay apart.
  mutating func close(_ gap: TeXLayout.Gap) {
    // Of an argument nobody knows yet where it will be.
    let isInFormula = gap != .nothing && argumentDepth == 0 && output.isInFormula()
    if gap == .space, isInFormula {
      // Other spaces in a formula are none.
      output.dropBlanks()
      output.append("\\ ")
    }
    let endsParagraph = gap == .paragraph && argumentDepth == 0 && !isInFormula
    if skipBlankLine() {
      if endsParagraph { output.endParagraph() }
      return
    }
    if endsParagraph { output.endParagraph() }
    if output.endsInSpace || output.endsInBrace {
      while current.at < current.end, current.text[current.at].isBlank { current.at += 1 }
      if current.at == current.end, argumentDepth == 0, case .macro = current.origin,
        let index = below.indices.last
      {
        while below[index].at < below[index].end, below[index].text[below[index].at].isBlank {
          below[index].at += 1
        }
      }
    } else if gap != .nothing, current.at < current.end, !current.text[current.at].isMarkupSpace {
      output.append(" ")
    }
  }

  /// `\twocolumn[title]` keeps its text.
  private mutating func keepOption(_ layout: TeXLayout) -> Bool {
    let start = current.text.skippingTeXSpace(current.at)
    guard start < current.end, current.text[start] == UInt8(ascii: "[") else {
      close(layout.gap)
      return true
    }
    guard below.count < Self.deepest,
      let option = current.text.option(at: start, limit: 16 << 10), option.upperBound < current.end
    else {
      work -= 4096
      return false
    }
    current.at = option.upperBound + 1
    push(Reading(current.text, option, .text))
    return true
  }
}

/// The arguments of layout commands: where they end, or nil where they are not there.
struct TeXArguments {
  private let text: [UInt8]
  private let limit: Int

  private static let longest = 8 << 10

  init(_ text: [UInt8], _ limit: Int) {
    self.text = text
    self.limit = limit
  }

  func end(of arguments: TeXLayout.Arguments, from start: Int) -> Int? {
    let end: Int? =
      switch arguments {
      case .list(let letters): list(letters, start)
      case .length: length(skippingSpace(start))
      case .number: number(skippingSpace(start))
      case .lengthAssigned: assigned(start) { length($0) }
      case .numberAssigned: assigned(start) { number($0) }
      case .advance: advance(start)
      case .rule: rule(start)
      case .optionalText: nil
      case .date: date(start)
      case .alignment: alignment(start)
      }
    guard let end, end <= limit else { return nil }
    return end
  }

  private func skippingSpace(_ start: Int) -> Int { min(text.skippingTeXSpace(start), limit) }

  /// Whether a length is negative or zero, so that nobody sees it as a space.
  func isBackwards(_ range: Range<Int>) -> Bool {
    let length = text[range].drop { $0.isMarkupSpace || "*{".utf8.contains($0) }
    guard let first = length.first else { return false }
    if first == UInt8(ascii: "-") { return true }
    return first == UInt8(ascii: "0") && length.dropFirst().first?.isASCIILetter == true
  }

  // MARK: LaTeX

  private func list(_ letters: String, _ start: Int) -> Int? {
    var at = start
    for letter in letters.utf8 {
      let next = skippingSpace(at)
      switch letter {
      case UInt8(ascii: "*"): if text.has("*", at: at) { at += 1 }
      case UInt8(ascii: "o"):
        if let option = text.option(at: next, limit: Self.longest) { at = option.upperBound + 1 }
      default:
        if let group = text.group(at: next, limit: Self.longest) {
          at = group.upperBound + 1
        } else if let end = value(next) {
          // `\setlength\parindent{0pt}`
          at = end
        } else {
          return nil
        }
      }
    }
    return at
  }

  private func date(_ start: Int) -> Int? {
    let next = skippingSpace(start)
    if text.has("\\today", at: next) { return next + "\\today".utf8.count }
    guard let group = text.group(at: skippingSpace(start), limit: 64) else { return nil }
    let date = text[text.trimmed(group)]
    guard date.isEmpty || date.elementsEqual("\\today".utf8) else { return nil }
    return group.upperBound + 1
  }

  /// A skip between a table's lines; boxes between them are text.
  private func alignment(_ start: Int) -> Int? {
    guard let group = text.group(at: skippingSpace(start), limit: Self.longest) else { return nil }
    var at = group.lowerBound
    while at < group.upperBound {
      let backslash = text.index(of: UInt8(ascii: "\\"), from: at, to: group.upperBound)
      let word = text.controlWord(at: backslash, isAtLetter: true)
      if ["hbox", "vbox", "text", "mbox", "parbox", "noindent", "rm", "centerline"]
        .contains(where: { text.isWord(word, $0) })
      {
        return nil
      }
      at = max(word.upperBound, backslash + 1)
    }
    return group.upperBound + 1
  }

  // MARK: Plain TeX

  private func assigned(_ start: Int, _ value: (Int) -> Int?) -> Int? {
    var at = skippingSpace(start)
    if text.has("=", at: at) {
      at = skippingSpace(at + 1)
      return value(at)
    }
    // Without the sign a number must follow: a command could be anything, and `\textwidth-2cm` is a length.
    let digit = at > start && text.has("-", at: at) ? at + 1 : at
    guard digit < limit, text[digit].isASCIIDigit || text[digit] == UInt8(ascii: ".") else {
      return nil
    }
    return value(at)
  }

  private func advance(_ start: Int) -> Int? {
    var at = skippingSpace(start)
    guard let register = value(at) else { return nil }
    at = register
    while at < limit, text[at].isASCIIDigit { at += 1 }
    at = skippingSpace(at)
    if text.has("by", at: at) { at = skippingSpace(at + 2) }
    return length(at) ?? number(at)
  }

  private func rule(_ start: Int) -> Int? {
    var at = start
    while true {
      let next = skippingSpace(at)
      guard let word = ["height", "width", "depth"].first(where: { text.has($0, at: next) }),
        let end = dimension(skippingSpace(next + word.utf8CodeUnitCount))
      else { return at }
      at = end
    }
  }

  private func number(_ start: Int) -> Int? {
    var at = signs(start)
    if text.has("\\", at: at) { return value(at) }
    let first = at
    while at < limit, text[at].isASCIIDigit { at += 1 }
    return at > first ? at : nil
  }

  /// `1cm plus 2pt minus .5fil`, `{1cm}`
  private func length(_ start: Int) -> Int? {
    if let group = text.group(at: start, limit: 256) { return group.upperBound + 1 }
    guard var at = dimension(start) else { return nil }
    for word: StaticString in ["plus", "minus"] {
      let next = skippingSpace(at)
      if text.has(word, at: next),
        let end = dimension(skippingSpace(next + word.utf8CodeUnitCount))
      {
        at = end
      }
    }
    return at
  }

  /// A command that holds a length or a number: not one that is known to be something else.
  private func value(_ start: Int) -> Int? {
    guard text.has("\\", at: start) else { return nil }
    let word = text.controlWord(at: start, isAtLetter: true)
    guard !word.isEmpty else { return nil }
    switch TeXBuiltIns.table[TeXName(text, word)] {
    case nil, .layout: return word.upperBound
    default: return nil
    }
  }

  private func signs(_ start: Int) -> Int {
    var at = start
    while at < limit, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") {
      at = skippingSpace(at + 1)
    }
    return at
  }

  /// `-1.5 true cm`, `2\baselineskip`, `\parskip`
  private func dimension(_ start: Int) -> Int? {
    var at = signs(start)
    let first = at
    while at < limit, text[at].isASCIIDigit || ".,".utf8.contains(text[at]) { at += 1 }
    let hasNumber = at > first
    var unit = hasNumber ? skippingSpace(at) : at
    if text.has("\\", at: unit) { return value(unit) ?? (hasNumber ? at : nil) }
    guard hasNumber else { return nil }
    if text.has("true", at: unit) { unit = skippingSpace(unit + 4) }
    if text.has("fil", at: unit) {
      unit += 3
      while text.has("l", at: unit) { unit += 1 }
      return unit
    }
    // Whatever else two letters are, it is not a length: `\kern 1` and a word.
    guard unit + 1 < limit,
      Self.units.contains(where: { text.hasIgnoringCase($0.utf8, at: unit) })
    else { return at }
    return unit + 2
  }

  private static let units = [
    "pt", "cm", "mm", "in", "em", "ex", "mu", "pc", "bp", "dd", "cc", "sp", "px", "nd", "nc",
  ]
}

extension UInt8 {
  /// A space or a tab.
  fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
}
