/// Telling bytes that are no text by how many control characters there are among them: compressed data and
/// pictures have them all over, whatever their header says, text in any encoding hardly any.

/// Whether what begins so is no text; not for UTF-16, half of whose bytes are zeros.
func isBinary(_ bytes: [UInt8]) -> Bool {
  if bytes.prefix(1024).count(where: { $0 == 0 }) > 8 { return true }
  let length = 8192
  if hasManyControls(bytes.prefix(length)) { return true }
  // A short text may stand before what is none.
  let middle = bytes.count / 2
  return bytes.count > 4 * length && hasManyControls(bytes[middle..<middle + length])
}

private func hasManyControls(_ bytes: ArraySlice<UInt8>) -> Bool {
  // What text may have: white space, and what switches alphabets in ISO 2022.
  let controls = bytes.count {
    $0 < 0x09 || 0x10...0x1A ~= $0 || 0x1C...0x1F ~= $0 || $0 == 0x7F
  }
  return controls >= 3 && controls * 50 > bytes.count
}
