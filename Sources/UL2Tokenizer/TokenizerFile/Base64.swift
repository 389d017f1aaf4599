/// Base64 (RFC 4648), strict: padding only where it belongs, and no other characters.

package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// By byte: its six bits, or 255.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
    return values
  }()

  /// Appends what `text` encodes; false where it is not base64, even if some was appended.
  static func decode(_ text: ArraySlice<UInt8>, appendingTo bytes: inout [UInt8]) -> Bool {
    guard text.count % 4 == 0 else { return false }
    var padding = 0
    if text.last == UInt8(ascii: "=") {
      padding = text.dropLast().last == UInt8(ascii: "=") ? 2 : 1
    }
    let end = text.endIndex - padding
    var bits: UInt32 = 0
    var count = 0
    for i in text.startIndex..<end {
      let value = values[Int(text[i])]
      guard value < 64 else { return false }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    // The bits left over must be zero.
    return bits & (1 << UInt32(count) - 1) == 0
  }

  package static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    return decode(text, appendingTo: &bytes) ? bytes : nil
  }

  package static func encoded(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var bits: UInt32 = 0
      for i in 0..<3 { bits = bits << 8 | (i < count ? UInt32(bytes[start + i]) : 0) }
      for i in 0..<4 {
        text.append(
          i > count ? UInt8(ascii: "=") : alphabet[Int(bits >> UInt32(18 - 6 * i) & 63)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
