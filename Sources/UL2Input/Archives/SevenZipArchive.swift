/// A 7z archive, as its first bytes show it; its members are `Archive`'s. The format keeps its
/// index at the end, so it needs a file and cannot come from a pipe; a member in a solid block is
/// reached by decompressing those before it.
package enum SevenZipArchive {
  /// The first bytes of an archive.
  package static let magic: [UInt8] = [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]
}
