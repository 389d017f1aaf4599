/// A zip archive, as its ends show it; its entries are `Archive`'s.
package enum ZipArchive {
  /// Whether something begins as a zip archive does, an empty one included.
  package static func isHeader(_ bytes: some Sequence<UInt8>) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6])
  }

  /// The archive's comment, which is at the file's end: there GitHub puts the commit.
  package static func comment(_ file: any RandomAccessFile) throws(Problem) -> [UInt8]? {
    let size = file.size
    // The end record of 22 bytes, then at most 65,535 bytes of comment.
    let length = min(size, 22 + 0xFFFF)
    var tail = [UInt8](repeating: 0, count: length)
    var span = tail.mutableSpan
    let count = unsafe try span.withUnsafeMutableBytes { buffer throws(Problem) in
      unsafe try file.read(into: buffer, at: size - length)
    }
    var at = count - 22
    while at >= 0 {
      let isRecord = tail.has("PK\u{5}\u{6}", at: at)
      if isRecord, at + 22 + Int(tail[at + 20]) + Int(tail[at + 21]) << 8 == count {
        return Array(tail[(at + 22)..<count])
      }
      at -= 1
    }
    return nil
  }
}
