/// Where a WARC record begins and ends: the one place that says so, for cutting a file and for reading it.
///
/// The framing is Content-Length, never lines: a block may contain `WARC/1.0`. More or fewer line breaks
/// between records than the standard's two are accepted, since both exist; anything else there is damage.
import Glibc

/// A record among bytes that hold all of it.
struct WARCFrame: Sendable {
  /// The version line begins here.
  var start: Int
  /// The block follows the header's blank line.
  var block: Range<Int>
  /// Where the next record is looked for.
  var end: Int

  enum Found {
    /// A record; more of it than the bytes that were looked at, maybe.
    case record(WARCFrame)
    /// The header is not all there.
    case incomplete
    /// There are only line breaks.
    case nothing
    case broken(String, got: String? = nil)
  }

  /// A header above this is not a header, in bytes.
  private static let headerLimit = 1 << 20

  /// Frames the record that begins at `offset`, line breaks before it allowed.
  static func next(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Found {
    let rest = unsafe bytes[offset...]
    guard let start = unsafe rest.firstIndex(where: { $0 != 0x0D && $0 != 0x0A }) else {
      return .nothing
    }
    let record = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
    let magic = Array("WARC/".utf8)
    if record.count < magic.count, unsafe magic.starts(with: record) { return .incomplete }
    guard unsafe record.starts(with: magic) else {
      let line = unsafe record.prefix(64).prefix { $0 != 0x0D && $0 != 0x0A }
      return unsafe .broken("no record begins here", got: shownBeginning(line))
    }
    var length: Int?
    var line = 0
    while line < headerLimit {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: record[line...])
      guard let count = unsafe firstNewline(rest) else {
        return line + rest.count < headerLimit ? .incomplete : .broken("the header has no end")
      }
      let isBlank = unsafe count == 0 || count == 1 && rest[0] == 0x0D
      line += count + 1
      if isBlank {
        guard let length else { return .broken("the record has no Content-Length") }
        let end = start + line + length
        return .record(WARCFrame(start: start, block: start + line..<end, end: end))
      }
      if length == nil, unsafe isContentLength(rest) {
        let value = unsafe rest[..<count].dropFirst(contentLength.count)
        let text = unsafe String(decoding: value, as: UTF8.self).trimmed
        let isLong = text.utf8.count > 18 && text.utf8.allSatisfy(\.isASCIIDigit)
        guard let number = isLong ? longestLength : Int(text), number >= 0 else {
          return unsafe .broken("a wrong Content-Length", got: shown(text.utf8))
        }
        length = number
      }
    }
    return .broken("the header has no end")
  }

  /// For numbers of more digits.
  private static let longestLength = Int.max / 4
  private static let contentLength = Array("content-length:".utf8)

  private static func isContentLength(_ line: UnsafeRawBufferPointer) -> Bool {
    guard line.count >= contentLength.count else { return false }
    // Setting bit 5 makes letters lower case and leaves `-` and `:` as they are.
    return unsafe zip(line, contentLength).allSatisfy { $0 | 0x20 == $1 }
  }
}
