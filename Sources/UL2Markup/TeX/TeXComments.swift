/// Removes what TeX never reads: comments, `comment` environments, files that a text carries along.
///
/// An escaped `\%` is none, nor is a percent sign in verbatim text or an address. A line that is all
/// comment goes with its line break. After other text TeX lets a comment swallow the break and the
/// spaces of the next line; here that is done inside words only, since elsewhere it would change
/// nothing but the layout.
struct TeXComments {
  private let bytes: [UInt8]
  private var output: [UInt8] = []
  private var at = 0
  private var ends = TeXEnvironmentEnds()

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
      var end = at
      while end < bytes.count, bytes[end] != UInt8(ascii: "%"), bytes[end] != UInt8(ascii: "\\") {
        end += 1
      }
      copy(to: end)
    }
  }

  private mutating func copy(to end: Int) {
    output.append(bytes, at..<end)
    at = end
  }

  private mutating func comment() {
    let previous = output.last
    at = bytes.index(of: 0x0A, from: at, to: bytes.count)
    while let last = output.last, last == 0x20 || last == 0x09 { output.removeLast() }
    if output.isEmpty || output.last == 0x0A {
      at = min(at + 1, bytes.count)
    } else if let previous, isPartOfWord(previous), !output.endsInControlWord {
      // `inter-%` and `national` are one word.
      var next = min(at + 1, bytes.count)
      while next < bytes.count, bytes[next] == 0x20 || bytes[next] == 0x09 { next += 1 }
      if next < bytes.count, isPartOfWord(bytes[next]) { at = next }
    }
  }

  private func isPartOfWord(_ byte: UInt8) -> Bool {
    byte.isASCIIAlphanumeric || byte == UInt8(ascii: "-") || byte >= 0x80
  }

  private mutating func command() {
    let word = bytes.controlWord(at: at)
    if word.isEmpty { return copy(to: min(at + 2, bytes.count)) }
    // One look at most words.
    switch bytes[word.lowerBound] {
    case UInt8(ascii: "b"):
      if bytes.isWord(word, "begin"), let name = bytes.environmentName(from: word.upperBound) {
        return environment(name)
      }
    case UInt8(ascii: "v"), UInt8(ascii: "V"), UInt8(ascii: "l"), UInt8(ascii: "m"):
      if Self.verbatim.contains(where: { bytes.isWord(word, $0) }) {
        return copy(to: bytes.verbEnd(from: word.upperBound))
      }
    case UInt8(ascii: "u"), UInt8(ascii: "h"), UInt8(ascii: "p"), UInt8(ascii: "n"):
      if Self.addresses.contains(where: { bytes.isWord(word, $0) }) {
        let group = bytes.group(at: word.upperBound, limit: 2048)
        return copy(to: group?.upperBound ?? word.upperBound)
      }
    default: break
    }
    copy(to: word.upperBound)
  }

  private static let verbatim: [StaticString] = ["verb", "Verb", "lstinline", "mintinline"]
  private static let addresses: [StaticString] = ["url", "href", "path", "nolinkurl"]

  private static let dropped = Set(
    ["comment", "filecontents", "filecontents*"].map { TeXName($0.utf8) })

  /// - Parameter place: of its name; a brace follows.
  private mutating func environment(_ place: Range<Int>) {
    let start = place.upperBound + 1
    let name = TeXName(bytes, place)
    let isDropped = Self.dropped.contains(name)
    guard isDropped || texVerbatimEnvironments.contains(name),
      let end = ends.end(of: place, in: bytes, from: start, to: bytes.count)
    else { return copy(to: min(start, bytes.count)) }
    if isDropped { at = end + "\\end{}".utf8.count + place.count } else { copy(to: end) }
  }
}
