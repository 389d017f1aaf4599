import Testing

@Suite("TeX macros")
struct TeXMacroTests {
  @Test(
    "Commands without arguments",
    arguments: [
      ("\\newcommand{\\be}{\\begin{equation}}", "\\be x", "\\begin{equation} x"),
      ("\\newcommand*\\R{\\mathbb R}\\def\\RR{\\R^2}", "$\\RR$ \\Rx", "$\\mathbb R^2$ \\Rx"),
      ("\\renewcommand{\\a}{1}\\providecommand{\\b}{\\a\\a}", "\\b", "11"),
      ("\\newcommand{\\a}{1}\\providecommand{\\a}{2}", "\\a", "1"),
      ("", "a \\def\\x{b}\\x\\ c \\def\\x{d}\\x", "a b\\ c d"),
      ("\\def\\a{\\a b}", "\\a", "\\a b"), ("\\def\\a{\\b}\\def\\b{\\a}", "\\a", "\\a"),
      ("\\newcommand{\\et}{et al.\\xspace}", "\\et, x", "et al., x"),
      ("\\newcommand\\eps\\varepsilon", "\\eps", "\\varepsilon"),
      ("\\def\\*{\\cdot}", "a\\*b", "a\\cdot b"), ("\\def\\\\{x}", "a\\\\b", "a\\\\b"),
      ("\\long\\gdef\\x{y}", "\\x", "y"), ("", "\\long\\def\\x{y}\\x", "y"),
      ("\\DeclareMathOperator{\\tr}{Tr}", "$\\tr A$", "$\\operatorname{Tr} A$"),
      ("\\DeclareMathOperator*{\\am}{arg\\,min}", "\\am_x", "\\operatorname*{arg\\,min}_x"),
      ("\\let\\eps=\\varepsilon", "\\eps", "\\varepsilon"),
      ("\\def\\x{1}\\let\\y\\x\\def\\x{2}", "\\x\\y", "21"),
      ("\\let\\old\\cite\\renewcommand{\\cite}[1]{(\\old{#1})}", "\\cite{x}", "\\cite{x}"),
      ("\\let\\old\\emph\\renewcommand{\\emph}[1]{(\\old{#1})}", "\\emph{x}", "(\\emph{x})"),
    ])
  func abbreviations(preamble: String, body: String, expected: String) throws {
    #expect(try cleanTeX(body, preamble: preamble) == expected)
  }

  @Test(
    "Commands with arguments",
    arguments: [
      (
        "\\newcommand{\\v}[1]{\\vec{#1}}", "\\v{x} \\v y \\v\\alpha",
        "\\vec{x} \\vec{y} \\vec{\\alpha}"
      ),
      ("\\def\\w#1{x}", "\\w y", "x"),
      ("\\newcommand{\\p}[2][n]{#2_{#1}}", "\\p{x}\\p[m]{y}\\p [k] z", "x_{n}y_{m}z_{k}"),
      ("\\newcommand\\f[2]{\\frac{#1}{#2}}", "\\f12 \\f{a}\n{b}", "\\frac{1}{2} \\frac{a}{b}"),
      ("\\def\\k#1|#2>{(#1;#2)}", "\\k a|{b>}>", "(a;b>)"),
      ("\\def\\k#1.{[#1]}", "\\k{a.b}.", "[a.b]"),
      ("\\newcommand{\\abs}[1]{|#1|}", "\\abs{\\abs{x}+\\abs y}", "||x|+|y||"),
      ("\\newcommand{\\b}[1]{\\mathbf#1}", "\\b x\\b{yz}", "\\mathbf x\\mathbf yz"),
      ("\\newcommand{\\b}[1]{\\mathbf{#1}}\\def\\x{ab}", "\\b\\x", "\\mathbf{{ab}}"),
      ("\\newcommand{\\todo}[1]{}", "a\\todo{b}c", "ac"),
      ("\\newcommand{\\q}[1]{#1}", "\\q", "\\q"),
      ("\\newcommand{\\q}[1]{#1}", "{\\q}", "{\\q}"),
      ("\\newcommand{\\q}[1]{#1}", "\\q\n\nx", "\\q\n\nx"),
      ("\\newcommand{\\o}[1]{<#1>}\\newcommand{\\i}{\\o}", "\\i{x}", "<x>"),
      ("\\newcommand{\\é}[1]{#1}\\newcommand{\\q}[1]{<#1>}", "\\q é", "<é>"),
      ("\\NewDocumentCommand{\\x}{m m}{#2#1}", "\\x{a}{b}", "ba"),
      ("\\NewDocumentCommand{\\x}{s m}{#2}", "\\x*{a}", "\\x*{a}"),
      ("\\def\\a#1{\\a{#1#1}}", "\\a{x}", "\\a{xx}"),
      ("\\newcommand{\\h}[1]{a##b#1}", "\\h{x}", "a#bx"),
    ])
  func arguments(preamble: String, body: String, expected: String) throws {
    #expect(try cleanTeX(body, preamble: preamble) == expected)
  }

  @Test(
    "Formulas",
    arguments: [
      ("\\R", "$\\mathbb R$"), ("$a\\R$", "$a\\mathbb R$"),
      ("$$\\R$$ \\R", "$$\\mathbb R$$ $\\mathbb R$"),
      ("\\(\\R\\) \\R", "\\(\\mathbb R\\) $\\mathbb R$"), ("\\$\\R", "\\$$\\mathbb R$"),
      ("\\begin{align*}\\R\\end{align*}\\R", "\\begin{align*}\\mathbb R\\end{align*}$\\mathbb R$"),
      ("$x\n\n\\R", "$x\n\n$\\mathbb R$"), ("\\i{\\R}", "$\\mathbb R+1$"),
      ("\\ensuremath", "\\ensuremath"),
    ])
  func formulas(body: String, expected: String) throws {
    let preamble = "\\newcommand{\\R}{\\ensuremath{\\mathbb R}}\\newcommand{\\i}[1]{$#1+1$}"
    #expect(try cleanTeX(body, preamble: preamble) == expected)
  }

  @Test("Commands that make no text stay, and so do those that mark up text")
  func programs() throws {
    let preamble = """
      \\newcommand{\\a}{\\@ifnextchar[{x}{y}}\\def\\b#1{\\ifx#1y z\\fi}\\def\\c{\\expandafter\\d}
      \\renewcommand{\\section}[1]{{\\bf #1}}\\def\\title#1{\\centerline{#1}}\\let\\bar\\a
      """
    let body = "\\a \\b{x} \\c \\section{One} \\title{Two} \\bar{x}"
    #expect(try cleanTeX(body, preamble: preamble) == body)
  }

  @Test("Definitions are removed with their lines, except in verbatim text")
  func definitions() throws {
    #expect(try cleanTeX("a\n\\newcommand{\\x}[1]{y\n#1}\n \\def\\z{}\nb") == "a\nb")
    #expect(try cleanTeX("a\n\\newtheorem{x}{X}") == "a\n\\newtheorem{x}{X}")
    let verbatim = "\\begin{verbatim}\\x \\def\\x{}\\end{verbatim} \\verb|\\x|"
    #expect(try cleanTeX(verbatim, preamble: "\\def\\x{y}") == verbatim)
  }

  @Test(
    "Environments that abbreviate others",
    arguments: [
      (
        "\\newenvironment{eq}{\\begin{equation}}{\\end{equation}}", "\\begin{eq}x\\end{eq}",
        "\\begin{equation}x\\end{equation}"
      ),
      (
        "\\newenvironment{e}[1]{\\begin{figure}[#1]}{\\end{figure}}", "\\begin{e}{h}x\\end{e}",
        "\\begin{figure}[h]x\\end{figure}"
      ),
      (
        "\\newenvironment{proof}{{\\bf Proof}}{\\qed}", "\\begin{proof}x\\end{proof}",
        "\\begin{proof}x\\end{proof}"
      ),
    ])
  func environments(preamble: String, body: String, expected: String) throws {
    #expect(try cleanTeX(body, preamble: preamble) == expected)
  }

  @Test(
    "Conditions",
    arguments: [
      ("a\\iffalse x \\ifx\\a\\b y\\fi z \\fi b", "a b"), ("a \\iffalse b", "a \\iffalse b"),
      ("a \\iff b", "a \\iff b"), ("\\iffalse a\\else b\\fi c", "b c"),
      ("\\iftrue a\\else b\\fi c", "a c"), ("\\iftrue a\\fi c", "a c"),
      ("\\fi a\\else", "\\fi a\\else"),
      ("\\iffalse a\\ifx 1 \\else 2\\fi\\else b\\ifx 3\\else 4\\fi\\fi", "b\\ifx 3\\else 4\\fi"),
      ("\\ifpdf a\\else b\\fi", "\\ifpdf a\\else b\\fi"), ("a\n\\iftrue\nb\n\\fi\nc", "a\nb\nc"),
      ("\\newif\\ifx \\ifx a\\else b\\fi \\xtrue\\ifx c\\else d\\fi", "b  c"),
      ("\\newif\\ifx \\ifpdf\\xtrue\\fi \\ifx c\\fi", "\\ifx c\\fi"),
      ("\\iffalse \\newif\\ify \\fi a", "a"), ("\\iffalse\\ifthenelse{x}{y}{z}\\fi a", "a"),
      ("\\iffalse\\begin{comment}\\fi\\end{comment}\\fi b", "b"),
    ])
  func conditions(body: String, expected: String) throws {
    #expect(try cleanTeX(body).trimmed == expected)
  }

  @Test("Conditions and definitions in the preamble")
  func preamble() throws {
    let preamble =
      "\\newif\\ifd\\dtrue\n\\ifd\\def\\x{1}\\else\\def\\x{2}\\fi\\iffalse\\def\\x{3}\\fi"
    #expect(try cleanTeX("\\x", preamble: preamble) == "1")
  }
}

extension String {
  /// Without the white space at its ends.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
