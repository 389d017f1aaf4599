import UL2Markup

/// Makes a page, with its last revision, of the XML of one `<page>`.
///
/// Any export schema. For clean text the last revision is the youngest (imported history is after
/// what it precedes), the later one in the file where times are equal or missing. The raw text is
/// for comparing with other readers, and does what they do: the last one in the file, and its text
/// up to an XML comment or element inside, which MediaWiki never writes.
struct WikiPageParser {
  private enum Element {
    case page, revision, title, ns, id, timestamp, model, text, other
  }

  private let recordText: RecordText
  private var open: [Element] = []
  private var page = WikiPage()
  private var revision: WikiRevision?
  private var content: [UInt8] = []
  private var isCut = false

  init(_ recordText: RecordText) { self.recordText = recordText }

  /// Parses the page that `scanner` is before.
  mutating func page(_ scanner: inout XMLScanner) throws(XMLFailure) -> WikiPage {
    page = WikiPage()
    open = []
    try parse(&scanner)
    return page
  }

  /// Parses one revision alone.
  mutating func revision(_ scanner: inout XMLScanner) throws(XMLFailure) -> WikiRevision {
    page = WikiPage()
    open = [.page]
    try parse(&scanner)
    return page.revision ?? WikiRevision()
  }

  private mutating func parse(_ scanner: inout XMLScanner) throws(XMLFailure) {
    revision = nil
    while let token = try scanner.next() {
      switch token {
      case .start: start(scanner)
      case .end: end()
      case .text(let range):
        if takesText { try scanner.append(range, to: &content) } else { try scanner.check(range) }
      case .literal(let range):
        if takesText { scanner.appendLiteral(range, to: &content) }
      case .comment: cut()
      case .instruction: break
      }
    }
  }

  private var takesText: Bool {
    switch open.last {
    case nil, .page, .revision, .other: false
    default: !isCut
    }
  }

  private mutating func start(_ tag: borrowing XMLScanner) {
    let element = element(tag)
    switch element {
    case .revision: revision = WikiRevision()
    case .text:
      for attribute in tag.attributes where tag.isNamed(attribute, "deleted") {
        revision?.isDeleted = true
      }
    case .other where open.last == .page && tag.isNamed("redirect"): page.isRedirect = true
    default: break
    }
    if open.last == .text { cut() }
    open.append(element)
    // An unknown element belongs to what it is in.
    if element == .other { return }
    content.removeAll(keepingCapacity: true)
    isCut = false
  }

  private mutating func cut() {
    if recordText == .raw { isCut = true }
  }

  private mutating func end() {
    guard let element = open.popLast() else { return }
    switch element {
    case .title: page.title = content
    case .ns: page.namespace = parseInteger(Int.self, content)
    case .id: if revision != nil { revision?.id = content } else { page.id = content }
    case .timestamp: revision?.timestamp = content
    case .model: revision?.model = content
    case .text:
      revision?.text = content
      content = []
    case .revision: endRevision()
    case .page: break
    case .other: return
    }
    content.removeAll(keepingCapacity: true)
  }

  /// The element that a tag begins. It depends on the element around it: pages, revisions and contributors have ids.
  private func element(_ tag: borrowing XMLScanner) -> Element {
    switch open.last {
    case .page:
      if tag.isNamed("revision") { return .revision }
      if tag.isNamed("title") { return .title }
      if tag.isNamed("ns") { return .ns }
      if tag.isNamed("id") { return .id }
    case .revision:
      if tag.isNamed("text") { return .text }
      if tag.isNamed("id") { return .id }
      if tag.isNamed("timestamp") { return .timestamp }
      if tag.isNamed("model") { return .model }
    default:
      if tag.isNamed("page") { return .page }
    }
    return .other
  }

  private mutating func endRevision() {
    defer { revision = nil }
    guard let revision else { return }
    if recordText == .clean, let held = page.revision, !revision.replaces(held) { return }
    page.revision = revision
  }
}
