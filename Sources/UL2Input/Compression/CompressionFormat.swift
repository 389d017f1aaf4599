/// How an input is compressed, recognised by its first bytes: names lie (`.json` files that are
/// gzip, `.gz` files that are not), and standard input has none.

package enum CompressionFormat: String, CaseIterable, Sendable {
  case gzip, bzip2, zstd, xz, lz4

  /// The first bytes of every stream of the format.
  package var magic: [UInt8] {
    switch self {
    case .gzip: [0x1F, 0x8B]
    case .bzip2: Array("BZh".utf8)
    case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
    case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
    case .lz4: [0x04, 0x22, 0x4D, 0x18]
    }
  }

  /// Bytes that decide: the longest magic, and a skippable frame's header.
  package static let sniffedBytes = 8

  /// The format of what begins with `head`; nil for what is not compressed.
  ///
  /// An input that ends within a magic counts as compressed where the bytes that it has are not
  /// text: a compressed file cut that short must not pass for a document.
  package static func sniff(_ head: UnsafeRawBufferPointer) -> CompressionFormat? {
    if unsafe isSkippable(head) { return unsafe afterSkippable(head) }
    return allCases.first { format in
      let magic = format.magic
      if head.count >= magic.count { return unsafe head.starts(with: magic) }
      return unsafe magic.starts(with: head) && !head.allSatisfy(isText)
    }
  }

  /// Whether `head` begins a stream of this format: its magic, or a frame to be skipped.
  package func begins(_ head: UnsafeRawBufferPointer) -> Bool {
    if unsafe head.starts(with: magic) { return true }
    return unsafe (self == .zstd || self == .lz4) && Self.isSkippable(head)
  }

  /// Frames of user data: the same sixteen magics in zstd and in LZ4.
  private static func isSkippable(_ head: UnsafeRawBufferPointer) -> Bool {
    unsafe head.count >= 4 && head[0] & 0xF0 == 0x50 && head[1] == 0x2A && head[2] == 0x4D
      && head[3] == 0x18
  }

  /// The format of the first frame with content that `head` shows; zstd where it shows none.
  private static func afterSkippable(_ head: UnsafeRawBufferPointer) -> CompressionFormat {
    var rest = unsafe head
    while unsafe isSkippable(rest), rest.count >= 8 {
      let length = unsafe UInt32(
        littleEndian: rest.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(8 + Int(length)))
    }
    return unsafe rest.starts(with: lz4.magic) ? .lz4 : .zstd
  }

  private static func isText(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) || (0x09...0x0D).contains(byte)
  }
}
