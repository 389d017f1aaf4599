import ReaderSupport
import Testing
import UL2Corpus
import UL2Documents
import UL2Input

/// The clean text of a paper of these files, as they are written.
func cleanTeX(bytes files: [(String, [UInt8])], _ log: SkipLog = SkipLog()) -> String {
  let reading = Reading(
    arXivReader(
      MemorySource(tar(files), path: "1412.00001.tar", step: 100), recordText: .clean, log: log)
  )
  return reading.texts.first ?? "nothing"
}

@Suite("TeX: encodings")
struct TeXEncodingTests {
  /// A document whose body is `body` in some encoding.
  func paper(_ preamble: String, _ body: [UInt8], comment: String = "") -> [UInt8] {
    Array("\(comment)\\documentclass{article}\n\(preamble)\n\\begin{document}\n".utf8) + body
      + Array("\n\\end{document}\n".utf8)
  }

  @Test(
    "A paper's declaration is honoured",
    arguments: [
      ("\\usepackage[latin1]{inputenc}", [0x48, 0xE9], "Hé"),
      ("\\usepackage[utf8,latin1]{inputenc}", [0x48, 0xE9], "Hé"),
      ("\\usepackage[T1]{fontenc}\\usepackage[ansinew] {inputenc}", [0x93, 0x61, 0x94], "“a”"),
      ("\\usepackage[applemac]{inputenc}", [0xD2, 0x6E, 0x95, 0xD3, 0xD5, 0x9F], "“nï”’ü"),
      ("\\usepackage[cp1251]{inputenc}", [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2], "Привет"),
      ("\\RequirePackage[koi8-r]{inputenc}", [0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4], "Привет"),
      ("\\usepackage[cp866]{inputenc}", [0x8F, 0xE0, 0xA8], "При"),
      ("\\usepackage[latin2]{inputenc}", [0x5A, 0x61, 0xBF, 0xF3, 0xB3, 0xE6], "Zażółć"),
      ("\\usepackage[cp1250]{inputenx}", [0x9C, 0xB9], "śą"),
      ("\\usepackage[latin9]{inputenc}", [0xA4, 0xBD], "€œ"),
      ("\\usepackage[latin5]{inputenc}", [0xFD, 0xFE], "ış"),
      ("\\usepackage[cp850]{inputenc}", [0x82, 0x8A], "éè"),
      ("\\usepackage[cp437]{inputenc}", [0x82, 0xE1], "éß"),
      ("\\usepackage[macce]{inputenc}", [0x88], "ą"),
      ("\\PassOptionsToPackage{latin2}{inputenc}\\usepackage{inputenc}", [0xB3], "ł"),
      ("\\usepackage{isolatin1}", [0xE9, 0x97], "é—"),
      ("%\\usepackage[latin2]{inputenc}\n\\usepackage[latin1]{inputenc}", [0xB3], "³"),
      ("\\inputencoding{latin2}", [0xB3], "ł"), ("\\usepackage{ctex}", [0xC4, 0xE3], "你"),
      ("\\XeTeXinputencoding \"cp1250\"", [0xB3, 0x9C], "łś"),
      (
        "\\usepackage{selinput}\\SelectInputMappings{adieresis={\u{1}},germandbls={\u{2}}}",
        [0x8A, 0xA7], "äß"
      ),
      ("\\usepackage[utf8x]{inputenc}", [0xC3, 0xA9, 0x20, 0xE9], "é é"),
    ] as [(String, [UInt8], String)])
  func declared(preamble: String, body: [UInt8], expected: String) {
    var bytes = paper(preamble, body)
    // The bytes for selinput.
    bytes = bytes.map { $0 == 1 ? 0x8A : $0 == 2 ? 0xA7 : $0 }
    #expect(cleanTeX(bytes: [("p.tex", bytes)]) == expected)
  }

  @Test("Options of the class count if the package has none")
  func classOptions() {
    let text =
      Array("\\documentclass[a4paper,latin2]{article}\\usepackage{inputenc}\\begin{document}".utf8)
      + [0xB3] + Array("\\end{document}".utf8)
    #expect(cleanTeX(bytes: [("p.tex", text)]) == "ł")
    let old = Array("\\documentstyle[12pt,isolatin2]{article}\\begin{document}".utf8) + [0xB3]
    #expect(cleanTeX(bytes: [("p.tex", old)]) == "ł")
  }

  @Test(
    "CJK environments have their own encodings",
    arguments: [
      ("GBK", [0xC4, 0xE3, 0xBA, 0xC3], "你好"), ("GB", [0xC4, 0xE3, 0xBA, 0xC3], "你好"),
      ("Bg5", [0xA7, 0x41, 0xA6, 0x6E], "你好"), ("SJIS", [0x93, 0xFA, 0x96, 0x7B], "日本"),
      ("JIS", [0xC6, 0xFC, 0xCB, 0xDC], "日本"), ("EUC-JP", [0xC6, 0xFC, 0xCB, 0xDC], "日本"),
      ("KS", [0xC7, 0xD1, 0xB1, 0xDB], "한글"), ("UTF8", [0xE4, 0xBD, 0xA0], "你"),
    ] as [(String, [UInt8], String)])
  func cjk(encoding: String, bytes: [UInt8], expected: String) {
    for name in ["CJK", "CJK*"] {
      let body =
        [0xE9, 0x20] + Array("\\begin{\(name)}{\(encoding)}{song}".utf8) + bytes
        + Array("\\end{\(name)} ".utf8) + [0xE8]
      #expect(
        cleanTeX(bytes: [("p.tex", paper("\\usepackage[latin1]{inputenc}\\usepackage{CJK}", body))])
          == "é \\begin{\(name)}{\(encoding)}{song}\(expected)\\end{\(name)} è")
    }
  }

  @Test(
    "Comments for editors count if TeX has no declaration",
    arguments: [
      ("%!TEX encoding = IsoLatin2\n", [0xB3], "ł"),
      ("% !TeX encoding = Windows Latin 1\n", [0x93], "“"),
      ("%!TEX encoding = MacOSRoman\n", [0xD2], "“"),
      ("%!TEX encoding=UTF-8 Unicode\n", [0xC3, 0xA9], "é"),
      ("% -*- coding: latin-2-unix; mode: latex -*-\n", [0xB3], "ł"),
      ("% vim: set fileencoding=koi8-r :\n", [0xF0], "П"),
    ] as [(String, [UInt8], String)])
  func editors(comment: String, body: [UInt8], expected: String) {
    #expect(cleanTeX(bytes: [("p.tex", paper("", body, comment: comment))]) == expected)
    let files = [
      ("p.tex", paper("", Array("\\input{q}".utf8))), ("q.tex", Array(comment.utf8) + body),
    ]
    #expect(cleanTeX(bytes: files) == expected)
  }

  @Test("Files without a declaration have their paper's encoding; UTF-8 stays UTF-8")
  func perFile() {
    let log = SkipLog()
    let files: [(String, [UInt8])] = [
      ("a.tex", [0xB3]), ("b.tex", Array("ł ü".utf8)),
      ("c.tex", Array("%!TEX encoding = cp1251\n".utf8) + [0xCF]),
      (
        "main.tex",
        paper(
          "\\usepackage[latin2]{inputenc}",
          [0xB1] + Array(" \\input{a} \\input{b} \\input{c}".utf8))
      ),
    ]
    #expect(cleanTeX(bytes: files, log) == "ą ł ł ü П")
    #expect(log.counts.noted.isEmpty)
  }

  @Test(
    "Undeclared bytes are read as windows-1252, bytes without a character become U+FFFD; both are counted"
  )
  func undeclared() {
    let log = SkipLog()
    #expect(
      cleanTeX(bytes: [("p.tex", paper("", [0x93, 0xE9, 0x20, 0x94, 0x85]))], log) == "“é ”…")
    #expect(log.counts.noted == ["byte of no declared encoding, read as windows-1252": 4])
    #expect(log.counts.names.values.first == ["1412.00001:p.tex"])
    let broken = SkipLog()
    #expect(
      cleanTeX(bytes: [("p.tex", paper("\\usepackage[latin1]{inputenc}", [0x81, 0xE9]))], broken)
        == "\u{FFFD}é")
    #expect(broken.counts.noted == ["byte that is no character of its encoding, now U+FFFD": 1])
  }

  @Test("UTF-16, with a mark and without; zeros, form feeds and a DOS file's end")
  func wide() {
    let text = "\\documentclass{a}\\begin{document}ł…\\end{document}"
    let little = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for bytes in [[0xFF, 0xFE] + little, [0xFE, 0xFF] + big, little, big] {
      #expect(cleanTeX(bytes: [("p.tex", bytes)]) == "ł…")
    }
    let body = Array(String(repeating: "x", count: 2000).utf8)
    let odd = paper("", Array("a\u{C}b\u{0}c".utf8) + body) + [0x1A]
    #expect(cleanTeX(bytes: [("p.tex", odd)]) == "a\n\nbc" + String(repeating: "x", count: 2000))
  }

  @Test("Old line ends, and a paper declared as UTF-8 with a byte that is not")
  func lines() {
    let mac =
      "\\documentclass{article}\r\\begin{document}\r% a comment\rFirst.\r\rSecond. % x\rThird."
    #expect(cleanTeX(bytes: [("p.tex", Array(mac.utf8))]) == "First.\n\nSecond.\nThird.")
    let body = Array("Hervé good. Fran".utf8) + [0xE7] + Array("ois bad byte.".utf8)
    #expect(
      cleanTeX(bytes: [("p.tex", paper("\\usepackage[utf8]{inputenc}", body))])
        == "Hervé good. François bad byte.")
    // A wrong declaration.
    let mixed = Array("éèàùçé éèàùçé éèàùçé".utf8) + [0xE9]
    #expect(
      cleanTeX(bytes: [("p.tex", paper("\\usepackage[latin1]{inputenc}", mixed))])
        == "éèàùçé éèàùçé éèàùçéé")
  }
}
