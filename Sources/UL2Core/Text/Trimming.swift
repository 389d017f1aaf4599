/// Strings from headers and lists without the white space around them.
extension StringProtocol {
  /// Without the white space around it that HTTP and lists allow.
  package var trimmed: String {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    let bytes = Array(utf8)
    let start = bytes.firstIndex { !isSpace($0) } ?? 0
    let end = bytes.lastIndex { !isSpace($0) } ?? -1
    return String(decoding: bytes[start..<end + 1], as: UTF8.self)
  }
}
