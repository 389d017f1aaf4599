/// Text as UTF-8 whatever it was: bytes that are not part of UTF-8 are Latin-1, in which every byte
/// means something.
///
/// Decided sequence by sequence: of a file with one stray byte, the rest stays what it is, and Latin-1
/// text hardly ever has two letters in a row that happen to be a character of UTF-8.
package func utf8OrLatin1(_ bytes: [UInt8]) -> [UInt8] {
  unsafe bytes.withUnsafeBytes { bytes in
    guard var bad = unsafe firstInvalidUTF8(in: bytes) else { return unsafe Array(bytes) }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 16)
    var at = 0
    while true {
      unsafe text.append(contentsOf: bytes[at..<at + bad])
      at += bad
      guard at < bytes.count else { return text }
      unsafe appendUTF8(UInt32(bytes[at]), to: &text)
      at += 1
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[at...])
      unsafe bad = firstInvalidUTF8(in: rest) ?? rest.count
    }
  }
}
