/// A tar archive, as its first blocks show it.
package enum TarArchive {
  /// Whether `header`, the first 512 bytes of something, begins a tar archive: its checksum fits.
  package static func isHeader(_ header: UnsafeRawBufferPointer) -> Bool {
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

  /// The comment in the global header of a pax archive that begins with `bytes`: where `git archive` puts
  /// the commit. libarchive skips it.
  package static func comment(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    guard unsafe isHeader(bytes), unsafe bytes[156] == UInt8(ascii: "g") else { return nil }
    // Records are `52 comment=…\n`, the number counting all of that.
    var rest = unsafe bytes.dropFirst(512).prefix(4096)
    while let space = unsafe rest.firstIndex(of: 0x20), unsafe space - rest.startIndex <= 4 {
      let digits = unsafe String(decoding: rest[rest.startIndex..<space], as: UTF8.self)
      guard let length = Int(digits), unsafe length > space - rest.startIndex,
        unsafe length <= rest.count
      else {
        return nil
      }
      let record = unsafe rest[(space + 1)..<(rest.startIndex + length)]
      if unsafe record.starts(with: "comment=".utf8) {
        return unsafe Array(record.dropFirst("comment=".utf8.count).dropLast())
      }
      unsafe rest = rest.dropFirst(length)
    }
    return nil
  }
}
