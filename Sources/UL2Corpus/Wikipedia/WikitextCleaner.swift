/// Turns wikitext into plain text.
///
/// Two linear passes, neither recursive: `WikitextScanner` takes markup out and leaves marks where
/// layout depends on it, `WikitextLayout` makes lines, headings and lists of what is left. Templates
/// are not expanded but removed: expanding needs all of the wiki's templates and a Lua interpreter.
package struct WikitextCleaner {
  private let names: WikitextNames

  init(_ site: WikiSite) { names = WikitextNames(site) }

  /// For text of a wiki about which nothing is known.
  package init() { self.init(WikiSite()) }

  package func text(_ wikitext: [UInt8]) -> [UInt8] {
    var scanner = WikitextScanner(wikitext, names)
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
