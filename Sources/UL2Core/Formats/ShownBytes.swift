/// Bytes from a file as a message shows them: never raw, since they may be anything.

/// Text where they are text, hexadecimal otherwise: `1f 8b 08 00`.
///
/// - Parameter bytes: their beginning counts; a character that is cut at the end is left out.
package func shown(_ bytes: [UInt8], limit: Int = 120) -> String {
  let start = bytes.count > limit ? Array(bytes[..<limit]) : bytes
  return text(start) ?? hexadecimal(start.prefix(8)) + (bytes.count > 8 ? " …" : "")
}

package func shown(_ bytes: some Collection<UInt8>, limit: Int = 120) -> String {
  shown(Array(bytes.prefix(limit + 1)), limit: limit)
}

/// The name of a file's kind by its first bytes: the name of its format where the magic is known
/// (`a PDF`), the bytes as `shown` shows them otherwise.
package func shownBeginning(_ bytes: some Collection<UInt8>) -> String {
  let start = Array(bytes.prefix(Magic.longest))
  if let magic = Magic.of(start) { return magic.name }
  return shown(bytes, limit: 24)
}

/// The bytes as text, its white space as single spaces; nil where they are none.
private func text(_ bytes: [UInt8]) -> String? {
  // A record's type is shown for every record: Unicode's tables are not asked about ASCII.
  if bytes.allSatisfy({ 0x20..<0x7F ~= $0 }) { return String(decoding: bytes, as: UTF8.self) }
  var bytes = bytes
  if let bad = unsafe bytes.withUnsafeBytes({ unsafe firstInvalidUTF8(in: $0) }) {
    // Only the last character may be broken, which then had no room.
    guard bad > 0, isBeginning(bytes[bad...]) else { return nil }
    bytes.removeSubrange(bad...)
  }
  let text = String(decoding: bytes, as: UTF8.self)
  let isText = text.unicodeScalars.allSatisfy {
    $0.properties.generalCategory != .control || $0 == "\t" || $0 == "\n" || $0 == "\r"
  }
  guard isText else { return nil }
  return String(text.unicodeScalars.map { $0.value < 0x20 ? " " : Character($0) })
}

/// Whether these are the first bytes of a longer character of UTF-8.
private func isBeginning(_ bytes: ArraySlice<UInt8>) -> Bool {
  guard let first = bytes.first else { return false }
  let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0
  return bytes.count < length && bytes.dropFirst().allSatisfy { $0 & 0xC0 == 0x80 }
}
