/// The elements that are open at some place of a document, outermost first.
package struct XMLContext: Sendable, Equatable {
  /// Names as they are written; an empty one represents an element whose tag was lost.
  package var open: [[UInt8]] = []
  /// Whether the document's element has begun.
  package var rootIsSeen = false
  /// Whether there is a document type, whose own declarations nobody fetches: entities are HTML's, which is what
  /// documents with a type use.
  package var hasForeignEntities: Bool

  package init(
    open: [[UInt8]] = [], rootIsSeen: Bool = false, hasForeignEntities: Bool = false
  ) {
    self.open = open
    self.rootIsSeen = rootIsSeen
    self.hasForeignEntities = hasForeignEntities
  }
}
