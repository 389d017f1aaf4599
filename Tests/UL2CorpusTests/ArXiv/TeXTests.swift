import Testing
import UL2Corpus

@Suite("TeX")
struct TeXTests {
  /// The clean text of a paper with these files.
  func clean(_ files: [String: String]) throws -> Reading {
    Reading(
      try ArXivReader(
        MemorySource(tar(files.map { ($0, Array($1.utf8)) }), path: "x.tar", step: 100),
        form: .clean, log: SkipLog()))
  }

  /// The clean text of a paper with this document.
  func clean(_ body: String, preamble: String = "") throws -> String {
    let text = "\\documentclass{a}\(preamble)\n\\begin{document}\(body)\\end{document} behind"
    return try clean(["p.tex": text]).texts.first ?? "nothing"
  }

  @Test(
    "Comments",
    arguments: [
      ("a % c\nb", "a\nb"), ("50\\% of % x", "50\\% of"), ("a\\\\% x\nb", "a\\\\\nb"),
      ("a\n  % whole line\nb", "a\nb"), ("\\verb|%| % c", "\\verb|%|"),
      ("\\url{http://a%20b} % c", "\\url{http://a%20b}"),
      (
        "\\begin{verbatim}\n% kept\n\\end{verbatim}%gone",
        "\\begin{verbatim}\n% kept\n\\end{verbatim}"
      ),
      ("a\\begin{comment}\nx\n\\end{comment}b", "ab"),
      ("a\\iffalse x \\ifx\\a\\b y\\fi z \\fi b", "a b"), ("a \\iffalse b", "a \\iffalse b"),
      ("a \\iff b", "a \\iff b"), ("%", "nothing"),
    ])
  func comments(body: String, expected: String) throws { #expect(try clean(body) == expected) }

  @Test(
    "Macros without arguments",
    arguments: [
      ("\\newcommand{\\be}{\\begin{equation}}", "\\be x", "\\begin{equation} x"),
      ("\\newcommand*\\R{\\mathbb R}\\def\\RR{\\R^2}", "$\\RR$ \\Rx", "$\\mathbb R^2$ \\Rx"),
      ("\\renewcommand{\\a}{1}\\providecommand{\\b}{\\a\\a}", "\\b", "11"),
      ("\\newcommand{\\v}[1]{\\vec{#1}}", "\\v{x}", "\\v{x}"),
      ("\\def\\w#1{x}", "\\w y", "\\w y"),
      ("", "a \\def\\x{b}\\x\\ c \\def\\x{d}\\x", "a b\\ c d"),
      ("\\def\\a{\\a b}", "\\a", "\\a b"),
      ("\\def\\a{\\b}\\def\\b{\\a}", "\\a", "\\a"),
      ("\\newcommand{\\et}{et al.\\xspace}", "\\et, x", "et al., x"),
    ])
  func macros(preamble: String, body: String, expected: String) throws {
    #expect(try clean(body, preamble: preamble) == expected)
  }

  @Test(
    "Bibliography and white space",
    arguments: [
      ("a\\bibliographystyle{x}\n\\bibliography{y,z}\nb", "a\n\nb"),
      ("a\\begin{thebibliography}{9}\\bibitem{x} y\\end{thebibliography}b", "ab"),
      ("a\\printbibliography[title=x]b \\bibliographyx", "ab \\bibliographyx"),
      ("a \t\n\n\n\nb  c\r\n", "a\n\nb  c"),
      ("a\\begin{thebibliography} never", "a"),
    ])
  func bibliography(body: String, expected: String) throws { #expect(try clean(body) == expected) }

  @Test("Files are put together; circles, missing files and subfiles' own preambles are not")
  func includes() throws {
    let reading = try clean([
      "d/ms.tex": """
      \\documentclass{a}\\begin{document}A \\input{sec/one} \\include{two}% \\input{no}
      \\input three.tex
      \\subfile{four} \\input{missing}\\end{document}
      """,
      "d/sec/one.tex": "1 \\input{sec/one}\\input{../d/two}",
      "d/two.tex": "2\\endinput x",
      "d/three.tex": "3 \\input{ms}",
      "d/four.tex": "\\documentclass[ms]{subfiles}\\begin{document}4\\end{document}",
      "d/no.tex": "no", "fig.eps": "%!PS",
    ])
    #expect(reading.texts == ["A 1 2 2\n3\n4 \\input{missing}"])
    #expect(try reading.documents.first?.metadata("main") == "d/ms.tex")
    #expect(try reading.documents.first?.metadata("files")?.array?.count == 7)
  }

  @Test("The main file: usual names, then the shortest path, then the first by name")
  func mainFile() throws {
    let paper = "\\documentclass{a}\\begin{document}x\\end{document}"
    let main = { (names: [String]) throws -> JSONValue? in
      let files = Dictionary(uniqueKeysWithValues: names.map { ($0, paper) })
      return try self.clean(files).documents.first?.metadata("main")
    }
    #expect(try main(["b.tex", "a.tex", "c/d.tex"]) == "a.tex")
    #expect(try main(["a.tex", "sub/ms.tex", "x/Main.tex"]) == "x/Main.tex")
    let plain = try clean(["a.tex": "\\magnification=1 \\centerline{T} \\bye", "b.tex": "\\x"])
    #expect(plain.texts == ["\\magnification=1 \\centerline{T} \\bye"])
    #expect(try clean(["a.tex": "withdrawn"]).documents.isEmpty)
  }

  @Test("Latin-1 becomes UTF-8")
  func encoding() throws {
    let text = Array("\\documentclass{a}\\begin{document}caf".utf8) + [0xE9]
    let reading = Reading(
      try ArXivReader(MemorySource(text, path: "0903.0501.tex"), form: .clean, log: SkipLog()))
    #expect(reading.texts == ["café"])
    #expect(reading.ids == ["0903.0501"])
  }

  @Test(
    "What could double or never end takes linear time",
    .timeLimit(.minutes(1)),
    arguments: [
      "{", "\\", "%", "\\iffalse ", "\\begin{verbatim}", "\\begin{", "\\input{", "\\input x ",
      "\\def\\x{", "\\verb|", "\\begin{thebibliography}", "\\url{", "\\newcommand{\\a}", "\\end{",
      "\\bibliography{", "$", "\n",
    ])
  func adversarial(unit: String) throws {
    _ = try clean(String(repeating: unit, count: 20_000))
  }

  @Test("Doubling definitions and inputs stop early", .timeLimit(.minutes(1)))
  func bombs() throws {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    var preamble = "\\def\\z{}"
    for (a, b) in zip(letters, letters.dropFirst()) { preamble += "\\def\\\(a){\\\(b)\\\(b)}" }
    _ = try clean("\\a", preamble: preamble)
    var files = ["main.tex": "\\documentclass{a}\\begin{document}\\input{f0}\\end{document}"]
    for i in 0..<30 { files["f\(i).tex"] = "\\input{f\(i + 1)}\\input{f\(i + 1)}" }
    _ = try clean(files)
  }
}
