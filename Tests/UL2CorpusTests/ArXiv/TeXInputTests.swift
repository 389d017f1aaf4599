import ReaderSupport
import Testing
import UL2Corpus
import UL2Documents

@Suite("TeX: inputs")
struct TeXInputTests {
  @Test("Every command that inputs a file")
  func commands() throws {
    let reading = try cleanTeX([
      "main.tex": """
      \\documentclass{article}
      \\usepackage{import}
      \\begin{document}
      Title text.
      \\import{sections/}{intro}
      \\subimport{sections/}{method}
      \\subimport*{sections/deep/}{res.tex}
      \\subfile{sub/app}
      \\InputIfFileExists{opt.tex}{}{}
      \\include{inc/chap1}
      \\input sections/bare
      Closing words.
      \\end{document}

      """,
      "sections/intro.tex": "Intro body. \\input{introsub}\n",
      "sections/introsub.tex": "Intro sub body.\n", "sections/method.tex": "Method body.\n",
      "sections/deep/res.tex": "Result body.\n",
      "sub/app.tex":
        "\\documentclass[../main]{subfiles}\n\\begin{document}\nSubfile body.\n\\end{document}\n",
      "opt.tex": "Optional body.\n", "inc/chap1.tex": "Chapter body.\n",
      "sections/bare.tex": "Bare body.\n",
    ])
    #expect(
      reading.texts == [
        """
        Title text.
        Intro body. Intro sub body.

        Method body.

        Result body.

        Subfile body.

        Optional body.

        Chapter body.

        Bare body.

        Closing words.
        """
      ])
  }

  @Test(
    "Their variants, with stars, options, quotation marks, and without braces",
    arguments: [
      ("\\import*{d/}{x}", "D"), ("\\import {d} {x.tex}", "D"), ("\\inputfrom{d/}{x}", "D"),
      ("\\inputfrom*{d/}{x}", "D"), ("\\includefrom{d/}{x}", "D"), ("\\includefrom*{d}{x}", "D"),
      ("\\subinputfrom{d/}{x}", "D"), ("\\subincludefrom*{d/}{x}", "D"),
      ("\\loadsubfile{d/x}", "D"),
      ("\\subfileinclude{d/x}", "D"), ("\\subimport{./d/}{x}", "D"), ("\\import{x}", "X"),
      ("\\includestandalone[mode=tex]{d/x}", "D"), ("\\@input{x.tex}", "X"), ("\\@input x ", "X"),
      ("\\input\"my file\" end", "M end"), ("\\input{\"my file\"}", "M"),
      ("\\input ./x.tex end", "X end"),
      ("\\input\nx\nend", "X\nend"), ("\\input{d/x}", "D"), ("\\input{ x }", "X"),
      ("\\input{\\subfix{d/x}}", "D"), ("\\input{\\where/x}", "D"),
      ("\\input{\\jobname-more}", "J"),
      ("\\InputIfFileExists{x}{before }{otherwise}", "before X"),
      ("\\InputIfFileExists{no}{before}{otherwise}", "otherwise"),
      ("\\IfFileExists{x.tex}{yes \\input{x}}{no}", "yes X"),
      ("\\IfFileExists{no.tex}{yes}{no}", "no"),
      ("\\IfFileExists{fig.pdf}{yes}{no}", "yes"), ("\\input{fig.pdf_t}", "F"),
      ("\\input{only}", "O"),
      ("\\include{x}end", "Xend"), ("\\includegraphics{x}", "\\includegraphics{x}"),
      ("\\inputs{x}", "\\inputs{x}"),
    ])
  func kinds(command: String, expected: String) throws {
    let reading = try cleanTeX([
      "main.tex":
        "\\documentclass{a}\\newcommand{\\where}{d}\\begin{document}\(command)\\end{document}",
      "x.tex": "X", "d/x.tex": "D", "my file.tex": "M", "main-more.tex": "J", "fig.pdf": "%PDF-",
      "fig.pdf_t": "F", "deep/er/only.tex": "O",
    ])
    #expect(reading.texts == [expected])
  }

  @Test("An imported file's own inputs are looked for beside it first")
  func imported() throws {
    let paper = { (command: String) in
      [
        "main.tex": "\\documentclass{a}\\begin{document}\(command)\\end{document}",
        "d/x.tex": "D \\input{y}", "y.tex": "outer", "d/y.tex": "inner",
      ]
    }
    #expect(try cleanTeX(paper("\\import{d/}{x}")).texts == ["D inner"])
    #expect(try cleanTeX(paper("\\input{d/x}")).texts == ["D outer"])
  }

  @Test("Listings are kept as they are")
  func listings() throws {
    let files = { (command: String) in
      [
        "p.tex": "\\documentclass{a}\\begin{document}\(command)\\end{document}",
        "c.py": "x = 1 % 2\nprint(\"\\\\n\")\n# end",
      ]
    }
    let code = "\\begin{verbatim}\nx = 1 % 2\nprint(\"\\\\n\")\n# end\n\\end{verbatim}"
    for command in [
      "\\lstinputlisting[language=Python]{c.py}", "\\verbatiminput{c.py}",
      "\\inputminted[linenos]{python}{c.py}", "\\VerbatimInput{c.py}",
    ] {
      #expect(try cleanTeX(files(command)).texts == [code])
    }
    #expect(
      try cleanTeX(files("\\lstinputlisting[firstline=2, lastline=2]{c.py}")).texts == [
        "\\begin{verbatim}\nprint(\"\\\\n\")\n\\end{verbatim}"
      ])
  }

  @Test("A missing file is left out and named")
  func missing() throws {
    let log = SkipLog()
    let text = "\\documentclass{a}\\begin{document}a \\input{no} b\n\\input epsf\nc\\end{document}"
    let reading = Reading(
      arXivReader(
        MemorySource(tar([("p.tex", Array(text.utf8))]), path: "0903.0001.tar"), recordText: .clean,
        log: log))
    #expect(reading.texts == ["a b\nc"])
    #expect(log.counts.noted == ["input of a file that is not there": 2])
    #expect(log.counts.names.values.first == ["0903.0001:no", "0903.0001:epsf"])
  }
}
