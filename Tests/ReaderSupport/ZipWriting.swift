/// A zip archive of stored files in memory, with a comment.
///
/// - Parameter files: links lead where their bytes say.
package func zip(
  _ files: [(path: String, bytes: [UInt8], isLink: Bool)], comment: String = ""
) -> [UInt8] {
  func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  var archive: [UInt8] = []
  var directory: [UInt8] = []
  for file in files {
    let name = Array(file.path.utf8)
    let size = little(file.bytes.count, 4)
    let common =
      little(20, 2) + little(0x800, 2) + little(0, 2) + little(0, 4) + crc32(file.bytes) + size
      + size + little(name.count, 2) + little(0, 2)
    let mode = file.isLink ? 0o120777 : 0o100644
    directory +=
      Array("PK\u{1}\u{2}".utf8) + little(0x0314, 2) + common + little(0, 2) + little(0, 2)
    directory += little(0, 2) + little(mode << 16, 4) + little(archive.count, 4) + name
    archive += Array("PK\u{3}\u{4}".utf8) + common + name + file.bytes
  }
  let end =
    Array("PK\u{5}\u{6}".utf8) + little(0, 4) + little(files.count, 2) + little(files.count, 2)
    + little(directory.count, 4) + little(archive.count, 4) + little(comment.utf8.count, 2)
  return archive + directory + end + Array(comment.utf8)
}

private func crc32(_ bytes: [UInt8]) -> [UInt8] {
  var crc = UInt32.max
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  return (0..<4).map { UInt8(truncatingIfNeeded: ~crc >> (8 * $0)) }
}
