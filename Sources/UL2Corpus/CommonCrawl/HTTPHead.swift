/// The head of an HTTP/1 response as crawlers store it: a status line, fields, an empty line.
///
/// Read leniently (RFC 9112, appendix and 2.2): lines may end with a bare line feed, may be folded, and
/// what is not a field is skipped.
import Glibc

struct HTTPHead {
  private(set) var status = 0
  private(set) var fields = HeaderFields()
  /// Where the body begins.
  private(set) var length = 0

  /// Reads the head of `block`; false where it does not begin with a status line.
  mutating func read(_ block: [UInt8]) -> Bool {
    fields.removeAll()
    status = 0
    length = 0
    guard block.hasIgnoringCase("http/".utf8, at: 0) else { return false }
    var isFirst = true
    while length < block.count {
      let end = block.firstIndex(of: 0x0A, in: length..<block.count)
      var line = length..<end
      if let last = line.last, block[last] == 0x0D { line.removeLast() }
      length = min(end + 1, block.count)
      if isFirst {
        status = Self.status(block[line])
        isFirst = false
      } else if line.isEmpty {
        return status > 0
      } else {
        _ = unsafe block.withUnsafeBytes { bytes in
          unsafe fields.add(UnsafeRawBufferPointer(rebasing: bytes[line]))
        }
      }
    }
    return status > 0
  }

  /// `HTTP/1.1 200 OK`: three digits after the first space.
  private static func status(_ line: ArraySlice<UInt8>) -> Int {
    let digits = line.drop { $0 != 0x20 }.drop { $0 == 0x20 }.prefix { $0.isASCIIDigit }
    return digits.count == 3 ? digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } : 0
  }
}
