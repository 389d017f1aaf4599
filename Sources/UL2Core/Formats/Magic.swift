/// The kind of a file, by its first bytes: for messages (`got a PDF`), and for telling what is not
/// text whatever its name or its header says.
///
/// One table for the whole program. Readers have constants of their own for the formats that they read;
/// a test compares the two.
package struct Magic: Sendable {
  package enum Family: String, CaseIterable, Sendable {
    case image, archive, compressed, document, font, program, audio, video, data
  }

  /// With its article: `a PNG image`.
  package let name: String
  package let family: Family
  private let offset: Int
  private let bytes: [UInt8]
  /// More that must be there: an offset and bytes.
  private let more: (offset: Int, bytes: [UInt8])?
  /// Whether prose may begin so: then there must be control characters too.
  private let isLetters: Bool

  /// Bytes that decide.
  package static let longest = 512

  private init(
    _ family: Family, _ name: String, _ bytes: String, at offset: Int = 0,
    and more: (Int, String)? = nil
  ) {
    self.family = family
    self.name = name
    self.offset = offset
    self.bytes = Self.bytes(bytes)
    self.more = more.map { (offset: $0.0, bytes: Self.bytes($0.1)) }
    let isNamed = Self.namesThemselves.contains(bytes)
    isLetters =
      !isNamed && (self.bytes + (self.more?.bytes ?? [])).allSatisfy { $0 >= 0x20 && $0 < 0x7F }
  }

  /// Latin letters are themselves; what is not is a scalar below U+0100.
  private static func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
  }

  /// Letters that no prose begins with.
  private static let namesThemselves: Set<String> = [
    "%PDF-", "%!PS", "{\\rtf", "SQLite format 3", "ustar", "BOOKMOBI",
  ]

  /// The format whose files begin with `start`, of which `longest` bytes are enough; nil where the table has none.
  package static func of(_ start: [UInt8]) -> Magic? {
    guard let first = start.first else { return nil }
    for i in byFirstByte[Int(first)] where table[i].fits(start) { return table[i] }
    for i in elsewhere where table[i].fits(start) { return table[i] }
    return nil
  }

  private func fits(_ start: [UInt8]) -> Bool {
    guard Self.has(bytes, start, offset) else { return false }
    if let more, !Self.has(more.bytes, start, more.offset) { return false }
    // A compressed or binary file shows a control character soon.
    return !isLetters || start.prefix(64).contains { $0 < 0x09 || $0 > 0x0D && $0 < 0x20 }
  }

  private static func has(_ bytes: [UInt8], _ start: [UInt8], _ offset: Int) -> Bool {
    start.count >= offset + bytes.count && start[offset..<offset + bytes.count].elementsEqual(bytes)
  }

  /// The lines of the table whose bytes are at the very beginning, by the first.
  private static let byFirstByte: [[Int]] = {
    var lines = Array(repeating: [Int](), count: 256)
    for (i, magic) in table.enumerated() where magic.offset == 0 {
      lines[Int(magic.bytes[0])].append(i)
    }
    return lines
  }()

  private static let elsewhere = table.indices.filter { table[$0].offset > 0 }
}

extension Magic {
  package static let table: [Magic] = [
    // Images.
    Magic(.image, "a PNG image", "\u{89}PNG\r\n\u{1A}\n"),
    Magic(.image, "a JPEG image", "\u{FF}\u{D8}\u{FF}"),
    Magic(.image, "a GIF image", "GIF87a"),
    Magic(.image, "a GIF image", "GIF89a"),
    Magic(.image, "a WebP image", "RIFF", and: (8, "WEBP")),
    Magic(.image, "a TIFF image", "II*\0"),
    Magic(.image, "a TIFF image", "MM\0*"),
    Magic(.image, "a BMP image", "BM", and: (6, "\0\0\0\0")),
    Magic(.image, "an icon", "\0\0\u{01}\0", and: (5, "\0")),
    Magic(.image, "a cursor", "\0\0\u{02}\0", and: (5, "\0")),
    Magic(.image, "an Apple icon", "icns"),
    Magic(.image, "a Photoshop image", "8BPS"),
    Magic(.image, "a GIMP image", "gimp xcf"),
    Magic(.image, "a JPEG 2000 image", "\0\0\0\u{0C}jP  "),
    Magic(.image, "a JPEG 2000 image", "\u{FF}\u{4F}\u{FF}\u{51}"),
    Magic(.image, "a JPEG XL image", "\0\0\0\u{0C}JXL "),
    Magic(.image, "a JPEG XL image", "\u{FF}\u{0A}"),
    Magic(.image, "a JPEG XR image", "II\u{BC}\u{01}"),
    Magic(.image, "an AVIF image", "\0\0\0", and: (4, "ftypavif")),
    Magic(.image, "a HEIF image", "\0\0\0", and: (4, "ftyphei")),
    Magic(.image, "a HEIF image", "\0\0\0", and: (4, "ftypmif1")),
    Magic(.image, "an EPS image", "\u{C5}\u{D0}\u{D3}\u{C6}"),
    Magic(.image, "a Windows metafile", "\u{D7}\u{CD}\u{C6}\u{9A}"),
    Magic(.image, "a DDS image", "DDS |"),
    Magic(.image, "an OpenEXR image", "v/1\u{01}"),
    Magic(.image, "a DjVu document", "AT&TFORM"),
    // Archives.
    Magic(.archive, "a zip archive", "PK\u{03}\u{04}"),
    Magic(.archive, "an empty zip archive", "PK\u{05}\u{06}"),
    Magic(.archive, "a part of a zip archive", "PK\u{07}\u{08}"),
    Magic(.archive, "a 7z archive", "7z\u{BC}\u{AF}\u{27}\u{1C}"),
    Magic(.archive, "a RAR archive", "Rar!\u{1A}\u{07}"),
    Magic(.archive, "a cabinet archive", "MSCF\0\0\0\0"),
    Magic(.archive, "an ar archive", "!<arch>\n"),
    Magic(.archive, "an RPM package", "\u{ED}\u{AB}\u{EE}\u{DB}"),
    Magic(.archive, "an ARJ archive", "\u{60}\u{EA}"),
    Magic(.archive, "a cpio archive", "070701"),
    Magic(.archive, "a cpio archive", "070707"),
    Magic(.archive, "a Git pack", "PACK\0\0\0"),
    Magic(.archive, "a squashfs image", "hsqs"),
    Magic(.archive, "a tar archive", "ustar", at: 257),
    Magic(.archive, "an LHA archive", "-lh", at: 2, and: (6, "-")),
    // Compressed data.
    Magic(.compressed, "gzip data", "\u{1F}\u{8B}"),
    Magic(.compressed, "bzip2 data", "BZh", and: (4, "1AY&SY")),
    Magic(.compressed, "bzip2 data", "BZh", and: (4, "\u{17}rE8P\u{90}")),
    Magic(.compressed, "zstd data", "\u{28}\u{B5}\u{2F}\u{FD}"),
    Magic(.compressed, "a zstd dictionary", "7\u{A4}0\u{EC}"),
    Magic(.compressed, "xz data", "\u{FD}7zXZ\0"),
    Magic(.compressed, "lzma data", "\u{5D}\0\0", and: (5, "\u{FF}\u{FF}\u{FF}\u{FF}")),
    Magic(.compressed, "LZ4 data", "\u{04}\u{22}\u{4D}\u{18}"),
    Magic(.compressed, "LZ4 data", "\u{02}\u{21}\u{4C}\u{18}"),
    Magic(.compressed, "lzip data", "LZIP\u{01}"),
    Magic(.compressed, "lzop data", "\u{89}LZO\0\r\n\u{1A}\n"),
    Magic(.compressed, "Snappy data", "\u{FF}\u{06}\0\0sNaPpY"),
    Magic(.compressed, "compress data", "\u{1F}\u{9D}"),
    Magic(.compressed, "zlib data", "x\u{DA}"),
    Magic(.compressed, "zlib data", "x\u{9C}"),
    Magic(.compressed, "zlib data", "x\u{01}"),
    // Documents that are not text.
    Magic(.document, "a PDF", "%PDF-"),
    Magic(.document, "a PostScript file", "%!PS"),
    Magic(.document, "an RTF document", "{\\rtf"),
    Magic(.document, "a Microsoft Office file", "\u{D0}\u{CF}\u{11}\u{E0}\u{A1}\u{B1}\u{1A}\u{E1}"),
    Magic(.document, "a CHM file", "ITSF\u{03}\0\0\0"),
    Magic(.document, "a Mobipocket book", "BOOKMOBI", at: 60),
    // Fonts.
    Magic(.font, "a WOFF font", "wOFF"),
    Magic(.font, "a WOFF2 font", "wOF2"),
    Magic(.font, "an OpenType font", "OTTO\0"),
    Magic(.font, "a TrueType font", "\0\u{01}\0\0\0"),
    Magic(.font, "a TrueType collection", "ttcf\0"),
    Magic(.font, "an EOT font", "LP", at: 34, and: (8, "\u{01}\0\u{02}\0")),
    Magic(.font, "an EOT font", "LP", at: 34, and: (8, "\u{02}\0\u{02}\0")),
    // Programs.
    Magic(.program, "an ELF program", "\u{7F}ELF"),
    Magic(.program, "a Windows program", "MZ"),
    Magic(.program, "a Mach-O program", "\u{FE}\u{ED}\u{FA}"),
    Magic(.program, "a Mach-O program", "\u{CE}\u{FA}\u{ED}\u{FE}"),
    Magic(.program, "a Mach-O program", "\u{CF}\u{FA}\u{ED}\u{FE}"),
    Magic(.program, "a Java class", "\u{CA}\u{FE}\u{BA}\u{BE}"),
    Magic(.program, "a WebAssembly module", "\0asm"),
    Magic(.program, "a Dalvik program", "dex\n0"),
    Magic(.program, "a Flash film", "FWS"),
    Magic(.program, "a Flash film", "CWS"),
    Magic(.program, "a Flash film", "ZWS"),
    // Sound.
    Magic(.audio, "an MP3 file", "ID3\u{02}"),
    Magic(.audio, "an MP3 file", "ID3\u{03}"),
    Magic(.audio, "an MP3 file", "ID3\u{04}"),
    Magic(.audio, "an MP3 file", "\u{FF}\u{FB}"),
    Magic(.audio, "an MP3 file", "\u{FF}\u{F3}"),
    Magic(.audio, "an MP3 file", "\u{FF}\u{F2}"),
    Magic(.audio, "an AAC file", "\u{FF}\u{F1}"),
    Magic(.audio, "an AAC file", "\u{FF}\u{F9}"),
    Magic(.audio, "an Ogg file", "OggS\0"),
    Magic(.audio, "a FLAC file", "fLaC\0"),
    Magic(.audio, "a WAV file", "RIFF", and: (8, "WAVE")),
    Magic(.audio, "an AIFF file", "FORM", and: (8, "AIF")),
    Magic(.audio, "a MIDI file", "MThd\0"),
    Magic(.audio, "an AMR file", "#!AMR"),
    Magic(.audio, "an AU file", ".snd\0"),
    // Films.
    Magic(.video, "an MP4 file", "\0\0\0", and: (4, "ftyp")),
    Magic(.video, "a QuickTime film", "moov", at: 4),
    Magic(.video, "a Matroska film", "\u{1A}\u{45}\u{DF}\u{A3}"),
    Magic(.video, "an AVI film", "RIFF", and: (8, "AVI ")),
    Magic(.video, "a Flash film", "FLV\u{01}"),
    Magic(.video, "an MPEG film", "\0\0\u{01}\u{BA}"),
    Magic(.video, "an MPEG film", "\0\0\u{01}\u{B3}"),
    Magic(.video, "an MPEG film", "G", and: (188, "G")),
    Magic(.video, "a Windows Media file", "\u{30}\u{26}\u{B2}\u{75}\u{8E}\u{66}\u{CF}\u{11}"),
    Magic(.video, "a RealMedia file", ".RMF"),
    // Tables and models.
    Magic(.data, "a Parquet file", "PAR1"),
    Magic(.data, "an encrypted Parquet file", "PARE"),
    Magic(.data, "an Arrow file", "ARROW1"),
    Magic(.data, "a Feather file", "FEA1"),
    Magic(.data, "an Arrow stream", "\u{FF}\u{FF}\u{FF}\u{FF}", and: (6, "\0\0")),
    Magic(.data, "an ORC file", "ORC"),
    Magic(.data, "an Avro file", "Obj\u{01}"),
    Magic(.data, "an HDF5 file", "\u{89}HDF\r\n\u{1A}\n"),
    Magic(.data, "a NumPy array", "\u{93}NUMPY"),
    Magic(.data, "a Python pickle", "\u{80}\u{02}"),
    Magic(.data, "a Python pickle", "\u{80}\u{03}"),
    Magic(.data, "a Python pickle", "\u{80}\u{04}"),
    Magic(.data, "a Python pickle", "\u{80}\u{05}"),
    Magic(.data, "an SQLite database", "SQLite format 3"),
    Magic(.data, "a GGUF model", "GGUF"),
    Magic(.data, "a safetensors file", "\0\0\0\0{\"", at: 4),
    Magic(.data, "a MATLAB file", "MATLAB 5.0"),
    Magic(.data, "a netCDF file", "CDF\u{01}"),
    Magic(.data, "a GRIB file", "GRIB"),
    Magic(.data, "a Java object", "\u{AC}\u{ED}\0\u{05}"),
    Magic(.data, "a Megatron index", "MMIDIDX"),
  ]
}
