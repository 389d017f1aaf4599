/// Where a WARC record ends, told from its header without reading the fields: what cutting a file needs.
import Glibc

enum WARCFrame {
  /// The record and the line breaks before it are so many bytes; more than were given, maybe.
  case length(Int)
  /// The header is not all there.
  case incomplete
  /// There are only line breaks.
  case nothing
  case broken(String, got: String? = nil)

  /// A header above this is no header, in bytes.
  static let headerLimit = 1 << 20

  /// Frames the record that begins with `bytes`, line breaks before it allowed.
  static func measure(_ bytes: UnsafeRawBufferPointer) -> WARCFrame {
    guard let start = unsafe bytes.firstIndex(where: { $0 != 0x0D && $0 != 0x0A }) else {
      return .nothing
    }
    let record = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
    let magic = Array("WARC/".utf8)
    if record.count < magic.count, unsafe magic.starts(with: record) { return .incomplete }
    guard unsafe record.starts(with: magic) else {
      let line = unsafe record.prefix(24).prefix { $0 != 0x0D && $0 != 0x0A }
      return unsafe .broken("no record begins here", got: String(decoding: line, as: UTF8.self))
    }
    var length: Int?
    var line = 0
    while line < headerLimit {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: record[line...])
      guard let base = rest.baseAddress, let found = unsafe memchr(base, 0x0A, rest.count) else {
        return line + rest.count < headerLimit ? .incomplete : .broken("the header has no end")
      }
      let count = unsafe UnsafeRawPointer(found) - base
      let isBlank = unsafe count == 0 || count == 1 && rest[0] == 0x0D
      line += count + 1
      if isBlank {
        guard let length else { return .broken("the record has no Content-Length") }
        let (end, overflow) = (start + line).addingReportingOverflow(length)
        return overflow ? .broken("a wrong Content-Length", got: "\(length)") : .length(end)
      }
      if length == nil, unsafe isContentLength(rest) {
        let value = unsafe rest[..<count].dropFirst(contentLength.count)
        let text = unsafe String(decoding: value, as: UTF8.self)
        let digits = text.drop { $0 == " " || $0 == "\t" }
          .prefix { $0 != " " && $0 != "\t" && $0 != "\r" && $0 != "\r\n" }
        guard let number = Int(digits), number >= 0 else {
          return .broken("a wrong Content-Length", got: text)
        }
        length = number
      }
    }
    return .broken("the header has no end")
  }

  private static let contentLength = Array("content-length:".utf8)

  private static func isContentLength(_ line: UnsafeRawBufferPointer) -> Bool {
    guard line.count >= contentLength.count else { return false }
    // Setting bit 5 makes letters lower case and leaves `-` and `:` as they are.
    return unsafe zip(line, contentLength).allSatisfy { $0 | 0x20 == $1 }
  }
}
