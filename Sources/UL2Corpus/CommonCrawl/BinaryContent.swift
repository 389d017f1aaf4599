/// Telling bytes that are not text by how many control characters there are among them: compressed
/// data and pictures have them all over, whatever their header says, text in any encoding hardly
/// any.

/// Whether what begins so is not text; not for UTF-16, half of whose bytes are zeros.
func isBinary(_ bytes: [UInt8]) -> Bool {
  if bytes.prefix(1024).count(where: { $0 == 0 }) > 8 { return true }
  let length = 8192
  if hasManyControls(bytes.prefix(length)) { return true }
  // A short text may come before binary content.
  let middle = bytes.count / 2
  return bytes.count > 4 * length && hasManyControls(bytes[middle..<middle + length])
}

private func hasManyControls(_ bytes: ArraySlice<UInt8>) -> Bool {
  // What text may have: white space, and what switches alphabets in ISO 2022.
  let controls = unsafe bytes.withUnsafeBufferPointer { unsafe controlCount($0) }
  return controls >= 3 && controls * 50 > bytes.count
}

/// Without branches, and in steps whose counts fit into a byte, so that the compiler makes vectors of it.
private func controlCount(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
  var count = 0
  var start = 0
  while start < bytes.count {
    let end = min(start + 128, bytes.count)
    var here: UInt8 = 0
    for i in start..<end {
      let byte = unsafe bytes[i]
      let isLow: UInt8 = byte < 0x20 ? 1 : 0
      let isSpace: UInt8 = byte &- 0x09 < 7 ? 1 : 0
      let isEscape: UInt8 = byte == 0x1B ? 1 : 0
      let isDelete: UInt8 = byte == 0x7F ? 1 : 0
      here &+= isLow &- isSpace &- isEscape &+ isDelete
    }
    count += Int(here)
    start = end
  }
  return count
}
