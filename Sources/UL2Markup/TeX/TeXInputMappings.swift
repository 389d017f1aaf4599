/// Finds the encoding of a file that uses the package selinput, which gives the bytes of some characters:
/// `\SelectInputMappings{adieresis={…}, germandbls={…}}`. It is the first of the usual encodings in which all of those
/// bytes are these characters.
enum TeXInputMappings {
  private static let candidates = [
    "utf8", "latin1", "latin9", "latin2", "cp1250", "applemac", "cp850", "cp437", "cp852", "macce",
    "cp1251", "koi8-r", "cp866", "latin5",
  ]

  private static let characters: [String: Unicode.Scalar] = {
    var table: [String: Unicode.Scalar] = [:]
    for (letters, accents) in [
      ("AaEeOoUuIi", ["dieresis": "ÄäËëÖöÜüÏï", "acute": "ÁáÉéÓóÚúÍí", "grave": "ÀàÈèÒòÙùÌì"]),
      ("AaEeOoUuIi", ["circumflex": "ÂâÊêÔôÛûÎî"]), ("AaNnOo", ["tilde": "ÃãÑñÕõ"]),
      ("CcSsZzRrEe", ["caron": "ČčŠšŽžŘřĚě"]), ("AaEe", ["ogonek": "ĄąĘę"]),
      ("CcSs", ["cedilla": "ÇçŞş"]), ("Zz", ["dotaccent": "Żż"]), ("Ll", ["slash": "Łł"]),
      ("CcNnSsZz", ["acute": "ĆćŃńŚśŹź"]), ("Aa", ["ring": "Åå"]), ("Oo", ["slash": "Øø"]),
      ("OoUu", ["hungarumlaut": "ŐőŰű"]),
    ] {
      for (accent, composed) in accents {
        for (letter, character) in zip(letters, composed.unicodeScalars) {
          table["\(letter)\(accent)"] = character
        }
      }
    }
    for (name, character) in [
      ("germandbls", "ß"), ("Euro", "€"), ("ae", "æ"), ("AE", "Æ"), ("section", "§"),
    ] as [(String, Unicode.Scalar)] { table[name] = character }
    return table
  }()

  static func charset(_ list: [UInt8]) -> Charset? {
    var pairs: [(bytes: [UInt8], character: [UInt8])] = []
    var at = 0
    while at < list.count, pairs.count < 64 {
      let equals = list.index(of: UInt8(ascii: "="), from: at, to: list.count)
      let name = String(decoding: list[at..<equals].filter(\.isASCIIAlphanumeric), as: UTF8.self)
      guard equals < list.count, let group = list.group(at: equals + 1, limit: 32) else { break }
      if let character = characters[name] {
        pairs.append((Array(list[group]), Array(String(character).utf8)))
      }
      at = group.upperBound + 1
    }
    guard !pairs.isEmpty else { return nil }
    let transcoder = Transcoder()
    return candidates.lazy.compactMap { Charset(teXName: $0.utf8) }.first { charset in
      pairs.allSatisfy { pair in
        var bytes = pair.bytes
        return transcoder.convert(&bytes, from: charset) && bytes == pair.character
      }
    }
  }
}
