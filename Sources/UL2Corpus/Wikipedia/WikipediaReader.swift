/// Reads a Wikipedia dump (`pages-articles.xml`, current or with history): a document per article.
///
/// Articles are pages of namespace 0 that hold wikitext and are no redirects; their text is
/// `title\n\nbody`, the body as `WikitextCleaner` gives it. Memory is bounded by one page.
public final class WikipediaReader: DocumentReader {
  private let pages: WikiPages
  private let form: TextForm
  private let log: SkipLog
  private var cleaner: WikitextCleaner?

  public init(_ source: any ByteSource, form: TextForm, log: SkipLog) throws(Problem) {
    pages = try WikiPages(source, form)
    self.form = form
    self.log = log
  }

  public func next(_ document: inout Document) throws(Problem) -> Bool {
    while let page = try pages.next() {
      document.removeAll()
      switch form {
      case .raw: document.text = page.revision?.text ?? []
      case .clean:
        if let reason = page.rejection(pages.site) {
          log.filtered(reason)
          continue
        }
        write(page, to: &document.text)
      }
      document.id = page.id
      document.metadata = metadata(page, reusing: document.metadata)
      return true
    }
    return false
  }

  private func write(_ page: WikiPage, to text: inout [UInt8]) {
    // The site's own names of namespaces are known once its first page has come.
    if cleaner == nil { cleaner = WikitextCleaner(pages.site) }
    text.append(contentsOf: page.title)
    let body = cleaner?.text(page.revision?.text ?? []) ?? []
    if body.isEmpty { return }
    if !text.isEmpty { text.append(contentsOf: [0x0A, 0x0A]) }
    text.append(contentsOf: body)
  }

  private func metadata(_ page: WikiPage, reusing buffer: consuming [UInt8]) -> [UInt8] {
    var metadata = MetadataWriter(reusing: buffer)
    metadata.add("title", page.title)
    if let url = pages.site.url(ofTitle: page.title) { metadata.add("url", url) }
    metadata.add("namespace", page.namespace ?? pages.site.namespace(ofTitle: page.title))
    if let revision = page.revision {
      if !revision.id.isEmpty { metadata.add("revision_id", revision.id) }
      if !revision.timestamp.isEmpty { metadata.add("timestamp", revision.timestamp) }
    }
    return metadata.finish()
  }
}
