/// The meaning of commands for cleaning: TeX's own table, with little in it but what changes the
/// text.
///
/// Names are looked up by a hash of 64 bits: no command of a text needs an array of its own.
enum TeXMeaning: Sendable {
  case macro(TeXMacro)
  case definition(TeXDefinition.Style)
  /// `\long`, `\global`: part of the definition that follows.
  case prefix
  /// `\iffalse`, `\iftrue`, and those of `\newif`.
  case condition(Bool)
  case otherwise
  case endOfCondition
  /// `\xtrue`, `\xfalse`, for `\ifx`'s name.
  case change(TeXName, Bool)
  case begin
  case end
  case input(TeXInput.Kind)
  /// Commands that place the text on the page or inform publishers: none of it is text.
  case layout(TeXLayout)
  case endOfInput
  case verbatim
  case bibliography
  /// AMS-TeX's `\Refs`.
  case references
  case appendix
  case ensureMath
  case atLetter(Bool)
  /// `\bye`.
  case bye
  /// Whatever an author defines it to be, it stays: it says what a part of the text is.
  case kept
  /// An author's own that is not text: it stays.
  case program

  static let builtIn: [TeXName: TeXMeaning] = {
    var table: [TeXName: TeXMeaning] = [:]
    func add(_ names: String, _ meaning: TeXMeaning) {
      for name in names.split(separator: " ") { table[TeXName(name.utf8)] = meaning }
    }
    add("newcommand renewcommand DeclareRobustCommand", .definition(.command))
    add("providecommand", .definition(.provided))
    add("def gdef edef xdef", .definition(.primitive))
    add("let", .definition(.alias))
    add("DeclareMathOperator", .definition(.mathOperator))
    add("newif", .definition(.newSwitch))
    add("newenvironment renewenvironment", .definition(.environment))
    add(
      "NewDocumentCommand RenewDocumentCommand DeclareDocumentCommand ProvideDocumentCommand",
      .definition(.document))
    add("long global outer protected", .prefix)
    add("iffalse", .condition(false))
    add("iftrue", .condition(true))
    add("else", .otherwise)
    add("fi", .endOfCondition)
    add("begin", .begin)
    add("end", .end)
    for (name, kind) in TeXInput.kinds { table[name] = .input(kind) }
    for (name, layout) in TeXLayout.commands { table[name] = .layout(layout) }
    // subfiles: a path that is the same from everywhere.
    add("subfix", .macro(TeXMacro(arguments: 1, body: Array("#1".utf8))))
    add("endinput", .endOfInput)
    add("verb Verb lstinline mintinline", .verbatim)
    add("bibliography bibliographystyle printbibliography nocite addbibresource", .bibliography)
    add("Refs", .references)
    add("appendix appendices", .appendix)
    add("ensuremath", .ensureMath)
    add("makeatletter", .atLetter(true))
    add("makeatother", .atLetter(false))
    add("bye enddocument", .bye)
    add("xspace", .macro(TeXMacro(body: [])))
    add(
      """
      part chapter section subsection subsubsection paragraph subparagraph title author address \
      abstract keywords footnote cite ref eqref label caption item thanks documentclass \
      documentstyle usepackage \\ { } % $ & # _ ( ) [ ] ~
      """, .kept)
    // Words that begin as conditions do.
    add(
      "iff ifthenelse ifstrequal ifstrempty ifblank ifdefempty iftoggle ifbool ifdef ifundef", .kept
    )
    return table
  }()

  /// Commands in whose company a body is a program and not an abbreviation.
  static let programming = Set(
    """
    expandafter csname futurelet catcode def gdef edef xdef let newcommand renewcommand loop repeat \
    advance noexpand the string write begingroup afterassignment aftergroup
    """.split(separator: " ").map { TeXName($0.utf8) })
}

/// A command's name, hashed (FNV-1a): papers choose their own names, so a collision harms only the paper
/// that made it.
struct TeXName: Hashable, Sendable {
  private var value: UInt64 = 0xCBF2_9CE4_8422_2325

  init(_ name: some Sequence<UInt8>) { add(name) }

  /// Bits of it that are spread evenly.
  var hash: Int { Int(truncatingIfNeeded: value ^ value >> 32) }

  /// The name in `text[range]`.
  init(_ text: [UInt8], _ range: Range<Int>) {
    var value = value
    for i in range { value = (value ^ UInt64(text[i])) &* 0x100_0000_01B3 }
    self.value = value
  }

  private mutating func add(_ name: some Sequence<UInt8>) {
    for byte in name { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  /// The name with more after it.
  func appending(_ ending: StaticString) -> TeXName {
    var name = self
    unsafe name.add(ending.bytes)
    return name
  }
}
