/// Turns text of any encoding into UTF-8, by glibc's iconv. What cannot be decoded becomes U+FFFD.
///
/// Converters are kept: to open one loads a module. windows-1252 is ours, since the standard gives the
/// five bytes that iconv refuses a meaning.
import Glibc

@safe package final class Transcoder {
  /// Invariant: open converters, owned by this object alone.
  private var converters: [Charset: iconv_t] = unsafe [:]

  package init() {}

  deinit {
    unsafe converters.values.forEach { unsafe _ = iconv_close($0) }
  }

  /// Replaces `bytes` by the same text in UTF-8; false where too much of it is not text of `charset`.
  package func convert(_ bytes: inout [UInt8], from charset: Charset) -> Bool {
    switch charset {
    case .utf8:
      let isValid = unsafe bytes.withUnsafeBytes { unsafe firstInvalidUTF8(in: $0) } == nil
      if !isValid { bytes = Array(String(decoding: bytes, as: UTF8.self).utf8) }
    case .windows1252: bytes = windows1252ToUTF8(bytes)
    default:
      guard let converter = unsafe converter(charset) else {
        bytes = windows1252ToUTF8(bytes)
        break
      }
      guard let text = unsafe converted(bytes, by: converter) else { return false }
      bytes = text
    }
    return true
  }

  private func converter(_ charset: Charset) -> iconv_t? {
    if let open = unsafe converters[charset] {
      // Back to the initial shift state.
      unsafe _ = iconv(open, nil, nil, nil, nil)
      return unsafe open
    }
    let opened: iconv_t? = unsafe iconv_open("UTF-8", charset.iconvName)
    // -1: this system's iconv does not know it.
    guard let converter = unsafe opened, Int(bitPattern: converter) != -1 else { return nil }
    unsafe converters[charset] = converter
    return unsafe converter
  }

  private func windows1252ToUTF8(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      if byte < 0x80 { output.append(byte) } else { appendUTF8(windows1252(byte), to: &output) }
    }
    return output
  }

  private func converted(_ bytes: [UInt8], by converter: iconv_t) -> [UInt8]? {
    // One byte of twenty, and a few more: above that it is not a text with mistakes.
    var mistakesLeft = 1000 + bytes.count / 20
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count * 2)
    var bytes = bytes
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var at = 0
    while at < bytes.count {
      var (used, made) = (0, 0)
      let isFine = unsafe step(converter, &bytes, from: at, into: &chunk, &used, &made)
      output.append(contentsOf: chunk[..<made])
      at += used
      if isFine { continue }
      // Not decodable here, or cut at the end: one byte is given up.
      mistakesLeft -= 1
      if mistakesLeft < 0 { return nil }
      output.append(contentsOf: [0xEF, 0xBF, 0xBD])
      at += 1
      unsafe _ = iconv(converter, nil, nil, nil, nil)
    }
    return output
  }

  /// Converts from `start` until the input or the room ends; false where the next byte cannot be decoded.
  private func step(
    _ converter: iconv_t, _ input: inout [UInt8], from start: Int, into output: inout [UInt8],
    _ used: inout Int, _ made: inout Int
  ) -> Bool {
    unsafe input.withUnsafeMutableBytes { source in
      unsafe output.withUnsafeMutableBytes { target in
        var next = unsafe source.baseAddress.map {
          unsafe ($0 + start).assumingMemoryBound(to: CChar.self)
        }
        var left = source.count - start
        var room = unsafe target.baseAddress?.assumingMemoryBound(to: CChar.self)
        var free = target.count
        let code = unsafe iconv(converter, &next, &left, &room, &free)
        let error = errno
        used = source.count - start - left
        made = target.count - free
        return code != -1 || (error == E2BIG && made > 0)
      }
    }
  }
}
