/// Numbers and bytes of an index; nil where it has no more.
struct SevenZipNumbers {
  private var rest: ArraySlice<UInt8>
  let size: Int

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
    size = bytes.count
  }

  mutating func byte() -> UInt8? { rest.popFirst() }

  mutating func bytes(_ count: Int) -> [UInt8]? {
    guard 0...rest.count ~= count else { return nil }
    defer { rest.removeFirst(count) }
    return Array(rest.prefix(count))
  }

  /// Bytes that are left.
  var left: Int { rest.count }

  /// REAL_UINT64 as 7z packs it: the first byte's leading ones say how many bytes follow. More than an Int holds is
  /// `Int.max`.
  mutating func number() -> Int? {
    guard let first = byte() else { return nil }
    let length = (~first).leadingZeroBitCount
    guard let low = bytes(length) else { return nil }
    var value = UInt64(0)
    for (i, byte) in low.enumerated() { value |= UInt64(byte) << (8 * i) }
    if length < 7 { value |= UInt64(first & (0x7F >> UInt8(length))) << (8 * length) }
    return Int(clamping: value)
  }

  /// Skips which of `count` things have a CRC, and those CRCs.
  mutating func skipDigests(_ count: Int) -> Bool {
    guard let all = byte() else { return false }
    var defined = count
    if all == 0 {
      guard let bits = bytes((count + 7) / 8) else { return false }
      defined = bits.reduce(0) { $0 + $1.nonzeroBitCount }
    }
    return bytes(4 * defined) != nil
  }
}
