/// Which encoding a page is in: what its bytes prove, then what it and its server say, then a guess.
///
/// In the order of the HTML standard, with one change: bytes that are UTF-8 with characters beyond ASCII
/// are UTF-8 whatever they are called, since text of another encoding is that by accident only, and
/// wrong labels are common.
import CUchardet

/// - Parameters:
///   - label: the server's `charset`.
///   - isHTML: whether `<meta>` counts.
package func detectedCharset(_ bytes: [UInt8], label: [UInt8]?, isHTML: Bool) -> Charset {
  if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
  if bytes.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
  if bytes.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
  let evidence = UTF8Evidence(bytes)
  if evidence.invalid == 0, evidence.sequences > 0 { return .utf8 }
  let declared =
    label.flatMap { Charset(label: $0[$0.trimmed(0..<$0.count)]) }
    ?? (isHTML ? metaCharset(bytes) : nil)
  switch declared {
  // A few broken characters are a broken page; more broken ones than whole ones are another encoding.
  case .utf8? where evidence.invalid <= evidence.sequences: return .utf8
  case .utf8?, nil: break
  case let declared?: return declared
  }
  if evidence.invalid == 0 { return .utf8 }
  return guessedCharset(bytes) ?? .windows1252
}

/// How much speaks for UTF-8.
struct UTF8Evidence {
  /// Whole characters of more than one byte, and bytes that belong to none.
  var sequences = 0
  var invalid = 0

  init(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { bytes in
      guard let wrong = unsafe firstInvalidUTF8(in: bytes) else {
        sequences = unsafe bytes.contains { $0 >= 0x80 } ? 1 : 0
        return
      }
      unsafe sequences = bytes[..<wrong].count { $0 >= 0xC0 }
      var at = wrong
      while at < bytes.count {
        if unsafe bytes[at] < 0x80 {
          at += 1
          continue
        }
        let length = unsafe sequenceLength(bytes, at)
        if length == 0 { invalid += 1 } else { sequences += 1 }
        at += max(length, 1)
      }
    }
  }
}

/// The charset that libuchardet detects; nil where it cannot tell.
private func guessedCharset(_ bytes: [UInt8]) -> Charset? {
  guard let detector = unsafe uchardet_new() else { return nil }
  defer { unsafe uchardet_delete(detector) }
  // More text than this does not change its mind.
  let count = min(bytes.count, 1 << 18)
  let code = unsafe bytes.withUnsafeBytes { bytes in
    unsafe uchardet_handle_data(
      detector, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), count)
  }
  guard code == 0 else { return nil }
  unsafe uchardet_data_end(detector)
  guard let name = unsafe uchardet_get_charset(detector) else { return nil }
  guard let charset = unsafe Charset(label: String(cString: name).utf8) else { return nil }
  // That it is not was shown already.
  return charset == .utf8 ? nil : charset
}
