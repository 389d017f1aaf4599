/// libxml2's reading of a document, to compare with our own scanner's.
import CXML2
import ReaderSupport

/// A page or post from libxml2's SAX parser.
struct LibXMLRecord: Equatable {
  var id = ""
  var text: [UInt8] = []
  var title = ""
  var namespace: Int?
  var timestamp = ""
}

/// The records of a document; nil where libxml2 finds it not well-formed, or it declares entities.
func recordsByLibXML(_ document: [UInt8], isRows: Bool, lastInFile: Bool) -> [LibXMLRecord]? {
  let state = LibXMLState(isRows: isRows, lastInFile: lastInFile)
  var sax = xmlSAXHandler()
  sax.initialized = UInt32(XML_SAX2_MAGIC)
  sax.startElementNs = { context, name, _, _, _, _, count, _, attributes in
    var values: [(String, [UInt8])] = []
    for i in 0..<Int(count) {
      guard let attributes, let start = attributes[5 * i + 3], let end = attributes[5 * i + 4]
      else { continue }
      values.append(
        (
          String(cString: attributes[5 * i]!),
          Array(UnsafeBufferPointer(start: start, count: end - start))
        ))
    }
    state_(context).start(String(cString: name!), values)
  }
  sax.endElementNs = { context, _, _, _ in state_(context).end() }
  sax.characters = { context, text, count in
    state_(context).text(UnsafeBufferPointer(start: text, count: Int(count)))
  }
  sax.cdataBlock = sax.characters
  sax.comment = { context, _ in state_(context).cut() }
  sax.entityDecl = { context, _, _, _, _, _ in state_(context).isBroken = true }
  sax.serror = { context, error in
    if let error, error.pointee.level == XML_ERR_FATAL { state_(context).isBroken = true }
  }
  let context = Unmanaged.passUnretained(state).toOpaque()
  guard let parser = xmlCreatePushParserCtxt(&sax, context, nil, 0, nil) else { return nil }
  defer { xmlFreeParserCtxt(parser) }
  let options = XML_PARSE_NOENT.rawValue | XML_PARSE_NONET.rawValue | XML_PARSE_HUGE.rawValue
  _ = xmlCtxtUseOptions(parser, Int32(options))
  document.withUnsafeBytes { bytes in
    let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    _ = xmlParseChunk(parser, start, Int32(bytes.count), 0)
    _ = xmlParseChunk(parser, nil, 0, 1)
  }
  return withExtendedLifetime(state) { state.isBroken ? nil : state.records }
}

private func state_(_ context: UnsafeMutableRawPointer?) -> LibXMLState {
  Unmanaged<LibXMLState>.fromOpaque(context!).takeUnretainedValue()
}

private final class LibXMLState {
  let isRows: Bool
  let lastInFile: Bool
  var records: [LibXMLRecord] = []
  var isBroken = false
  private var open: [String] = []
  private var page: LibXMLRecord?
  private var revision: LibXMLRecord?
  private var held: LibXMLRecord?
  private var content: [UInt8] = []
  private var isCut = false

  init(isRows: Bool, lastInFile: Bool) {
    self.isRows = isRows
    self.lastInFile = lastInFile
  }

  func cut() { if lastInFile { isCut = true } }

  func start(_ name: String, _ attributes: [(String, [UInt8])]) {
    if isRows {
      row(name, attributes)
      return
    }
    let kind = kind(name)
    if kind == "page" {
      page = LibXMLRecord()
      held = nil
    }
    if kind == "revision" { revision = LibXMLRecord() }
    if open.last == "text" { cut() }
    open.append(kind)
    if kind == "" { return }
    content = []
    isCut = false
  }

  /// The elements that matter where they are; "" for all others.
  private func kind(_ name: String) -> String {
    let known =
      switch open.last {
      case "page": ["revision", "title", "ns", "id"]
      case "revision": ["text", "id", "timestamp"]
      default: ["page"]
      }
    return known.contains(name) ? name : ""
  }

  private func row(_ name: String, _ attributes: [(String, [UInt8])]) {
    if name != "row" {
      if name != "posts" { isBroken = true }
      return
    }
    func value(_ name: String) -> [UInt8]? { attributes.first { $0.0 == name }?.1 }
    guard ["1", "2"].contains(value("PostTypeId").map(string)),
      let id = value("Id").flatMap({ UInt64(string($0)) })
    else { return }
    records.append(LibXMLRecord(id: String(id), text: value("Body") ?? []))
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if !isCut, let last = open.last, !["", "page", "revision"].contains(last) { content += bytes }
  }

  func end() {
    guard let kind = open.popLast() else { return }
    switch kind {
    case "title": page?.title = string(content)
    case "ns": page?.namespace = Int(string(content))
    case "id": if revision == nil { page?.id = string(content) }
    case "timestamp": revision?.timestamp = string(content)
    case "text": revision?.text = content
    case "revision":
      if let revision, lastInFile || held == nil || !isOlder(revision, held!) { held = revision }
      revision = nil
    case "page":
      if var page {
        page.text = held?.text ?? []
        page.timestamp = held?.timestamp ?? ""
        records.append(page)
      }
      page = nil
    case "": return
    default: break
    }
    content = []
  }

  private func isOlder(_ a: LibXMLRecord, _ b: LibXMLRecord) -> Bool {
    !a.timestamp.isEmpty && !b.timestamp.isEmpty
      && Array(a.timestamp.utf8).lexicographicallyPrecedes(Array(b.timestamp.utf8))
  }
}
