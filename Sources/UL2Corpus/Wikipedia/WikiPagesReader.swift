import UL2Input
import UL2Markup

/// The pages of one part of a Wikipedia dump as documents: one for each article.
///
/// Articles are pages of namespace 0 that hold wikitext and are not redirects; their text is
/// `title\n\nbody`, the body as `WikitextCleaner` gives it. Without a body they are none: a title alone is no
/// text.
final class WikiPagesReader: DocumentReader {
  private var pages: XMLRecords
  private var parser: WikiPageParser
  private let cleaner: WikitextCleaner
  private let site: WikiSite
  private let recordText: RecordText
  private let log: SkipLog

  init(
    _ pages: XMLRecords, _ site: WikiSite, _ recordText: RecordText, _ tables: WikitextTables,
    _ log: SkipLog
  ) {
    self.pages = pages
    self.site = site
    self.recordText = recordText
    self.log = log
    parser = WikiPageParser(recordText)
    cleaner = WikitextCleaner(site, tables: tables)
  }

  func next(_ document: inout Document) -> Bool {
    while let page = nextPage() {
      document.removeAll()
      switch recordText {
      case .raw: document.text = page.revision?.text ?? []
      case .clean:
        guard write(page, to: &document.text) else {
          log.filtered("no text", id: page.id, text: page.revision?.text ?? [])
          continue
        }
      }
      document.id = page.id
      document.metadata = metadata(page, reusing: document.metadata)
      return true
    }
    return false
  }

  private func nextPage() -> WikiPage? {
    pages.next { scanner, _ throws(XMLFailure) -> WikiPage? in
      let page = try parser.page(&scanner)
      if recordText == .raw { return page }
      guard let reason = page.rejection(site) else { return page }
      log.filtered(reason, id: page.id, text: page.revision?.text ?? [])
      return nil
    }
  }

  /// False where the page has no text.
  private func write(_ page: WikiPage, to text: inout [UInt8]) -> Bool {
    guard let revision = page.revision else { return false }
    let body = cleaner.text(revision.text, title: page.title, timestamp: revision.timestamp)
    if body.isEmpty { return false }
    text.append(contentsOf: page.title)
    if !text.isEmpty { text.append(contentsOf: [0x0A, 0x0A]) }
    text.append(contentsOf: body)
    return true
  }

  private func metadata(_ page: WikiPage, reusing buffer: consuming [UInt8]) -> [UInt8] {
    var metadata = MetadataWriter(reusing: buffer)
    metadata.add("title", page.title)
    if let url = site.url(ofTitle: page.title) { metadata.add("url", url) }
    metadata.add("namespace", page.namespace ?? site.namespace(ofTitle: page.title))
    if let revision = page.revision {
      if !revision.id.isEmpty { metadata.add("revision_id", revision.id) }
      if !revision.timestamp.isEmpty { metadata.add("timestamp", revision.timestamp) }
    }
    return metadata.finish()
  }
}
