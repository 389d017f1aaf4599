/// Files in UTF-8, whatever they were in.
import UL2Markup

/// Makes files UTF-8; keeps the converters that it has opened, so each reader has its own.
final class Transcoding {
  private let transcoder = Transcoder()

  /// Replaces `bytes` by the same text in UTF-8, without a byte order mark.
  ///
  /// - Parameter encoding: set to the name of another encoding that it was in.
  /// - Returns: why the file is not a document; nil where it is one.
  func makeUTF8(_ bytes: inout [UInt8], _ encoding: inout String?) -> String? {
    if bytes.isEmpty { return "empty file" }
    let marked = Charset(markedIn: bytes)
    if marked == nil || marked == .utf8 {
      if bytes.contains(0) { return "binary file" }
      let isUTF8 = unsafe bytes.withUnsafeBytes { unsafe firstInvalidUTF8(in: $0) } == nil
      if isUTF8 {
        if marked != nil { bytes.removeFirst(3) }
        return bytes.isEmpty ? "empty file" : nil
      }
    }
    guard let charset = Charset(declaredIn: bytes), charset != .utf8 else { return "not UTF-8" }
    guard transcoder.convert(&bytes, from: charset) else { return "not \(charset.name)" }
    encoding = charset.name
    if bytes.has("\u{FEFF}", at: 0) { bytes.removeFirst(3) }
    return bytes.isEmpty ? "empty file" : nil
  }
}
