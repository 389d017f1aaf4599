/// Chunks of an HTTP body (RFC 9112, 7.1), as servers send them and crawlers keep them: blank lines before a
/// size, sizes with spaces and leading zeros, extensions, trailers, no last chunk.
///
/// Headers lie both ways. A body that is said to be chunked is joined where it begins like one; one of which
/// nothing is said, only where all of it is chunks, down to the last one of no bytes.

package struct HTTPChunks {
  /// The chunks' places, without their sizes.
  package private(set) var ranges: [Range<Int>] = []
  /// Whether the last chunk, of no bytes, is there.
  package private(set) var isWhole = false

  /// The chunks of a body; nil where it has none.
  ///
  /// - Parameter isDeclared: a header says that there are.
  package init?(_ body: [UInt8], isDeclared: Bool) {
    var at = 0
    if isDeclared {
      Self.skipBreaks(body, &at)
    } else if body.first.flatMap(Self.hexadecimalValue) == nil {
      return nil
    }
    var hasBreak = true
    while at < body.count {
      guard let size = Self.size(body, &at) else {
        // A line of text that reads like a size; or damage, after which sizes mean nothing.
        if ranges.count <= (hasBreak ? 0 : 1) || !isDeclared { return nil }
        return
      }
      if size == 0 {
        isWhole = true
        break
      }
      // A first chunk that goes beyond the end is one of a body that was cut, if it is one.
      if ranges.isEmpty, size > body.count - at {
        let hasReturn = at >= 2 && body[at - 2] == 0x0D
        if !hasReturn || size > Self.longestFirst { return nil }
      }
      ranges.append(at..<min(at + size, body.count))
      at += size
      if at >= body.count { break }
      hasBreak = Self.skipBreaks(body, &at)
      if !hasBreak, !isDeclared { return nil }
    }
    if !isDeclared ? !isWhole || ranges.isEmpty : !isWhole && ranges.isEmpty { return nil }
  }

  /// The chunks, joined.
  package func joined(_ body: [UInt8]) -> [UInt8] {
    var joined: [UInt8] = []
    joined.reserveCapacity(ranges.reduce(0) { $0 + $1.count })
    for range in ranges { joined.append(body, range) }
    return joined
  }

  private static let longestFirst = 1 << 24

  /// Skips line breaks; whether there were any.
  @discardableResult
  private static func skipBreaks(_ body: [UInt8], _ at: inout Int) -> Bool {
    let start = at
    while at < body.count, body[at] == 0x0D || body[at] == 0x0A { at += 1 }
    return at > start
  }

  /// Reads a line with a size in hexadecimal, extensions allowed; nil where there is none.
  private static func size(_ body: [UInt8], _ at: inout Int) -> Int? {
    var next = at
    while next < body.count, body[next] == 0x20 || body[next] == 0x09 { next += 1 }
    var size = 0
    let first = next
    while next < body.count, let digit = hexadecimalValue(body[next]) {
      // More than a body can have, except for leading zeros.
      if size >= 1 << 44 || next - first >= 64 { return nil }
      size = size << 4 | digit
      next += 1
    }
    guard next > first else { return nil }
    while next < body.count, body[next] == 0x20 || body[next] == 0x09 { next += 1 }
    if next < body.count, body[next] == UInt8(ascii: ";") {
      next = body.firstIndex(of: 0x0A, in: next..<min(body.count, next + 4096))
    }
    if next < body.count, body[next] == 0x0D { next += 1 }
    if next == body.count, size == 0 {
      at = next
      return 0
    }
    guard next < body.count, body[next] == 0x0A else { return nil }
    at = next + 1
    return size
  }

  private static func hexadecimalValue(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte) - 0x30
    case 0x41...0x46: Int(byte) - 0x41 + 10
    case 0x61...0x66: Int(byte) - 0x61 + 10
    default: nil
    }
  }
}
