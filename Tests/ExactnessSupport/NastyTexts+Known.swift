/// Texts known to be awkward: known and possible traps of normalizers, of cuts between characters and of sums of
/// floats.

extension NastyTexts {
  /// Short parts that cause trouble beside anything.
  static let awkward: [[UInt8]] = scalars.map { Array($0.utf8) } + notUTF8

  static let scalars: [String] = [
    "\u{2581}", "\u{2581}\u{2581}", " \u{2581} ", "\u{A0}", "\u{3000}", "\u{200B}", "\u{200C}",
    "\u{200D}", "\u{200E}", "\u{200F}", "\u{2028}", "\u{2029}", "\u{85}", "\u{FEFF}", "\u{AD}",
    "\u{2060}", "\u{FFFD}", "\u{FFFD}\u{FFFD}", "\u{FDFA}", "\u{A8}", "\u{AF}", "\u{B4}",
    "A\u{30A}", "a\u{30A}", "e\u{301}", "\u{E9}", "\u{C5}", "\u{212B}", "a\u{301}\u{302}\u{323}",
    "\u{301}", "\u{300}\u{300}", "q\u{307}\u{323}", ".\u{301}", " \u{301}", "1\u{20E3}", "=\u{338}",
    "\u{1100}\u{1161}\u{11A8}", "\u{1100}", "\u{D55C}\u{AE00}", "\u{AC00}\u{11A8}",
    "\u{FF76}\u{FF9E}",
    "\u{FF8A}\u{FF9F}", "\u{FF71}", "\u{30AB}\u{3099}", "\u{FF21}\u{FF42}\u{FF11}", "\u{FB01}",
    "\u{2460}", "\u{BD}", "\u{2122}", "\u{33A5}", "\u{3314}", "\u{1D4D0}", "\u{2126}",
    "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", "\u{1F44D}\u{1F3FE}", "\u{1F1E9}\u{1F1EA}",
    "\u{263A}\u{FE0F}", "\u{4E2D}\u{6587}", "\u{E01}\u{E33}", "\u{939}\u{93F}\u{928}",
    "\u{645}\u{631}\u{62D}", "\u{5E9}\u{5DC}", "\u{10330}", "\u{10FFFD}", "\u{E000}", "\u{10FFFF}",
    "\u{FFFF}", "\u{7F}", "\u{80}", "\u{9F}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{0}", "\u{1}",
    "\u{1B}[0m", "\r\n", "\r", "\u{B}", "\u{C}", "<extra_id_0>", "<extra_id_1", "extra_id_0>",
    "<extra_id_99>", "<fim_prefix>", "<fim_", "<unk>", "<s>", "</s>", "<pad>", "<0x0A>", "<0x41>",
    "<0x", "---", "....", "0000", "aaaa", "!!", "==", "'s", "http://", "\u{2047}",
  ]

  static let notUTF8: [[UInt8]] = [
    [0x80], [0xBF], [0x80, 0x80], [0xC0], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC3, 0x28], [0xDF],
    [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE0, 0xA0], [0xE2], [0xE2, 0x96], [0xE2, 0x96, 0x20],
    [0xE2, 0x96, 0xE2, 0x96, 0x81], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
    [0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80], [0xEF, 0xBF], [0xF0], [0xF0, 0x80, 0x80, 0x80],
    [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80],
    [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFC], [0xFE], [0xFF], [0xFE, 0xFF],
    [0xFF, 0xFF, 0xFF], [0xF0, 0x9F, 0x98, 0x80, 0x80], [0x61, 0xCC], [0xCC, 0x81, 0x81],
  ]

  /// Every known text.
  ///
  /// - Parameter largest: about the length of the long ones, in bytes.
  package func known(largest: Int) -> [[UInt8]] {
    var texts: [[UInt8]] = [[]]
    // A whole text, at either end, between letters, between spaces, doubled, in a run.
    for part in Self.awkward {
      texts += [
        part, part + [0x61], [0x61] + part, [0x61] + part + [0x62], [0x20] + part + [0x20],
        [0x61, 0x20] + part + part + [0x20, 0x62], Self.times(part, 9),
      ]
    }
    for byte in UInt8.min ... .max {
      texts += [[byte], [0x61, byte, 0x62], [0x20, byte, byte, 0x20, byte]]
    }
    texts += Self.lines.map { Array($0.utf8) }
    for count in [2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 48, 63, 64, 65, 100, 257] {
      for byte in Array(" \n\t-.0a_=xA".utf8) {
        let run = [UInt8](repeating: byte, count: count)
        texts += [run, [0x62] + run + [0x63]]
      }
    }
    texts += Self.positions.flatMap { count in
      let before = Self.times([0x78, 0x20], min(count, largest / 2))
      return ["test.........", "ftplib.html", "---- 0000 aaaa ....", "the end"].map {
        before + Array($0.utf8)
      }
    }
    texts += long(largest)
    return texts
  }

  private static let lines = [
    "test.........", "ftplib.html", " ", "  ", "   ", "\n", "\t", " \n \n ", "\u{3000}", "\u{A0} ",
    " leading", "trailing ", "  two  spaces  each  ", "a  b   c    d     e",
    "tab\tnew\nline\r\nend\r",
    "\n\n\nlines\n\n\n\nand\n \n \nblank ones\n\n", "Hello, world!", "don't I'm we'll it's",
    "def f(x):\n    return x + 1\n\n\n\tif y:\n\t\tpass\n", "x=1;y=2;z=[1,2,3];{}()<>",
    "1234567890 3.14159 1,000,000 0x7fff 1e-9 2024-01-31T12:00:00Z", "AaBbCc camelCase snake_case",
    "ab abc abcd abcab a b x y ab", "a b a b", "x\u{2581}y x y", "\n\n\n\n\n\n\n", "he  the   the",
    "\u{1F600}\u{1F601}\u{1F600} \u{1F600}", "\u{E000}\u{E001}", "\u{E000} \u{E001}", "a\u{E000}b",
    "<extra_id_0><extra_id_1> <extra_id_2>", "<extra_id_<extra_id_0>", "<<extra_id_0>>", "</s><s>",
    "a\u{0}b\u{0}\u{0}c", "\u{0}", "\u{0}\u{0}\u{0}", "\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}",
    "\u{FEFF}mark first", "caf\u{E9} cafe\u{301} CAFE\u{301}", "\u{FDFA}\u{FDFA}\u{FDFA}",
  ]

  private static let positions = [1, 3, 10, 100, 1000, 3000, 10_000, 30_000, 100_000]

  static func times(_ part: [UInt8], _ count: Int) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(part.count * count)
    for _ in 0..<count { text += part }
    return text
  }

  /// Without a space where a cut could be, and of one piece only.
  private func long(_ largest: Int) -> [[UInt8]] {
    var parts: [[UInt8]] = [
      "a", "\u{4E2D}", "\u{E9}", "-", ".", "0", "ab", "\u{1F600}", "\u{E000}", "x ", " ", "\n",
      "\u{FDFA}",
      "A\u{30A}", "e\u{301}", "\u{301}", "\u{2581}", "\u{3000}", "ha", "1234567890", "\u{0}",
    ].map { Array($0.utf8) }
    parts += [[0xFF], [0xE2, 0x96], [0xF0, 0x9F]]
    for number in 0..<8 { parts.append(Self.spaced(pieces[pieces.count * number / 8])) }
    return parts.filter { !$0.isEmpty }.map { Self.times($0, largest / $0.count) }
  }
}
