import UL2Input
import UL2Markup

/// The pages of a search index as documents: their text is plain already.
final class CirrusSearchReader: DocumentReader {
  private let lines: LineReader
  private let recordText: RecordText
  private let log: SkipLog
  private var page = CirrusSearchPage()

  init(_ lines: LineReader, _ recordText: RecordText, _ log: SkipLog) {
    self.lines = lines
    self.recordText = recordText
    self.log = log
  }

  func next(_ document: inout Document) throws(Problem) -> Bool {
    var action: (id: [UInt8], line: Int)?
    while let line = unsafe try lines.next() {
      guard case .text(let bytes) = unsafe line else {
        note("line too long", "the line is too long", lines.number)
        continue
      }
      if unsafe bytes.allSatisfy(XMLScanner.isSpace) { continue }
      let raw = UnsafeRawBufferPointer(bytes)
      if let at = unsafe firstInvalidUTF8(in: raw) {
        action = nil
        note("not UTF-8", "byte \(at) of the line is not UTF-8", lines.number)
        continue
      }
      do throws(JSONScanner.Failure) {
        if unsafe CirrusSearchParts.isAction(raw) {
          if let action { noteLonely(action.line) }
          action = (unsafe try CirrusSearchPage.id(bytes), lines.number)
          continue
        }
        guard let id = action?.id else {
          note("page without action", "a page without an action before it", lines.number)
          continue
        }
        action = nil
        unsafe try page.read(bytes)
        if write(id, to: &document) { return true }
      } catch {
        action = nil
        note(
          "invalid JSON", "invalid JSON at byte \(error.offset) of the line: \(error.reason)",
          lines.number)
      }
    }
    if let action { noteLonely(action.line) }
    return false
  }

  private func noteLonely(_ line: Int) {
    note("action without page", "an action without a page after it", line)
  }

  private func note(_ reason: String, _ problem: String, _ line: Int) {
    log.bad(reason, Problem(.badInput, problem, path: lines.path, place: "\(line)"))
  }

  /// False where the page is not wanted.
  private func write(_ id: [UInt8], to document: inout Document) -> Bool {
    document.removeAll()
    if recordText == .clean, page.namespace != 0 || page.isRedirect {
      log.filtered(
        page.namespace != 0 ? "namespace \(page.namespace)" : "redirect", id: id, text: page.title)
      return false
    }
    if recordText == .clean, page.text.allSatisfy(\.isMarkupSpace) {
      log.filtered("no text", id: id, text: page.title)
      return false
    }
    document.id = id
    if recordText == .clean {
      document.text = page.title
      if !page.text.isEmpty, !page.title.isEmpty { document.text += [0x0A, 0x0A] }
    }
    document.text += page.text
    var metadata = MetadataWriter(reusing: document.metadata)
    metadata.add("title", page.title)
    metadata.add("namespace", page.namespace)
    for (name, value) in [
      ("timestamp", page.timestamp), ("language", page.language), ("wiki", page.wiki),
    ]
      as [(StaticString, [UInt8])] where !value.isEmpty
    {
      metadata.add(name, value)
    }
    document.metadata = metadata.finish()
    return true
  }
}

/// The fields of one page of the index that are wanted.
struct CirrusSearchPage {
  private(set) var title: [UInt8] = []
  private(set) var text: [UInt8] = []
  private(set) var timestamp: [UInt8] = []
  private(set) var language: [UInt8] = []
  private(set) var wiki: [UInt8] = []
  private(set) var namespace = 0
  private(set) var isRedirect = false
  private var key: [UInt8] = []

  /// The `_id` of an action.
  static func id(_ line: UnsafeBufferPointer<UInt8>) throws(JSONScanner.Failure) -> [UInt8] {
    var scanner = unsafe JSONScanner(line)
    var key: [UInt8] = []
    var id: [UInt8] = []
    var first = true
    var firstInside = true
    try scanner.beginObject()
    _ = try scanner.nextKey(&first, into: &key)
    try scanner.beginObject()
    while try scanner.nextKey(&firstInside, into: &key) {
      let kind = try scanner.peek()
      if key != Array("_id".utf8) {
        try scanner.skip()
      } else if kind == .string {
        id.removeAll()
        try scanner.string(appendingTo: &id)
      } else {
        id = unsafe Array(line[try scanner.skip()])
      }
    }
    while try scanner.nextKey(&first, into: &key) { try scanner.skip() }
    try scanner.end()
    return id
  }

  mutating func read(_ line: UnsafeBufferPointer<UInt8>) throws(JSONScanner.Failure) {
    let key = key
    self = CirrusSearchPage()
    self.key = key
    var scanner = unsafe JSONScanner(line)
    var first = true
    try scanner.beginObject()
    while try scanner.nextKey(&first, into: &self.key) {
      let kind = try scanner.peek()
      switch String(decoding: self.key.prefix(16), as: UTF8.self) {
      case "title" where kind == .string: try Self.replace(&title, &scanner)
      case "text" where kind == .string: try Self.replace(&text, &scanner)
      case "timestamp" where kind == .string: try Self.replace(&timestamp, &scanner)
      case "language" where kind == .string: try Self.replace(&language, &scanner)
      case "wiki" where kind == .string: try Self.replace(&wiki, &scanner)
      case "namespace" where kind == .number:
        namespace = unsafe parseInteger(Int.self, line[try scanner.number()]) ?? -1
      case "source_text" where kind == .string:
        let place = try scanner.skip()
        // Only what may be a redirect is looked into.
        if unsafe line[place].dropFirst().first == UInt8(ascii: "#") {
          var source: [UInt8] = []
          var inner = unsafe JSONScanner(UnsafeBufferPointer(rebasing: line[place]))
          try inner.string(appendingTo: &source)
          isRedirect = isWikiRedirect(source)
        }
      default: try scanner.skip()
      }
    }
    try scanner.end()
  }

  private static func replace(
    _ value: inout [UInt8], _ scanner: inout JSONScanner
  ) throws(JSONScanner.Failure) {
    value.removeAll(keepingCapacity: true)
    try scanner.string(appendingTo: &value)
  }
}
