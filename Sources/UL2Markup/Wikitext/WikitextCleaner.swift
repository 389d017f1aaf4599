/// Turns wikitext into plain text.
///
/// Two linear passes, neither recursive: `WikitextScanner` takes markup out and leaves marks where
/// layout depends on it, `WikitextLayout` makes lines, headings and lists of what is left. Templates
/// are not expanded, which needs all of the wiki's templates and a Lua interpreter: those that
/// `WikitextTemplates` knows to carry text show their arguments, all others are removed.
package struct WikitextCleaner {
  private let names: WikitextNames
  private let templates: WikitextTemplates
  private let tables: WikitextTables

  /// - Parameter tables: whether tables are kept, as rows.
  package init(_ site: WikiSite, tables: WikitextTables = .drop) {
    self.tables = tables
    names = WikitextNames(site)
    templates = WikitextTemplates(site)
  }

  /// For text of a wiki about which nothing is known.
  package init(tables: WikitextTables = .drop) { self.init(WikiSite(), tables: tables) }

  /// - Parameters:
  ///   - title: the page's, which `{{PAGENAME}}` shows.
  ///   - timestamp: when it was written, in ISO 8601, which `{{age|1969|7|20}}` counts from; empty where it is
  ///     not known.
  package func text(
    _ wikitext: [UInt8], title: [UInt8] = [], timestamp: [UInt8] = []
  ) -> [UInt8] {
    let page = WikitextPage(title: title, timestamp: timestamp)
    var scanner = WikitextScanner(wikitext, names, templates, tables, page)
    var layout = WikitextLayout(scanner.scan())
    return layout.text()
  }
}

/// Facts that templates ask about their page.
struct WikitextPage {
  let title: [UInt8]
  let timestamp: [UInt8]
}

/// Marks that the scanner leaves for the layout. XML cannot contain these bytes, and the scanner
/// drops them from any other input.
enum WikitextMark {
  /// Nothing: a byte that was overwritten, which costs less than moving what follows.
  static let erased: UInt8 = 0x00
  /// Something that is not text was here.
  static let gap: UInt8 = 0x01
  /// The text after it is no markup of a line, even if it looks like it.
  static let plain: UInt8 = 0x02
  /// Around text that keeps its layout.
  static let verbatim: UInt8 = 0x03
  static let verbatimEnd: UInt8 = 0x04
  /// Before what begins a row or a cell of a table whose rows are kept: `|-`, `||`, `!`.
  static let cell: UInt8 = 0x05
  /// Before the `|` that ends a cell's attributes.
  static let attributes: UInt8 = 0x06
  static let last = attributes
}
