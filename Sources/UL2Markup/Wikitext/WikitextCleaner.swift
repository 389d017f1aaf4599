/// Turns wikitext into plain text.
///
/// Two linear passes, neither recursive: `WikitextScanner` takes markup out and leaves marks where
/// layout depends on it, `WikitextLayout` makes lines, headings and lists of what is left. Templates
/// are not expanded, which needs all of the wiki's templates and a Lua interpreter: those that
/// `WikitextTemplates` knows to carry text show their arguments, all others are removed.
package struct WikitextCleaner {
  private let names: WikitextNames
  private let templates: WikitextTemplates

  package init(_ site: WikiSite) {
    names = WikitextNames(site)
    templates = WikitextTemplates(language: site.language)
  }

  /// For text of a wiki about which nothing is known.
  package init() { self.init(WikiSite()) }

  /// - Parameter title: the page's, which `{{PAGENAME}}` shows.
  package func text(_ wikitext: [UInt8], title: [UInt8] = []) -> [UInt8] {
    var scanner = WikitextScanner(wikitext, names, templates, title: title)
    var layout = WikitextLayout(scanner.scan())
    return layout.text()
  }
}

/// What the scanner leaves for the layout. XML cannot contain these bytes, and the scanner drops them
/// from any other input.
enum WikitextMark {
  /// Nothing: a byte that was overwritten, which costs less than moving what follows.
  static let erased: UInt8 = 0x00
  /// Something that is not text stood here.
  static let gap: UInt8 = 0x01
  /// What follows is text even if it looks like markup of a line.
  static let plain: UInt8 = 0x02
  /// Around text that keeps its layout.
  static let verbatim: UInt8 = 0x03
  static let verbatimEnd: UInt8 = 0x04
}
