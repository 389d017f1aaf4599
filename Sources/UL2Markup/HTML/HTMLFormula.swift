/// Formulas of a page: TeX where the page has it, once, however often and by whatever means it shows them.
///
/// TeX is in `<annotation encoding="application/x-tex">` (KaTeX, MediaWiki, LaTeXML), in `alttext` or
/// `data-latex` of `<math>`, in `<script type="math/tex">` (MathJax 2), and in the `alt` of images (WordPress,
/// MediaWiki, QuickLaTeX, Canvas, latex2html). MathML without any of them gives its characters.
struct HTMLFormula {
  /// The TeX's place in the page, without what is around it.
  var range: Range<Int>
  var isDisplay = false
  /// Whether character references in it count: not so in scripts.
  var hasReferences = true
  /// Whether it is of an image beside MathML.
  var isFallback = false

  /// TeX at `range`; nil where there is none.
  init?(_ bytes: [UInt8], _ range: Range<Int>, isDisplay: Bool = false, hasReferences: Bool = true)
  {
    self.range = Self.bare(bytes, range)
    self.isDisplay = isDisplay
    self.hasReferences = hasReferences
    if self.range.isEmpty { return nil }
    if bytes.has("$$", at: range.lowerBound) || bytes.has("\\[", at: range.lowerBound) {
      self.isDisplay = true
    }
  }

  /// TeX without delimiters, CDATA marks and MediaWiki's `{\displaystyle …}`.
  private static func bare(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    let pairs: [(StaticString, StaticString)] = [
      ("% <![CDATA[", "%]]>"), ("<![CDATA[", "]]>"), ("$$", "$$"), ("$", "$"), ("\\(", "\\)"),
      ("\\[", "\\]"), ("{\\displaystyle", "}"), ("{\\textstyle", "}"), ("LaTeX:", ""),
    ]
    var range = bytes.trimmed(range)
    for (start, end) in pairs {
      let inner = start.utf8CodeUnitCount + end.utf8CodeUnitCount
      guard range.count > inner, bytes.has(start, at: range.lowerBound),
        end.utf8CodeUnitCount == 0 || bytes.has(end, at: range.upperBound - end.utf8CodeUnitCount)
      else { continue }
      range = bytes.trimmed(
        range.lowerBound + start.utf8CodeUnitCount..<range.upperBound - end.utf8CodeUnitCount)
    }
    return range
  }
}

// MARK: Where it is

extension HTMLFormula {
  /// The TeX of `<math>`, whose start tag was read by `tokenizer`; what of it is inside is looked for up to its
  /// end, another `<math>`, or the end of a paragraph.
  init?(_ tokenizer: HTMLTokenizer, math attributes: Range<Int>) {
    let bytes = tokenizer.bytes
    let display = tokenizer.attribute("display", in: attributes)
    let isDisplay = display.map { bytes.has("block", at: $0.lowerBound) } ?? false
    var inside = tokenizer
    scan: while let piece = inside.nextPiece() {
      switch piece {
      case .text: continue
      case .end(let name):
        let tag = HTMLTag(bytes, name)
        if tag == .math || tag.isBlock || Self.isPrefixedMath(bytes, name) { break scan }
      case .start(let name, let own):
        let tag = HTMLTag(bytes, name)
        if tag == .math || tag.isBlock { break scan }
        guard Self.isAnnotation(bytes, name), let encoding = inside.attribute("encoding", in: own),
          Self.isTeX(bytes, encoding)
        else { continue }
        let content = inside.takeText()
        if let formula = HTMLFormula(bytes, content, isDisplay: isDisplay) {
          self = formula
          return
        }
      }
    }
    for name: StaticString in ["data-latex", "alttext"] {
      if let value = tokenizer.attribute(name, in: attributes),
        let formula = HTMLFormula(bytes, value, isDisplay: isDisplay)
      {
        self = formula
        return
      }
    }
    return nil
  }

  /// `<annotation>`, `<annotation-xml>`, with a prefix or without: no part of what a formula shows.
  static func isAnnotation(_ bytes: [UInt8], _ name: Range<Int>) -> Bool {
    guard name.count >= 10 else { return false }
    let colon = name.firstIndex { bytes[$0] == UInt8(ascii: ":") }
    return bytes.hasIgnoringCase("annotation".utf8, at: colon.map { $0 + 1 } ?? name.lowerBound)
  }

  /// `<mml:math>` and the like.
  static func isPrefixedMath(_ bytes: [UInt8], _ name: Range<Int>) -> Bool {
    name.count > 5 && name.count <= 12
      && bytes.hasIgnoringCase(":math".utf8, at: name.upperBound - 5)
  }

  private static func isTeX(_ bytes: [UInt8], _ encoding: Range<Int>) -> Bool {
    encoding.contains {
      bytes.hasIgnoringCase("tex".utf8, at: $0) && $0 + 3 == bytes.trimmed(encoding).upperBound
    }
  }

  /// The kind of formula in a script with these attributes, `type="math/tex; mode=display"`; nil for programs.
  static func scriptKind(
    _ tokenizer: HTMLTokenizer, _ attributes: Range<Int>
  ) -> (isTeX: Bool, isDisplay: Bool)? {
    let bytes = tokenizer.bytes
    // Most scripts have no type, or one that begins with `text` or `application`.
    guard let type = tokenizer.attribute("type", in: attributes).map({ bytes.trimmed($0) }),
      bytes.hasIgnoringCase("math/".utf8, at: type.lowerBound)
    else { return nil }
    let isDisplay = type.contains { bytes.hasIgnoringCase("mode=display".utf8, at: $0) }
    return (!bytes.hasIgnoringCase("math/mml".utf8, at: type.lowerBound), isDisplay)
  }

  /// The TeX that an image shows, in its `alt` or its `title`.
  init?(_ tokenizer: HTMLTokenizer, image attributes: Range<Int>) {
    let bytes = tokenizer.bytes
    var text: Range<Int>?
    var title: Range<Int>?
    var kind = 0..<0
    var source = 0..<0
    var at = attributes.lowerBound
    while let (name, value) = tokenizer.nextAttribute(&at, attributes.upperBound) {
      switch name.count {
      case 3 where bytes.hasIgnoringCase("alt".utf8, at: name.lowerBound):
        text = bytes.trimmed(value)
      case 3 where bytes.hasIgnoringCase("src".utf8, at: name.lowerBound): source = value
      case 5 where bytes.hasIgnoringCase("class".utf8, at: name.lowerBound): kind = value
      case 5 where bytes.hasIgnoringCase("title".utf8, at: name.lowerBound):
        title = bytes.trimmed(value)
      case 21 where bytes.hasIgnoringCase("data-equation-content".utf8, at: name.lowerBound):
        title = bytes.trimmed(value)
        kind = name
      default: break
      }
    }
    guard let tex = text.flatMap({ $0.isEmpty ? nil : $0 }) ?? title, !tex.isEmpty else {
      return nil
    }
    let isDelimited =
      bytes[tex.lowerBound] == UInt8(ascii: "$") && tex.count > 2
      && bytes[tex.upperBound - 1] == UInt8(ascii: "$")
      || bytes.has("\\begin{", at: tex.lowerBound)
      || bytes.has("{\\displaystyle", at: tex.lowerBound)
    guard isDelimited || Self.isFormulaImage(bytes, kind, source) else { return nil }
    // Where an image has no text its address may be in its place.
    if bytes.hasIgnoringCase("http".utf8, at: tex.lowerBound) { return nil }
    let isDisplay = kind.contains {
      bytes.hasIgnoringCase("display".utf8, at: $0)
    }
    self.init(bytes, tex, isDisplay: isDisplay)
    isFallback = kind.contains { bytes.has("mwe-math", at: $0) }
  }

  private static func isFormulaImage(_ bytes: [UInt8], _ kind: Range<Int>, _ source: Range<Int>)
    -> Bool
  {
    let classes: [StaticString] = [
      "latex", "tex", "math", "mathtex", "equation_image", "mwe-math-fallback-image-inline",
      "mwe-math-fallback-image-display", "mwe-math-fallback-image", "ql-img-inline-formula",
      "ql-img-displayed-equation", "latex-image", "data-equation-content", "texrender",
      "katex-image",
    ]
    var start = kind.lowerBound
    for at in kind.lowerBound...kind.upperBound {
      guard at == kind.upperBound || bytes[at].isMarkupSpace else { continue }
      if at > start,
        classes.contains(where: {
          unsafe $0.utf8CodeUnitCount == at - start && bytes.hasIgnoringCase($0.bytes, at: start)
        })
      {
        return true
      }
      start = at + 1
    }
    let makers: [StaticString] = [
      "latex.php", "latex.codecogs.com", "mathtex.cgi", "mimetex", "cht=tx", "/latex?", "texvc",
    ]
    return source.contains { at in
      (bytes[at] == UInt8(ascii: "l") || bytes[at] == UInt8(ascii: "m")
        || bytes[at] == UInt8(ascii: "c")
        || bytes[at] == UInt8(ascii: "/") || bytes[at] == UInt8(ascii: "t"))
        && makers.contains { bytes.has($0, at: at) }
    }
  }
}

// MARK: Renderings

/// The display of a formula, by its element's class.
enum FormulaRendering {
  /// KaTeX's glyphs, after its MathML.
  case glyphs
  /// MathJax 2's glyphs, before its script.
  case beforeScript
  /// The preview that MathJax 2 shows until it has run.
  case preview
  /// MathML for screen readers, inside MathJax 2's glyphs.
  case assistive
  /// Anything else that belongs to a formula: it is shown, even if the page hides it.
  case part

  init(_ bytes: [UInt8], _ classes: Range<Int>) {
    func has(_ word: StaticString) -> Bool { classes.contains { bytes.has(word, at: $0) } }
    if has("katex-html") {
      self = .glyphs
    } else if has("MJX_Assistive") || has("mjx-assistive") {
      self = .assistive
    } else if has("MathJax_Preview") {
      self = .preview
    } else if has("MathJax") {
      self = .beforeScript
    } else {
      self = .part
    }
  }
}

extension HTMLTokenizer {
  /// The text up to the next tag.
  mutating func takeText() -> Range<Int> {
    var text: Range<Int>?
    var next = self
    while case .text(let range)? = next.nextPiece() {
      text = (text?.lowerBound ?? range.lowerBound)..<range.upperBound
      self = next
    }
    return text ?? 0..<0
  }

  /// Moves past `</math>`; to the next block or formula where there is none.
  mutating func skipMath() {
    skipInline { bytes, name in
      HTMLTag(bytes, name) == .math || HTMLFormula.isPrefixedMath(bytes, name)
    }
  }

  /// Moves past the end tag of the element called `name`; to the formula's end, or the next block, where there is
  /// none.
  mutating func skipInline(of name: Range<Int>) {
    let wanted = bytes[name].map(\.asciiLowercased)
    skipInline { bytes, name in
      name.count == wanted.count && bytes.hasIgnoringCase(wanted, at: name.lowerBound)
    }
  }

  private mutating func skipInline(past isEnd: ([UInt8], Range<Int>) -> Bool) {
    var next = self
    while let piece = next.nextPiece() {
      switch piece {
      case .text: break
      case .end(let name):
        if isEnd(bytes, name) {
          self = next
          return
        }
        let tag = HTMLTag(bytes, name)
        if tag == .math || tag.isBlock { return }
      case .start(let name, _):
        let tag = HTMLTag(bytes, name)
        if tag == .math || tag.isBlock { return }
      }
      self = next
    }
    self = next
  }
}

extension HTMLLayout {
  /// Adds a formula between dollars, or as it is where it is an environment of its own.
  mutating func add(_ bytes: [UInt8], formula: Range<Int>, isDisplay: Bool, isVerbatim: Bool) {
    let isEnvironment = bytes.has("\\begin{", at: formula.lowerBound) && isDisplay
    let dollars: [UInt8] = isEnvironment ? [] : isDisplay ? [0x24, 0x24] : [0x24]
    add(dollars, dollars.indices)
    var at = formula.lowerBound
    while isVerbatim, at < formula.upperBound {
      let end = bytes.firstIndex(of: UInt8(ascii: "&"), in: at..<formula.upperBound)
      add(bytes, at..<end)
      if end < formula.upperBound { add([UInt8(ascii: "&")], 0..<1) }
      at = end + 1
    }
    if !isVerbatim { add(bytes, formula) }
    add(dollars, dollars.indices)
  }
}
