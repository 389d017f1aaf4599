import ReaderSupport
import TestSupport
import Testing
import UL2Corpus

/// Reads a paper with these files.
func cleanTeX(_ files: [String: String], dropsAppendix: Bool = false) throws -> Reading {
  Reading(
    arXivReader(
      MemorySource(tar(files.map { ($0, Array($1.utf8)) }), path: "x.tar", step: 100),
      recordText: .clean, dropsAppendix: dropsAppendix, log: SkipLog()))
}

/// The clean text of a paper with this document.
func cleanTeX(_ body: String, preamble: String = "", dropsAppendix: Bool = false) throws -> String {
  let text = "\\documentclass{a}\(preamble)\n\\begin{document}\(body)\\end{document} behind"
  return try cleanTeX(["p.tex": text], dropsAppendix: dropsAppendix).texts.first ?? "nothing"
}

@Suite("TeX")
struct TeXTests {
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
      ("%", "nothing"), ("inter-%\n  national", "inter-national"), ("a%\n\nb", "a\n\nb"),
      ("\\alpha%\nb", "\\alpha\nb"), ("a \\\\%\n b", "a \\\\\n b"), ("a{%\nb%\n}", "a{\nb\n}"),
      ("\\lstinline[x]|%y| % z", "\\lstinline[x]|%y|"), ("\\verb*+%+%", "\\verb*+%+"),
      ("\\begin{alltt}%x\\end{alltt}", "\\begin{alltt}%x\\end{alltt}"),
      ("a\\begin{filecontents*}{b.tex}\n% x\n\\end{filecontents*}b", "ab"),
    ])
  func comments(body: String, expected: String) throws { #expect(try cleanTeX(body) == expected) }

  @Test(
    "Bibliography and white space",
    arguments: [
      ("a\\bibliographystyle{x}\n\\bibliography{y,z}\nb", "a\nb"),
      ("a\\begin{thebibliography}{9}\\bibitem{x} y\\end{thebibliography}b", "ab"),
      ("a\\printbibliography[title=x]b \\bibliographyx", "ab \\bibliographyx"),
      ("a \t\n\n\n\nb  c\r\n", "a\n\nb  c"),
      ("a\\begin{thebibliography} never", "a"), ("a\\begin{REFERENCES}x\\end{REFERENCES}b", "ab"),
      ("a\\nocite{*}\\printbibliography b", "a b"), ("a\n\\nocite{*}\nb", "a\nb"),
      ("a \\Refs \\ref x\\endRefs b", "a  b"), ("\\cite{x}", "\\cite{x}"),
    ])
  func bibliography(body: String, expected: String) throws {
    #expect(try cleanTeX(body) == expected)
  }

  @Test("Files are joined, without cycles, missing files and subfiles' own preambles")
  func includes() throws {
    let reading = try cleanTeX([
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
    #expect(reading.texts == ["A 1 2 2\n3\n4"])
    #expect(try reading.documents.first?.metadata("main") == "d/ms.tex")
    #expect(try reading.documents.first?.metadata("files")?.array?.count == 7)
  }

  @Test("The main file: by usual names, then the shortest path, then by name")
  func mainFile() throws {
    let paper = "\\documentclass{a}\\begin{document}x\\end{document}"
    let main = { (names: [String]) throws -> JSONValue? in
      let files = Dictionary(uniqueKeysWithValues: names.map { ($0, paper) })
      return try cleanTeX(files).documents.first?.metadata("main")
    }
    #expect(try main(["b.tex", "a.tex", "c/d.tex"]) == "a.tex")
    #expect(try main(["a.tex", "sub/ms.tex", "x/Main.tex"]) == "x/Main.tex")
    let plain = try cleanTeX(["a.tex": "\\magnification=1 \\centerline{T} \\bye", "b.tex": "\\x"])
    #expect(plain.texts == ["\\centerline{T}"])
    #expect(try cleanTeX(["a.tex": "withdrawn"]).documents.isEmpty)
    #expect(try cleanTeX(["a.tex": "%auto-ignore\n" + paper]).documents.isEmpty)
    let bibliography = ["z.tex": paper, "z.bbl": "x", "main.tex": paper]
    #expect(try cleanTeX(bibliography).documents.first?.metadata("main") == "z.tex")
    let sub = "\\documentclass[x]{subfiles}\\begin{document}\(paper)\\end{document}"
    let subfiles = try cleanTeX(["main.tex": sub, "z/y.tex": paper])
    #expect(try subfiles.documents.first?.metadata("main") == "z/y.tex")
    let longest = ["a.tex": paper, "b.tex": paper + "longer"]
    #expect(try cleanTeX(longest).documents.first?.metadata("main") == "a.tex")
  }

  @Test(
    "The authors' own description of their files",
    arguments: [
      ("00README.XXX", "a.tex toplevelfile\nnohypertex\n"), ("00README.XXX", "z.tex ignore\n"),
      ("00readme.xxx", "z.tex ignore"),
      ("00README.json", #"{"sources":[{"filename":"a.tex","usage":"toplevel"}]}"#),
      ("00README.json", #"{"sources":[{"filename":"./z.tex","usage":"ignore"}, 1]}"#),
    ])
  func directives(name: String, text: String) throws {
    let paper = { (text: String) in
      "\\documentclass{a}\\begin{document}\(text)\\end{document}"
    }
    let files = ["a.tex": paper("a"), "z.tex": paper("z, which is longer")]
    #expect(try cleanTeX(files).texts == ["a\n\nz, which is longer"])
    #expect(try cleanTeX(files.merging([name: text]) { $1 }).texts == ["a"])
    let both = "a.tex toplevelfile\nz.tex toplevelfile\nno.tex toplevelfile"
    #expect(
      try cleanTeX(files.merging(["00README.XXX": both]) { $1 }).texts == [
        "a\n\nz, which is longer"
      ])
  }

  @Test("Bytes that are not UTF-8 are read as Latin-1; old line endings; byte order marks")
  func encoding() throws {
    let mixed: [UInt8] = Array("\\def\\x{1}é \\x".utf8) + [0xE9, 0x0D] + Array("% c\ry\r\nz".utf8)
    let paper = [0xEF, 0xBB, 0xBF] + Array("\\documentclass{a}\\begin{document}".utf8) + mixed
    let both = Reading(
      arXivReader(MemorySource(paper, path: "a.tex"), recordText: .clean, log: SkipLog()))
    #expect(both.texts == ["é 1é\ny\nz"])
    let text = Array("\\documentclass{a}\\begin{document}caf".utf8) + [0xE9]
    let reading = Reading(
      arXivReader(MemorySource(text, path: "0903.0501.tex"), recordText: .clean, log: SkipLog()))
    #expect(reading.texts == ["café"])
    #expect(reading.ids == ["0903.0501"])
  }

  @Test(
    "Texts that could double or never end take linear time",
    arguments: [
      "{", "\\", "%", "\\iffalse ", "\\begin{verbatim}", "\\begin{", "\\input{", "\\input x ",
      "\\def\\x{", "\\verb|", "\\begin{thebibliography}", "\\url{", "\\newcommand{\\a}", "\\end{",
      "\\bibliography{", "$", "\n", "\\if", "\\iftrue ", "\\iftrue\\else ", "\\fi", "\\else ",
      "\\iffalse\\else ", "\\def\\x#1{\\x{#1#1}}\\x{y}", "\\newcommand{\\x}[1]{", "\\f{", "\\f\\f ",
      "\\f", "\\g[", "\\h x", "\\ensuremath{", "\\ensuremath{x}$", "\\begin{e}", "\\end{e}", "\\s ",
      "\\let\\y\\x\\def\\x{\\y}\\x", " \\newif\\ifx", "\\begin{verbatim}\\end{verbatim}", "%\n",
      "{\\f", "\\makeatletter", "\\long", "\\long\\def\\x{}", "\\Refs", "a%\nb",
    ])
  func adversarial(unit: String) throws {
    let preamble = """
      \\newcommand{\\f}[1]{(#1)}\\newcommand{\\g}[2][x]{#1#2}\\def\\h#1.{#1}\\def\\s{\\s\\s}\
      \\newenvironment{e}{\\begin{equation}}{\\end{equation}}
      """
    let factor = try growth(from: 5_000) { count in
      let body = String(repeating: unit, count: count)
      let text = try cleanTeX(body, preamble: preamble)
      #expect(text.utf8.count <= 4 * body.utf8.count)
    }
    #expect(factor < 9)
  }

  @Test(
    "Layout and inputs that never end take linear time",
    arguments: [
      "\\setlength{", "\\vskip ", "\\email[", "\\IfFileExists{a}{", "\\InputIfFileExists{a}{",
      "\\hskip1cm",
      "\\import{", "\\import{a}{b}", "\\twocolumn[", "\\begin{htmlabstract}", "\\noalign{",
      "\\ifpdf\\fi",
      "\\hspace{1cm}$", "\\vfill", "\\lstinputlisting[", "\\advance\\x by ", "\\input{\\f{",
      "\\IfFileExists{a}{b}{c}",
      "\\hrule height ", "\\section*{References}\\bibliography{x}", "\\begin{webabstract}",
    ])
  func endless(unit: String) throws {
    let factor = try growth(from: 3000) { count in
      let body = String(repeating: unit, count: count)
      let text = try cleanTeX(body, preamble: "\\newcommand{\\f}[1]{(#1)}")
      #expect(text.utf8.count <= 4 * body.utf8.count)
    }
    #expect(factor < 9)
  }

  @Test("Appendices are left out if asked")
  func appendix() throws {
    let body = "a \\appendix b"
    #expect(try cleanTeX(body) == body)
    #expect(try cleanTeX(body, dropsAppendix: true) == "a")
    #expect(try cleanTeX("a \\begin{appendices} b", dropsAppendix: true) == "a")
    #expect(try cleanTeX("a \\appendixname", dropsAppendix: true) == "a \\appendixname")
  }

  @Test("Doubling definitions and inputs stop early")
  func bombs() throws {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    var preamble = "\\def\\z{}"
    for (a, b) in zip(letters, letters.dropFirst()) { preamble += "\\def\\\(a){\\\(b)\\\(b)}" }
    #expect(try cleanTeX("\\a", preamble: preamble).utf8.count < 1 << 20)
    var files = ["main.tex": "\\documentclass{a}\\begin{document}\\input{f0}\\end{document}"]
    for i in 0..<30 { files["f\(i).tex"] = "\\input{f\(i + 1)}\\input{f\(i + 1)}" }
    let reading = try cleanTeX(files)
    #expect(reading.problem == nil)
    #expect(reading.documents.allSatisfy { $0.text.count < 1 << 20 })
  }
}
