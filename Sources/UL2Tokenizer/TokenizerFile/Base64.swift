/// Base64 (RFC 4648), strict: padding where it belongs, nothing else between.

enum Base64 {
  /// By byte: its six bits, or 255.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, byte) in alphabet.utf8.enumerated() { values[Int(byte)] = UInt8(value) }
    return values
  }()

  /// Appends what `text` encodes; false where it is no base64, whatever was appended.
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
    // The bits that are left over say nothing.
    return bits & (1 << UInt32(count) - 1) == 0
  }

  static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    return decode(text, appendingTo: &bytes) ? bytes : nil
  }
}
