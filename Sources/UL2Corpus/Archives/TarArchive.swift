/// What the first blocks of a tar archive show of it.
enum TarArchive {
  /// Whether `header`, the first 512 bytes of something, begins a tar archive: its checksum fits.
  static func isHeader(_ header: UnsafeRawBufferPointer) -> Bool {
    guard header.count >= 512 else { return false }
    var sum = 0
    var recorded = 0
    for i in 0..<512 {
      let byte = unsafe header[i]
      // The checksum counts its own field, bytes 148 to 155, as spaces.
      guard (148..<156).contains(i) else {
        sum += Int(byte)
        continue
      }
      sum += 0x20
      if (0x30...0x37).contains(byte) { recorded = recorded << 3 | Int(byte - 0x30) }
    }
    return recorded == sum && sum > 8 * 0x20
  }
}
