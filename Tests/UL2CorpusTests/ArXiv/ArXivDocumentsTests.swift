import ReaderSupport
import Testing
import UL2Corpus
import UL2Documents

/// Finding the files that are the paper.
@Suite("arXiv: documents of a paper")
struct ArXivDocumentsTests {
  func paper(_ text: String) -> String {
    "\\documentclass{article}\n\\begin{document}\n\(text)\n\\end{document}\n"
  }

  func read(_ files: [String: String], _ log: SkipLog = SkipLog()) -> Reading {
    Reading(
      arXivReader(
        MemorySource(tar(files.map { ($0, Array($1.utf8)) }), path: "2504.00001.tar"),
        recordText: .clean, log: log))
  }

  func main(_ files: [String: String]) throws -> JSONValue? {
    try read(files).documents.first?.metadata("main")
  }

  static let supplement =
    "Supplement that is a good deal longer than the main text, so that length prefers it."

  @Test(
    "READMEs in each of their formats",
    arguments: [
      ("00README.XXX", "letter.tex toplevelfile\nsupp.tex ignore\n"),
      ("00README", "letter.tex toplevelfile\r\nnostamp\r\n"),
      (
        "00README.json",
        #"{"sources":[{"filename":"letter.tex","usage":"toplevel"},{"filename":"supp.tex","usage":"ignore"}]}"#
      ),
      ("00readme.json", #"{"process":{"compiler":"latex"},"sources":[{"filename":"letter.tex"}]}"#),
      (
        "00README.yaml",
        "sources:\n  - filename: letter.tex\n    usage: toplevel\n  - filename: supp.tex\n    usage: ignore\n"
      ),
      (
        "00README.yml",
        "process:\n  compiler: pdflatex\nsources:\n- usage: toplevel # this\n  filename: 'letter.tex'\nstamp: no\n"
      ),
      ("00README.yaml", "sources: [{filename: supp.tex, usage: ignore}]\nstamp: false\n"),
      ("00README.yaml", "sources:\n  - {filename: \"letter.tex\", usage: toplevel}\n"),
      ("00README.yaml", #"{"sources": [{"filename": "letter.tex"}]}"#),
      (
        "00README.toml",
        "stamp = \"no\"\n[[sources]]\nfilename = \"letter.tex\"\n\n[[sources]]\nfilename = \"supp.tex\"\nusage = \"ignore\"\n[process]\ncompiler = \"latex\""
      ),
      (
        "00README.toml",
        "sources = [\n  { filename = \"letter.tex\", usage = \"toplevel\" },\n  { filename = \"fig.dvi\", orientation = \"landscape\" },\n]\n"
      ),
      ("00README.XXX", "LETTER.TEX toplevelfile\n"), ("00README.XXX", "letter toplevelfile"),
    ])
  func readme(name: String, text: String) throws {
    let log = SkipLog()
    let files = [
      "letter.tex": paper("Main paper."), "supp.tex": paper(Self.supplement), name: text,
    ]
    #expect(read(files, log).texts == ["Main paper."])
    #expect(log.counts.filtered == ["document that its paper leaves out": 1])
    #expect(log.counts.names.values.first == ["2504.00001:supp.tex"])
    let inside = Dictionary(uniqueKeysWithValues: files.map { ("paper/" + $0, $1) })
    #expect(read(inside).texts == ["Main paper."])
  }

  @Test("The README's order; json wins over XXX; a list without files is ignored")
  func readmeOrder() throws {
    let files = ["a.tex": paper("A."), "b.tex": paper("B."), "c.tex": paper("C.")]
    let listed = files.merging([
      "00README.yaml": "sources:\n - filename: c.tex\n - filename: a.tex\n   usage: toplevel\n"
    ]) { $1 }
    let reading = read(listed)
    #expect(reading.texts == ["C.\n\nA."])
    #expect(try reading.documents.first?.metadata("main") == "c.tex")
    #expect(try reading.documents.first?.metadata("documents")?.array == ["c.tex", "a.tex"])
    let two = files.merging([
      "00README.json": #"{"sources":[{"filename":"b.tex","usage":"toplevel"}]}"#,
      "00README.XXX": "a.tex toplevelfile",
    ]) { $1 }
    #expect(read(two).texts == ["B."])
    let other = files.merging([
      "00README.json":
        #"{"sources":[{"filename":"a.dvi","orientation":"landscape"},{"filename":"b.tex","usage":"include"}],"stamp":false}"#
    ]) { $1 }
    #expect(read(other).texts == ["A.\n\nB.\n\nC."])
  }

  @Test("All documents, by name, the main one first")
  func order() throws {
    let all = { (files: [String: String]) in read(files).texts }
    #expect(
      all(["letter.tex": paper("L."), "supp.tex": paper(Self.supplement)])
        == ["L.\n\n" + Self.supplement])
    #expect(all(["b.tex": paper("B."), "a.tex": paper("A.")]) == ["A.\n\nB."])
    #expect(all(["appendix.tex": paper("A."), "nature.tex": paper("N.")]) == ["N.\n\nA."])
    #expect(all(["MySI.tex": paper("S."), "z.tex": paper("Z.")]) == ["Z.\n\nS."])
    #expect(all(["addon.tex": paper("A."), "main.tex": paper("M.")]) == ["M.\n\nA."])
    #expect(all(["paper-two.tex": paper("2."), "paper.tex": paper("1.")]) == ["1.\n\n2."])
    #expect(
      all(["a.tex": "%!TEX root = z.tex\n" + paper("A."), "z.tex": paper("Z.")]) == ["Z.\n\nA."])
    #expect(
      all(["a.tex": paper("A.\\externaldocument{z}"), "z.tex": paper("Z.")]).first?.hasPrefix("Z.")
        == true)
    #expect(all(["a.tex": paper("A."), "z.tex": paper("Z."), "z.bbl": "x"]) == ["Z.\n\nA."])
    #expect(
      all([
        "experiments.tex": "%!TEX root = main.tex\nExperiments.\n",
        "main.tex": paper("Abstract here. \\input{experiments}"),
        "zo-large.tex": "\\documentclass{article}\n\\begin{document}\\input{main}\\end{document}\n",
      ]) == ["Abstract here. Experiments."])
  }

  @Test("A template, a copy or a figure never replaces a paper")
  func leftOut() throws {
    let log = SkipLog()
    let files = [
      "example_paper.tex": paper(
        "Template instructions for authors of the venue, quite long, as templates are."),
      "main_workshop.tex": paper("Real content."),
      "main_workshop (copy).tex": paper("Real content."),
      "fig/plot.tex": "\\documentclass[tikz]{standalone}\n\\begin{document}\\x\\end{document}",
      "part.tex": "\\documentclass[main]{subfiles}\\begin{document}Part.\\end{document}",
    ]
    #expect(read(files, log).texts == ["Real content."])
    #expect(
      log.counts.filtered == [
        "template beside its paper": 1, "copy of a document of the same paper": 1,
        "figure or part that stands alone": 2,
      ])
    #expect(
      log.counts.names["template beside its paper"] == ["2504.00001:example_paper.tex"])
    // Alone, each is the paper.
    for name in ["example_paper.tex", "fig/plot.tex", "part.tex", "template.tex"] {
      #expect(try main([name: paper("x")]) == .string(name))
    }
    // A paper that is written over a template, with its supplement.
    #expect(try main(["template.tex": paper("x"), "supp.tex": paper("y")]) == "template.tex")
    let venue = paper("Formatting Instructions. This document describes the template.")
    #expect(read(["neurips_2023.tex": venue, "ours.tex": paper("O.")]).texts == ["O."])
    #expect(
      read(["neurips_2023.tex": paper("N."), "ours.tex": paper("O.")]).texts == ["N.\n\nO."])
  }

  @Test("The class or the document in an input file; class lines in pieces")
  func inPieces() throws {
    #expect(
      read([
        "draft7.tex":
          "\\input mymacros\n\\title{A}\n\\begin{document}\nDocument with the class in an included file.\n\\end{document}\n",
        "mymacros.tex": "\\documentstyle[12pt]{article}\n",
        "notes.tex":
          "\\a\\b Notes \\ccc\\ddd\\eee that are longer than anything else here, by far and on purpose.",
      ]).texts == ["Document with the class in an included file."])
    #expect(
      read([
        "p.tex": "\\documentclass{article}\\usepackage{x}\n\\input{body}",
        "body.tex": "\\newcommand{\\x}{X}\\begin{document}Body \\x.\\end{document}",
      ]).texts == ["Body X."])
    #expect(
      read([
        "p.tex": """
        %\\documentclass{foo}
        \\documentclass%
        [a4paper]%
        {article}
        \\begin{document}% start
        Split class line. \\include{ch/one}\\input{"my file"}\\input{fig.pdf_t}\\input ./bare.tex text after bare \\input{nonexistent} done.
        \\end{document}
        """,
        "ch/one.tex": "Chapter one.\n", "my file.tex": "File with a space.\n",
        "fig.pdf_t": "Fig text.\n", "bare.tex": "Bare.\n",
      ]).texts == [
        "Split class line. Chapter one.\nFile with a space.\nFig text.\nBare.\n text after bare done."
      ])
  }

  @Test(
    "A file that is not TeX is never the paper, whatever it contains",
    arguments: [
      ("anc/plot.py", "plt.xlabel('\\alpha'); plt.ylabel('\\beta \\gamma')"),
      ("anc/more.tex", "\\documentclass{article}\\begin{document}Ancillary.\\end{document}"),
      ("paper/anc/more.tex", "\\documentclass{article}\\begin{document}Ancillary.\\end{document}"),
      ("plot.py", "print('\\documentclass{a}\\begin{document}x\\end{document}')"),
      ("data.json", "{\"x\": \"\\\\alpha \\\\beta \\\\gamma\"}"),
      ("data.tex", "{\"x\": \"\\\\alpha \\\\beta \\\\gamma\"}"),
      ("index.html", "<html>\\alpha \\beta \\gamma</html>"),
      ("index.tex", "<!DOCTYPE html><html>\\alpha \\beta \\gamma</html>"),
      ("run", "#!/bin/sh\necho '\\alpha \\beta \\gamma'"),
      ("Makefile.mk", "a:\n\t\\alpha \\beta \\gamma"),
      ("a.ipynb", "{\"cells\": [\"\\\\documentclass{a}\\\\begin{document}\"]}"),
      ("refs.bib", "@a{b, title={\\alpha \\beta \\gamma}}"),
      ("README.md", "\\alpha \\beta \\gamma"),
      ("paper.bbl", "\\begin{thebibliography}\\bibitem{x}\\newblock\\end{thebibliography}"),
      ("withdrawn.txt", "This paper has been withdrawn by its authors."),
    ])
  func noTeX(name: String, text: String) throws {
    let log = SkipLog()
    #expect(read([name: text], log).documents.isEmpty)
    #expect(log.counts.filtered == ["no TeX": 1])
    #expect(log.counts.names == ["no TeX": ["2504.00001"]])
    let both = read([name: text, "z.tex": paper("Z."), "paper/y.tex": "y"])
    #expect(both.texts == ["Z."])
  }

  @Test("Papers without TeX are named, the first twenty")
  func named() throws {
    let members = (1...25).map { number in
      ("1412/1412.000\(number < 10 ? "0" : "")\(number).gz", Array("withdrawn".utf8))
    }
    let log = SkipLog()
    _ = Reading(
      arXivReader(MemorySource(tar(members), path: "b.tar"), recordText: .clean, log: log))
    #expect(log.counts.filtered == ["no TeX": 25])
    #expect(log.counts.names["no TeX"]?.count == 20)
    let named = log.counts.named("no TeX")
    #expect(named.hasPrefix("no TeX (1412.00001, 1412.00002, "))
    #expect(named.hasSuffix("1412.00020, …)"))
  }

  @Test("Plain TeX: each text with an end command, else the longest")
  func plain() throws {
    let one = "\\magnification=1200 \\centerline{T} One. \\bye"
    let two = "\\input amstex \\document Two. \\enddocument"
    #expect(
      read(["b.tex": one, "a.tex": two]).texts == ["\\document Two.\n\n\\centerline{T} One."])
    #expect(
      read(["a.tex": "\\aa\\bb\\cc Longest of all.", "b.tex": "\\aa\\bb\\cc"]).texts
        == ["\\aa\\bb\\cc Longest of all."])
  }
}
