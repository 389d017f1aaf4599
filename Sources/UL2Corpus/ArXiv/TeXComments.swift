/// Removes what TeX never reads: comments, `comment` environments, `\iffalse … \fi`.
///
/// An escaped `\%` is none, nor is a percent sign in verbatim text or an address. A line that is
/// all comment goes with its line break; behind other text the break stays, so that words stay apart.
struct TeXComments {
  private let bytes: [UInt8]
  private var output: [UInt8] = []
  private var at = 0
  private var ends = TeXEnvironmentEnds()
  private var hasUnclosedCondition = false

  static func strip(_ bytes: [UInt8]) -> [UInt8] {
    var comments = TeXComments(bytes: bytes)
    comments.output.reserveCapacity(bytes.count)
    while comments.at < bytes.count { comments.step() }
    return comments.output
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func step() {
    switch bytes[at] {
    case UInt8(ascii: "%"): comment()
    case UInt8(ascii: "\\"): command()
    default:
      let start = at
      while at < bytes.count, bytes[at] != UInt8(ascii: "%"), bytes[at] != UInt8(ascii: "\\") {
        at += 1
      }
      output.append(contentsOf: bytes[start..<at])
    }
  }

  private mutating func copy(to end: Int) {
    output.append(contentsOf: bytes[at..<end])
    at = end
  }

  private mutating func comment() {
    at = bytes[at...].firstIndex(of: 0x0A) ?? bytes.count
    while let last = output.last, last == 0x20 || last == 0x09 { output.removeLast() }
    if output.isEmpty || output.last == 0x0A { at = min(at + 1, bytes.count) }
  }

  private mutating func command() {
    let word = bytes.controlWord(at: at)
    if word.isEmpty { return copy(to: min(at + 2, bytes.count)) }
    if bytes.isWord(word, "verb") { return copy(to: verbEnd(from: word.upperBound)) }
    if ["url", "href", "path", "nolinkurl"].contains(where: { bytes.isWord(word, $0) }) {
      let group = bytes.group(at: word.upperBound, limit: 2048)
      return copy(to: group?.upperBound ?? word.upperBound)
    }
    if bytes.isWord(word, "iffalse"), let end = conditionEnd(from: word.upperBound) {
      at = end
      return
    }
    if bytes.isWord(word, "begin"), let name = bytes.environmentName(from: word.upperBound) {
      return environment(Array(bytes[name]), from: name.upperBound + 1)
    }
    copy(to: word.upperBound)
  }

  private mutating func environment(_ name: [UInt8], from start: Int) {
    let isComment = name == Array("comment".utf8)
    guard isComment || texVerbatimEnvironments.contains(name),
      let end = ends.end(of: name, in: bytes, from: start)
    else { return copy(to: start) }
    if isComment { at = end + "\\end{}".utf8.count + name.count } else { copy(to: end) }
  }

  /// The end of `\verb|…|`, which ends on its line.
  private func verbEnd(from start: Int) -> Int {
    var at = start
    if at < bytes.count, bytes[at] == UInt8(ascii: "*") { at += 1 }
    guard at < bytes.count, !bytes[at].isMarkupSpace else { return at }
    let delimiter = bytes[at]
    var end = at + 1
    while end < bytes.count, bytes[end] != 0x0A {
      if bytes[end] == delimiter { return end + 1 }
      end += 1
    }
    return at
  }

  /// Behind the `\fi` or `\else` that ends the condition; nil when nothing does.
  private mutating func conditionEnd(from start: Int) -> Int? {
    guard !hasUnclosedCondition else { return nil }
    var depth = 0
    var at = start
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "%") { at = bytes[at...].firstIndex(of: 0x0A) ?? bytes.count }
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\\") else {
        at += 1
        continue
      }
      let word = bytes.controlWord(at: at)
      at = max(word.upperBound, at + 2)
      if bytes.isWord(word, "fi") || (depth == 0 && bytes.isWord(word, "else")) {
        if depth == 0 { return word.upperBound }
        depth -= 1
      } else if bytes.has("if", at: word.lowerBound), !bytes.isWord(word, "iff"),
        !bytes.isWord(word, "ifthenelse")
      {
        depth += 1
      }
    }
    hasUnclosedCondition = true
    return nil
  }
}
