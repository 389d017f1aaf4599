/// Pulls the pages of a MediaWiki XML dump, each with its last revision, one at a time.
///
/// Any export schema, also a fragment whose root is `<page>`. Of a full-history dump only one
/// revision of a page is held besides the one being read, since histories reach many gigabytes.
///
/// For clean text the last revision is the youngest (imported history stands behind what it
/// precedes), the later one in the file where times are equal or missing. The raw form is for
/// comparing with other readers, and does what they do: the last one in the file, and its text up to
/// an XML comment or element inside, which MediaWiki never writes.
final class WikiPages {
  private let stream: XMLStream<Handler>

  init(_ source: any ByteSource, _ form: TextForm) throws(Problem) {
    stream = try XMLStream(source, Handler(form))
  }

  var site: WikiSite { stream.handler.site }

  func next() throws(Problem) -> WikiPage? {
    guard try stream.advance() else { return nil }
    return stream.handler.pages.next()
  }

  private final class Handler: XMLHandler {
    private enum Element {
      case page, revision, title, ns, id, timestamp, model, text, base, namespace, other
    }

    var pages = RecordQueue<WikiPage>()
    var site = WikiSite()
    private let form: TextForm
    private var open: [Element] = []
    private var page: WikiPage?
    private var revision: WikiRevision?
    private var content: [UInt8] = []
    private var namespaceKey: Int?
    private var isCut = false

    init(_ form: TextForm) { self.form = form }

    var hasRecord: Bool { !pages.isEmpty }

    func start(_ name: XMLName, _ attributes: XMLAttributes) throws(Problem) {
      let element = element(name)
      switch element {
      case .page: page = WikiPage()
      case .revision: revision = WikiRevision()
      case .text: revision?.isDeleted = attributes.value("deleted") != nil
      case .namespace: namespaceKey = attributes.value("key").flatMap { parseInteger(Int.self, $0) }
      case .other where open.last == .page && name == "redirect": page?.isRedirect = true
      default: break
      }
      if open.last == .text { cut() }
      open.append(element)
      // An unknown element belongs to what it stands in.
      if element == .other { return }
      content.removeAll(keepingCapacity: true)
      isCut = false
    }

    func comment() { cut() }

    private func cut() {
      if form == .raw { isCut = true }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
      if !isCut, let element = open.last, element != .other, element != .page, element != .revision
      {
        unsafe content.append(contentsOf: bytes)
      }
    }

    func end(_ name: XMLName) throws(Problem) {
      guard let element = open.popLast() else { return }
      switch element {
      case .title: page?.title = content
      case .ns: page?.namespace = parseInteger(Int.self, content)
      case .id: if revision != nil { revision?.id = content } else { page?.id = content }
      case .timestamp: revision?.timestamp = content
      case .model: revision?.model = content
      case .text: revision?.text = content
      case .base: site.base = content
      case .namespace: if let namespaceKey { site.addNamespace(content, namespaceKey) }
      case .revision: endRevision()
      case .page:
        if let page { pages.append(page) }
        page = nil
      case .other: return
      }
      content.removeAll(keepingCapacity: true)
    }

    /// What an element is depends on where it stands: pages, revisions and contributors have ids.
    private func element(_ name: XMLName) -> Element {
      switch open.last {
      case .page:
        if name == "revision" { return .revision }
        if name == "title" { return .title }
        if name == "ns" { return .ns }
        if name == "id" { return .id }
      case .revision:
        if name == "text" { return .text }
        if name == "id" { return .id }
        if name == "timestamp" { return .timestamp }
        if name == "model" { return .model }
      default:
        if name == "page" { return .page }
        if name == "base" { return .base }
        if name == "namespace" { return .namespace }
      }
      return .other
    }

    private func endRevision() {
      defer { revision = nil }
      guard let revision else { return }
      if form == .clean, let held = page?.revision, !revision.replaces(held) { return }
      page?.revision = revision
    }
  }
}
