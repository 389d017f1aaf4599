import UL2Markup

/// A page of a dump, with one of its revisions.
struct WikiPage {
  var title: [UInt8] = []
  var id: [UInt8] = []
  /// nil in schemas before 0.5, which have no `<ns>`.
  var namespace: Int?
  var isRedirect = false
  /// nil for a page without revisions.
  var revision: WikiRevision?

  /// Why a page is not an article; nil when it is one.
  func rejection(_ site: WikiSite) -> String? {
    let namespace = namespace ?? site.namespace(ofTitle: title)
    if namespace != 0 { return "namespace \(namespace)" }
    guard let revision else { return "page without revision" }
    if revision.isDeleted { return "deleted text" }
    if !revision.model.isEmpty, revision.model != Array("wikitext".utf8) {
      return "model \(shown(revision.model))"
    }
    return isRedirect || isWikiRedirect(revision.text) ? "redirect" : nil
  }
}

/// One revision of a page.
struct WikiRevision {
  var id: [UInt8] = []
  /// ISO 8601 in UTC, so that bytes order as time does; empty where it is missing.
  var timestamp: [UInt8] = []
  /// The content model; empty before schema 0.6.
  var model: [UInt8] = []
  var isDeleted = false
  var text: [UInt8] = []

  /// Whether this revision, which is after `other` in the file, is not older.
  func replaces(_ other: WikiRevision) -> Bool {
    timestamp.isEmpty || other.timestamp.isEmpty
      || !timestamp.lexicographicallyPrecedes(other.timestamp)
  }
}
