/// An author's own command: what follows it, and what it expands to.
struct TeXMacro: Sendable {
  /// The text that must be before the first argument, and after each; empty: nothing. One more than there
  /// are arguments.
  var delimiters: [[UInt8]]
  /// The first argument where no brackets give it.
  var standard: [UInt8]?
  var body: [UInt8]

  /// - Parameter count: arguments in braces.
  init(arguments count: Int = 0, standard: [UInt8]? = nil, body: [UInt8]) {
    delimiters = Array(repeating: [], count: count + 1)
    self.standard = standard
    self.body = body
  }

  struct Argument {
    var text: [UInt8]
    /// Whether it is a command written without braces.
    var isCommand = false
  }

  /// A longer one is not an argument, which bounds the cost of an open brace.
  private static let longestArgument = 32 << 10

  /// The arguments that follow at `start`, and where they end; nil where they do not fit.
  func arguments(
    in text: [UInt8], from start: Int, to end: Int, _ work: inout Int
  ) -> ([Argument], Int)? {
    guard Self.stands(delimiters[0], in: text, at: start) else { return nil }
    var at = start + delimiters[0].count
    // After a command's name spaces mean nothing.
    if at == start { at = text.skippingTeXSpace(at) }
    var arguments: [Argument] = []
    for (index, delimiter) in delimiters.dropFirst().enumerated() {
      if index == 0, let standard {
        let bracket = text.skippingTeXSpace(at)
        guard bracket < end, text[bracket] == UInt8(ascii: "[") else {
          arguments.append(Argument(text: standard))
          continue
        }
        guard let option = text.option(at: bracket, limit: Self.longestArgument) else {
          work -= Self.longestArgument
          return nil
        }
        arguments.append(Argument(text: Array(text[option])))
        at = option.upperBound + 1
      } else if delimiter.isEmpty {
        guard let (argument, next) = Self.undelimited(text, at, end, &work) else { return nil }
        arguments.append(argument)
        at = next
      } else {
        guard let (argument, next) = Self.delimited(delimiter, text, at, end, &work) else {
          return nil
        }
        arguments.append(argument)
        at = next
      }
    }
    guard at <= end else { return nil }
    work -= at - start
    return (arguments, at)
  }

  private static func stands(_ delimiter: [UInt8], in text: [UInt8], at start: Int) -> Bool {
    start <= text.count && text[start...].starts(with: delimiter)
  }

  /// A group, a command or one character.
  private static func undelimited(
    _ text: [UInt8], _ start: Int, _ end: Int, _ work: inout Int
  ) -> (Argument, Int)? {
    let at = text.skippingTeXSpace(start)
    guard at < end, !text[at].isMarkupSpace, text[at] != UInt8(ascii: "}") else { return nil }
    if text[at] == UInt8(ascii: "{") {
      guard let group = text.group(at: at, limit: longestArgument) else {
        work -= longestArgument
        return nil
      }
      return (Argument(text: Array(text[group])), group.upperBound + 1)
    }
    var next = at + 1
    if text[at] == UInt8(ascii: "\\") {
      let word = text.controlWord(at: at)
      // What begins or ends here is no argument that anybody meant.
      if text.isWord(word, "end") || text.isWord(word, "begin") { return nil }
      next = Swift.max(word.upperBound, at + 2)
    }
    while next < end, text[next] & 0xC0 == 0x80 { next += 1 }
    guard next <= end else { return nil }
    return (Argument(text: Array(text[at..<next]), isCommand: text[at] == UInt8(ascii: "\\")), next)
  }

  /// The text before the delimiter, outside groups.
  private static func delimited(
    _ delimiter: [UInt8], _ text: [UInt8], _ start: Int, _ end: Int, _ work: inout Int
  ) -> (Argument, Int)? {
    let limit = Swift.min(end, start + 4096)
    var depth = 0
    var at = start
    while at < limit {
      if depth == 0, text[at] == delimiter[0], stands(delimiter, in: text, at: at) {
        var range = start..<at
        if let group = text.group(at: start, limit: at - start), group.upperBound + 1 == at {
          range = group
        }
        return (Argument(text: Array(text[range])), at + delimiter.count)
      }
      switch text[at] {
      case UInt8(ascii: "\\"): at += 1
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      default: break
      }
      if depth < 0 { break }
      at += 1
    }
    work -= limit - start
    return nil
  }

  /// A longer result is dropped.
  private static let longestResult = 1 << 20

  /// The body with the arguments in their places; nil where that is too long.
  func substituted(_ arguments: [[UInt8]]) -> [UInt8]? {
    var output: [UInt8] = []
    output.reserveCapacity(body.count + 64)
    var at = 0
    while at < body.count {
      let mark = body.index(of: UInt8(ascii: "#"), from: at, to: body.count)
      output.append(body, at..<mark)
      at = mark + 1
      guard at < body.count else { break }
      let number = Int(body[at]) - 0x31
      if arguments.indices.contains(number) {
        if let first = arguments[number].first, first.isASCIILetter, output.endsInControlWord {
          output.append(0x20)
        }
        output.append(contentsOf: arguments[number])
      } else {
        // `##` is one `#`.
        output.append(UInt8(ascii: "#"))
        if body[at] != UInt8(ascii: "#") { output.append(body[at]) }
      }
      at += 1
      if output.count > Self.longestResult { return nil }
    }
    return output
  }
}

extension [UInt8] {
  /// Whether letters that follow would belong to a command.
  var endsInControlWord: Bool {
    var at = count
    while at > 0, self[at - 1].isASCIILetter, count - at < 64 { at -= 1 }
    guard at < count, at > 0, self[at - 1] == UInt8(ascii: "\\") else { return false }
    // `\\word` is a line break and a word.
    return at < 2 || self[at - 2] != UInt8(ascii: "\\")
  }
}
