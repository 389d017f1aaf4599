/// A file's part in a paper, by its name.
package enum TeXFileName {
  private static func ending(_ name: String) -> Substring? {
    let base = lastPart(name).utf8
    guard let dot = base.lastIndex(of: UInt8(ascii: ".")), dot != base.startIndex else {
      return nil
    }
    return Substring(base[base.index(after: dot)...])
  }

  /// Whether it may be plain TeX that does not say so.
  static func mayBePlain(_ name: String) -> Bool { ending(name)?.lowercased() != "txt" }

  /// Whether a paper may begin with it: not so what has another format's ending, and what is ancillary.
  static func mayBeDocument(_ name: String) -> Bool {
    if name.utf8.contains(UInt8(ascii: "/")),
      name.split(separator: "/").dropLast().contains("anc")
    {
      return false
    }
    let base = lastPart(name).lowercased()
    if base.hasPrefix("00readme") || base.hasPrefix("readme") { return false }
    return ending(name).map { !otherFormats.contains($0.lowercased()) } ?? true
  }

  /// Programs, data, pages, other files of TeX's: never a paper, whatever is in them.
  private static let otherFormats = Set(
    """
    py pyw ipynb pyx r rmd rnw jl m mat nb wl wls mma c h cc cpp cxx hh hpp cu f f77 f90 f95 f03 for go rs java \
    kt scala js mjs ts jsx tsx css scss pl pm rb sh bash zsh bat ps1 lua sql hs ml mli v lean thy agda idr el lisp \
    scm clj swift cs vb php asm s sage gap g magma mpl mws maple sas do ado stan ox prg gms mod lp \
    json jsonl ndjson jsn xml xsl xsd html htm xhtml shtml mht svg yaml yml toml ini cfg conf md markdown rst \
    org adoc csv tsv dat data out log bak diff patch lock makefile mk cmake dockerfile \
    bib bbl bst bbx cbx lbx blg cls sty clo def fd ist ldf dtx ins drv aux toc lof lot lol loa idx ind ilg gls glo glg \
    nls nlo acn acr alg xdy nav snm vrb brf fls fdb_latexmk synctex tikz pgf pdf_tex pdf_t ps_tex pstex pstex_t \
    eps_tex tpx pic gnuplot gp plt asy mp mps
    """.split(separator: " ").flatMap { $0.split(separator: "\n") }.map(String.init))

  static func stem(_ name: String) -> String {
    guard let ending = ending(name) else { return name }
    return String(name.dropLast(ending.count + 1))
  }

  /// The words of a name: `MySupp_v2` is `my`, `supp`, `v`.
  private static func words(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for byte in stem(baseName(name)).utf8 {
      let isUpper = byte.isASCIILetter && byte.asciiLowercased != byte
      if !byte.isASCIILetter || (isUpper && wasLower) {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
      if byte.isASCIILetter { word.unicodeScalars.append(Unicode.Scalar(byte.asciiLowercased)) }
      wasLower = byte.isASCIILetter && !isUpper
    }
    return word.isEmpty ? words : words + [word]
  }

  private static let supplementWords = Set(
    """
    si sm esm esi app appx append appendix appendices addendum additional rebuttal response responses reply \
    replies coverletter cover highlights supporting methods errata
    """.split(separator: " ").map(String.init))

  /// Whether it is named as what goes with a paper.
  static func isSupplement(_ name: String) -> Bool {
    words(name).contains { $0.hasPrefix("supp") || supplementWords.contains($0) }
  }

  private static let usualNames = [
    "main", "paper", "ms", "article", "manuscript", "arxiv", "root", "draft",
  ]

  /// Smaller is more usual.
  static func usualness(_ name: String) -> Int {
    let base = stem(baseName(name)).lowercased()
    return usualNames.firstIndex(of: base) ?? usualNames.count
  }

  // MARK: Templates

  /// Words of names that nobody gives a paper where there is another, and those that go with them.
  private static let templateWords: Set = ["template", "templates", "instructions", "guidelines"]
  private static let exampleWords: Set = ["example", "examples", "sample", "samples", "demo"]
  private static let neutralWords = Set(
    """
    paper article manuscript main latex tex doc document file arxiv sigconf sigplan sigchi acmsmall \
    acmlarge acmtog manual conference journal authordraft xelatex lualatex bibtex biblatex usage v
    """.split(separator: " ").map(String.init))

  /// Files of styles, which many papers are written over.
  private static let styleNames = [
    "bare_", "neurips", "nips", "iclr", "icml", "aaai", "ijcai", "acl", "emnlp", "naacl", "eacl",
    "coling", "cvpr", "iccv", "eccv", "bmvc", "wacv", "miccai", "interspeech", "icassp", "ieee",
    "llncs", "typeinst", "splncs", "svjour", "sn-article", "elsarticle", "els-", "cas-", "revtex",
    "aps", "aip", "apssamp", "aastex", "mnras", "aa", "iopart", "jhep", "jcap", "pnas", "ws-",
    "wlscirep", "frontiers", "mdpi", "amsart", "siam", "acm", "lipics", "eptcs", "colm", "tmlr",
    "jmlr", "primearxiv", "formatting", "root", "conference", "ifac", "asme", "osa", "spie",
  ]

  /// Whether it is a journal's or conference's own file: by name, or by a style's name and what it says.
  static func isTemplate(_ name: String, _ text: [UInt8]) -> Bool {
    let words = words(name)
    if words.contains(where: { templateWords.contains($0) }) { return true }
    if words.contains(where: { exampleWords.contains($0) }),
      words.allSatisfy({ word in
        exampleWords.contains(word) || neutralWords.contains(word)
          || styleNames.contains { word.hasPrefix($0) }
      })
    {
      return true
    }
    let base = stem(baseName(name)).lowercased()
    guard styleNames.contains(where: { base.hasPrefix($0) }) else { return false }
    let head = text.prefix(20_000).map(\.asciiLowercased)
    let signs: [StaticString] = [
      "instructions", "template", "guidelines", "lorem ipsum", "\\lipsum", "\\blindtext",
      "this document describes", "camera-ready", "sample document",
    ]
    return signs.count { head.firstIndex(of: $0, from: 0) != nil } >= 2
  }
}
