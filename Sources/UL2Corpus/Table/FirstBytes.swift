/// The first bytes of an input, decompressed, by which formats are recognised.
import UL2Input

@safe struct FirstBytes: ~Copyable {
  /// Bytes that decide: two blocks of a tar archive.
  static let count = 1024

  let isTar: Bool
  let isZip: Bool
  let isSevenZip: Bool
  /// Without white space and byte order marks; XML may be UTF-16. Invariant: alive while this is.
  private let content: UnsafeRawBufferPointer.SubSequence
  private let bytes: UnsafeRawBufferPointer

  @unsafe init(_ bytes: UnsafeRawBufferPointer) {
    unsafe self.bytes = bytes
    isTar =
      unsafe TarArchive.isHeader(bytes)
      || bytes.dropFirst(257).starts(with: StaticString("ustar").bytes)
    isZip = unsafe ZipArchive.isHeader(bytes)
    isSevenZip = unsafe bytes.starts(with: SevenZipArchive.magic)
    unsafe content = bytes.drop { byte in
      [0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0x00, 0x20, 0x09, 0x0A, 0x0D].contains(byte)
    }
  }

  /// Whether it is an archive of files.
  var isArchive: Bool { isTar || isZip || isSevenZip }

  /// Whether there is nothing but white space.
  var isEmpty: Bool { unsafe content.isEmpty }

  /// Whether the very first bytes are `text`.
  func begins(with text: StaticString) -> Bool { unsafe bytes.starts(with: text.bytes) }

  /// Whether what follows white space is `text`; not so in archives, which begin with a file's name.
  func hasText(_ text: StaticString) -> Bool {
    unsafe !isArchive && content.starts(with: text.bytes)
  }

  /// Whether what follows white space begins an array of JSON, and not any text in brackets.
  var isJSONArray: Bool {
    guard hasText("[") else { return false }
    let first = unsafe content.dropFirst().first { !$0.isMarkupSpace }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || first == UInt8(ascii: "\"")
  }

  /// Whether there is a zero byte, which text never has.
  var hasZero: Bool { unsafe bytes.contains(0) }

  /// A description for errors: the kind of file, or its first bytes.
  var beginning: String {
    unsafe Magic.of(Array(bytes.prefix(Magic.longest)))?.name ?? shown(content, limit: 24)
  }
}
