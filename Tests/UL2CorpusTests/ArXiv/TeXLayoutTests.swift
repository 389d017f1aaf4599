import ReaderSupport
import Testing
import UL2Corpus
import UL2Documents
import UL2Markup

@Suite("TeX: layout")
struct TeXLayoutTests {
  @Test(
    "Layout is removed, whatever follows it, and the words around it stay separate",
    arguments: [
      ("a\\newpage b", "a\n\nb"), ("a\n\\newpage\nb", "a\n\nb"), ("a \\clearpage", "a"),
      ("a\n\\vspace{1cm}\nb", "a\nb"), ("a\\vspace*{-.5\\baselineskip} b", "a b"),
      ("a\\vspace\\bigskipamount b", "a b"), ("\\vskip1cm\na", "a"),
      ("a\n\\vskip 1.3cm\nb", "a\n\nb"),
      ("a\\vskip 2pt plus 1fil minus .5ptb", "a\n\nb"), ("a\\vskip-\\parskip b", "a\n\nb"),
      ("\\vskip .6cm {\\it b}", "{\\it b}"), ("a\\vskip0.2 true in b", "a\n\nb"),
      ("a\\vglue 1\\jot b", "a\n\nb"), ("a\\hskip1cmb", "a b"), ("a\\hskip 2em plus1fill b", "a b"),
      ("a\\hspace{1cm}b", "a b"), ("a\\hspace*{1cm} b", "a b"), ("a \\hspace {1cm} b", "a b"),
      ("a\\hfill b", "a b"), ("a\\hfil\\break b", "a b"), ("a\\linebreak[4]b", "a b"),
      ("a\\pagebreak[3]\n\nb", "a\n\nb"), ("a \\nopagebreak[2] b", "a b"), ("\\noindent a", "a"),
      ("\\noindent{\\bf a}", "{\\bf a}"), ("a\n\n\\noindent\nb", "a\n\nb"),
      ("a \\bigskip\n b", "a\n\n b"),
      ("a\\kern-.2em b", "ab"), ("a\\kern 1pt b", "ab"), ("a\\penalty10000 b", "a b"),
      ("a\\penalty-\\@M b", "a b"), ("{\\parindent=0pt a}", "{a}"),
      ("\\parskip 2pt plus 1pt\na", "a"), ("\\baselineskip=1.5\\normalbaselineskip a", "a"),
      ("\\tolerance=1000\na", "a"), ("\\interdisplaylinepenalty=2500 a", "a"),
      ("\\advance\\leftskip by 1cm a", "a"), ("\\advance\\count0 by -1 a", "a"),
      ("\\parbox{\\textwidth}{a}", "\\parbox{\\textwidth}{a}"),
      ("\\parbox{\\textwidth-2cm}{a}", "\\parbox{\\textwidth-2cm}{a}"),
      (
        "\\includegraphics[width=.5\\columnwidth]{a}", "\\includegraphics[width=.5\\columnwidth]{a}"
      ),
      ("\\hrule height 1pt width 2cm a", "a"), ("a\\\\\\noalign{\\vskip 2pt}b", "a\\\\b"),
      ("\\noalign{\\hbox{where}}", "\\noalign{\\hbox{where}}"),
      ("\\setlength{\\parindent}{0pt}\na", "a"), ("\\setlength\\parindent{0pt} a", "a"),
      ("\\addtolength{\\x}{1pt}\\setcounter{page}{1}a", "a"), ("\\thispagestyle{empty}\na", "a"),
      ("\\markboth{A}{B}\na", "a"), ("\\addcontentsline{toc}{section}{References}\na", "a"),
      ("\\pdfbookmark[1]{a}{b}a", "a"), ("\\graphicspath{{a/}{b/}}a", "a"),
      ("\\DeclareGraphicsExtensions{.pdf, .jpg}\na", "a"), ("\\hypersetup{a={b},c}a", "a"),
      (
        "\\ifpdf\n\\DeclareGraphicsExtensions{.pdf}\n\\else\n\\DeclareGraphicsExtensions{.eps}\n\\fi\na",
        "a"
      ),
      ("\\ifx a\\fi b", "\\ifx a\\fi b"), ("a\\allowdisplaybreaks[4] b", "a b"),
      ("\\begin{figure}\n\\centering\nx\n\\end{figure}", "\\begin{figure}\nx\n\\end{figure}"),
      ("\\twocolumn[\\section{A}] b", "\\section{A} b"), ("\\twocolumn\nb", "b"),
      ("\\maketitle\n\\tableofcontents\n\na", "a"), ("{\\color{red}a}", "{a}"),
      ("{\\color[rgb]{1,0,0} a}", "{a}"), ("\\textcolor{red}{a}", "\\textcolor{red}{a}"),
      ("\\definecolor{x}{rgb}{1,0,0}a", "a"), ("\\fontsize{9}{10}\\selectfont a", "a"),
      ("\\vskipx", "\\vskipx"), ("a\\vspace", "a\\vspace"), ("a\\hskip", "a\\hskip"),
      ("\\alpha\\relax b", "\\alpha b"), ("\\alpha\\kern1ptb", "\\alpha b"),
    ])
  func layout(body: String, expected: String) throws { #expect(try cleanTeX(body) == expected) }

  @Test(
    "A visible space in a formula stays a space",
    arguments: [
      ("$a\\hspace{.3cm}{\\rm and}\\hskip1cm b$", "$a\\ {\\rm and}\\ b$"),
      ("$a\\hspace{-1mm}b\\hskip-1in c$", "$ab c$"), ("$a\\hfill b$", "$a\\ b$"),
      ("$$a\\kern1pt b\\mkern-3mu c$$", "$$abc$$"), ("$a\\quad b\\,c$", "$a\\quad b\\,c$"),
      ("$$a\\\\\\vskip 2pt b$$", "$$a\\\\ b$$"),
    ])
  func formulas(body: String, expected: String) throws { #expect(try cleanTeX(body) == expected) }

  @Test(
    "Instructions to publishers are removed",
    arguments: [
      ("\\author{A}\n\\email[]{a@b}\n\\affiliation{C}", "\\author{A}\n\\affiliation{C}"),
      ("\\email[E-mail: ]{a@b}a", "a"), ("\\email {a@b}a", "a"), ("\\ead[url]{a.b}a", "a"),
      ("\\orcid{0000}a", "a"), ("\\homepage{x}a", "a"), ("\\date{\\today}a", "a"),
      ("\\date{}a", "a"),
      ("\\date{ \\today }a", "a"), ("\\date{May 2003}", "\\date{May 2003}"),
      ("\\titlerunning{X}\n\\authorrunning {Y}\na", "a"), ("\\shorttitle{A}a", "a"),
      ("\\acmConference[A]{B}{C}{D}\\setcopyright{none}a", "a"),
      ("\\begin{CCSXML}\n<a/>\n\\end{CCSXML}\na", "a"),
      (
        "\\begin{asciiabstract}\nA\n\\end{asciiabstract}\n\\begin{htmlabstract}\n<b>A</b>\n\\end{htmlabstract}\na",
        "a"
      ),
      (
        "\\begin{webabstract}A\\end{webabstract}\n\\begin{abstract}A\\end{abstract}",
        "\\begin{abstract}A\\end{abstract}"
      ),
      ("\\begin{webabstract}A\\end{webabstract}", "\\begin{webabstract}A\\end{webabstract}"),
      ("\\htmlabstract{<b>}\\asciititle{T}a", "a"), ("\\begin{htmlonly}<b>\\end{htmlonly}a", "a"),
      (
        "a\n\\section*{References}\n\\begin{thebibliography}{9}\\bibitem{x}\\end{thebibliography}",
        "a"
      ),
      ("a\n\\section*{References}\n\nb", "a\n\\section*{References}\n\nb"),
    ])
  func publishers(body: String, expected: String) throws {
    #expect(try cleanTeX(body) == expected)
  }

  @Test("Authors' commands: layout in them is removed, and they may redefine packages' names")
  func own() throws {
    #expect(try cleanTeX("a\\sk b", preamble: "\\def\\sk{\\vskip 1cm}") == "a\n\nb")
    #expect(try cleanTeX("a\\sk 1cm b", preamble: "\\newcommand{\\sk}{\\hskip}") == "a b")
    #expect(try cleanTeX("a\\v b", preamble: "\\let\\v\\vfill") == "a\n\nb")
    #expect(try cleanTeX("\\balance", preamble: "\\newcommand{\\balance}{B}") == "B")
    #expect(try cleanTeX("\\email{a@b}c", preamble: "\\newcommand{\\email}[1]{{\\tt #1}}") == "c")
    #expect(try cleanTeX("\\journal{a}{b}", preamble: "\\newcommand{\\journal}[2]{#1 #2}") == "a b")
  }

  @Test(
    "TeX without anything to read",
    arguments: [
      ("\\section{Introduction}", false), ("\\section*{A}\n\n\\subsection{B}\\label{x}}\n", false),
      ("\\input{a}\n\n\\input b\n", false),
      ("% a\n\\newpage \\vskip 1cm \\bibliographystyle{x}", false),
      ("\\ifCLASSOPTIONcaptionsoff\n  \\newpage\n\\fi", false), ("", false), (" \n{}\n", false),
      ("\\section{A}\nText.", true), ("$x$", true), ("\\textbf{a}", true), ("é", true),
      ("\\begin{figure}\\caption{A}\\end{figure}", true), ("\\section{A} 1", true),
    ])
  func hasText(text: String, expected: Bool) { #expect(hasTeXText(Array(text.utf8)) == expected) }
}
