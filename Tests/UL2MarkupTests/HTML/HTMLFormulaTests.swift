import Testing
import UL2Markup

@Suite("Formulas of pages, each once") struct HTMLFormulaTests {
  private func text(_ html: String, _ scope: HTMLTextScope = .main) -> String {
    var text: [UInt8] = []
    appendPageText(Array(html.utf8), scope, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  private static let annotated = """
    <math xmlns="http://www.w3.org/1998/Math/MathML" alttext="y"><semantics><mrow><msup><mi>x</mi>\
    <mn>2</mn></msup></mrow><annotation encoding="application/x-tex">x^{2} &lt; 3</annotation>\
    <annotation-xml encoding="MathML-Content"><apply><ci>x</ci></apply></annotation-xml></semantics></math>
    """

  @Test(
    "TeX if the page has it, whatever shows it",
    arguments: [
      (annotated, "$x^{2} < 3$"),
      (
        "<math alttext=\"a_1\" display=\"block\"><msub><mi>a</mi><mn>1</mn></msub></math>",
        "\n\n$$a_1$$\n\n"
      ),
      ("<math data-latex='a_1'><mi>a</mi></math>", "$a_1$"),
      ("<math alttext='{\\displaystyle E=mc^{2}}'><mi>E</mi></math>", "$E=mc^{2}$"),
      (
        "<mml:math><mml:semantics><mml:mi>x</mml:mi><mml:annotation encoding=\"LaTeX\">x</mml:annotation></mml:semantics></mml:math>",
        "$x$"
      ),
      ("<script type=\"math/tex\">a < b & c &lt; d</script>", "$a < b & c &lt; d$"),
      (
        "<script type=\"math/tex; mode=display\">% <![CDATA[\n\\frac{1}{2} %]]></script>",
        "\n\n$$\\frac{1}{2}$$\n\n"
      ),
      (
        "<script type='math/tex; mode=display'>\\begin{align}a&=b\\end{align}</script>",
        "\n\n\\begin{align}a&=b\\end{align}\n\n"
      ),
      ("<script type=\"math/mml\"><math><mi>x</mi><mo>+</mo><mn>1</mn></math></script>", "x+1"),
      ("<img class=\"latex\" alt=\"\\frac{1}{2}\" src=\"x.png\">", "$\\frac{1}{2}$"),
      (
        "<img src='https://s0.wp.com/latex.php?latex=x%5E2&bg=ffffff' alt='x^2' title='x^2'>",
        "$x^2$"
      ),
      ("<img src=\"https://latex.codecogs.com/svg.latex?x\" title=\"x &gt; 1\" />", "$x > 1$"),
      ("<img class=\"tex\" alt=\"\\sum_{i}\" src=\"/math/a/b.png\">", "$\\sum_{i}$"),
      ("<IMG WIDTH=\"40\" ALT=\"$x^2$\" SRC=\"img1.gif\">", "$x^2$"),
      (
        "<img class=\"ql-img-displayed-equation quicklatex-auto-format\" alt=\"\\[ a \\]\" src=\"a.png\">",
        "\n\n$$a$$\n\n"
      ),
      (
        "<img class=\"equation_image\" title=\"x^2\" alt=\"LaTeX: x^2\" src=\"/equation_images/x\">",
        "$x^2$"
      ),
      // Without TeX, its characters.
      (
        "<math><msup><mi>x</mi><mn>2</mn></msup><annotation-xml encoding=\"MathML-Content\"><ci>x</ci></annotation-xml></math>",
        "x2"
      ),
      (
        "<math><semantics><mi>x</mi><annotation encoding='StarMath 5.0'>x</annotation></semantics></math>",
        "x"
      ),
      // MediaWiki: hidden MathML and an image.
      (
        "<span class=\"mwe-math-element\"><span class=\"mwe-math-mathml-inline mwe-math-mathml-a11y\" style=\"display: none;\"><math alttext=\"{\\displaystyle x^{2}}\"><semantics><mi>x</mi><annotation encoding=\"application/x-tex\">{\\displaystyle x^{2}}</annotation></semantics></math></span><img src=\"https://wikimedia.org/x.svg\" class=\"mwe-math-fallback-image-inline\" aria-hidden=\"true\" style=\"vertical-align: -0.338ex\" alt=\"{\\displaystyle x^{2}}\"></span>",
        "$x^{2}$"
      ),
      (
        "<img class=\"mwe-math-fallback-image-inline\" aria-hidden=\"true\" alt=\"x\" src=\"x.svg\">",
        "$x$"
      ),
      // KaTeX, with MathML, and with its glyphs alone.
      (
        "<span class=\"katex\"><span class=\"katex-mathml\">\(annotated)</span><span class=\"katex-html\" aria-hidden=\"true\"><span class=\"base\"><span class=\"mord\">x</span><span class=\"msupsub\">2</span></span></span></span>",
        "$x^{2} < 3$"
      ),
      (
        "<span class=\"katex\"><span class=\"katex-html\" aria-hidden=\"true\"><span>x</span></span></span>",
        "x"
      ),
      // MathJax 2: preview, glyphs with MathML for screen readers, script.
      ("<span class=\"MathJax_Preview\">[x]</span><script type=\"math/tex\">x</script>", "$x$"),
      (
        "<span class=\"MathJax_Preview\" style=\"display: none\"></span><span class=\"MathJax\" id=\"MathJax-Element-1-Frame\"><nobr aria-hidden=\"true\"><span class=\"math\"><span>x</span></span></nobr><span class=\"MJX_Assistive_MathML\" role=\"presentation\"><math><mi>x</mi></math></span></span> <script type=\"math/tex\" id=\"MathJax-Element-1\">x</script>",
        "$x$"
      ),
      (
        "<span class=\"MathJax\"><nobr><span class=\"math\"><span>x</span></span></nobr><span class=\"MJX_Assistive_MathML\"><math><mi>x</mi></math></span></span>",
        "x"
      ),
      (
        "<div class=\"MathJax_Display\"><span class=\"MathJax\"><span>x</span></span></div><script type=\"math/tex; mode=display\">x</script>",
        "\n\n$$x$$\n\n"
      ),
      // MathJax 3.
      (
        "<mjx-container class=\"MathJax\" jax=\"CHTML\"><mjx-math aria-hidden=\"true\"><mjx-mi><mjx-c class=\"mjx-c78\"></mjx-c></mjx-mi></mjx-math><mjx-assistive-mml><math><mi>x</mi></math></mjx-assistive-mml></mjx-container>",
        "x"
      ),
    ])
  func once(html: String, formula: String) {
    let words = "We know, as everybody who has ever looked at it does, that"
    let page =
      "<html><body><article><p>\(words) \(html) holds in all of these cases, by now.</p></article></body></html>"
    let isDisplay = formula.hasPrefix("\n")
    let wanted =
      "\(words)\(isDisplay ? "" : " ")\(formula)\(isDisplay ? "" : " ")holds in all of these cases, by now."
    #expect(text(page) == wanted)
    #expect(text(page, .all) == wanted)
  }

  @Test("Several in a row, and beside text")
  func several() {
    let script = { (tex: String) in
      "<span class='MathJax_Preview'>\(tex)</span><script type='math/tex'>\(tex)</script>"
    }
    let page =
      "<p>Let \(script("a")) and \(script("b")), or <img class=latex alt=c><img class=latex alt=d>; and <i>e</i>.</p>"
    #expect(text(page) == "Let $a$ and $b$, or $c$$d$; and e.")
  }

  @Test(
    "Images that are not formulas, scripts that are programs",
    arguments: [
      "<img alt='A fox' src='fox.jpg'>", "<img class='photo' alt='x^2'>",
      "<img class='latex' alt=''>",
      "<img class='latex' alt='http://a/b.png'>", "<img alt='$5' src='money.png'>",
      "<script>x</script>", "<script type='text/javascript'>x</script>",
      "<script type='math/tex'> </script>",
    ])
  func others(html: String) {
    #expect(text("<p>before \(html)after</p>") == "before after")
  }

  @Test("Markup that is not closed, or is misplaced, loses nothing else")
  func broken() {
    let words = "Words that follow the formula and are long enough to be a paragraph of a page."
    for html in [
      "<math alttext='x'><mi>x<p>\(words)</p>", "<math><mi>x</mi><p>\(words)</p>",
      "<math><annotation encoding='application/x-tex'>x<p>\(words)</p>",
      "<span class='MathJax'>\(words)</span> \(words) <script type='math/tex'>x</script>",
      "<div class='MathJax'><p>\(words) \(words) \(words) \(words) \(words) \(words) \(words)</p></div><script type='math/tex'>x</script>",
      "<span class='katex-html'>\(words)", "<annotation>x</p><p>\(words)</p>",
      "<span class='MJX_Assistive_MathML'>\(words)</span>",
      "<math alttext='a'><math alttext='b'></math> \(words)",
    ] {
      #expect(text("<p>before \(html)").contains(words), "\(html)")
    }
    // Time is linear.
    let many = String(repeating: "<math><mi>x", count: 50_000)
    #expect(text("<p>\(words)</p>" + many).hasPrefix(words))
  }
}
