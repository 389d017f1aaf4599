import UL2Input
import UL2Markup

/// Documents out of WARC files: text that was extracted already (WET's `conversion` records), or pages
/// (`response`, and `resource` of tools that store no HTTP), whose text is extracted here.
///
/// All other records are counted by type, pages that are no document by reason.
package final class WARCDocumentReader: DocumentReader {
  private let records: WARCReader
  private let log: SkipLog
  private let blockLimit: Int
  private let form: TextForm
  private let scope: HTMLTextScope
  private var pages = WebPage()
  private var block: [UInt8] = []

  /// - Parameter blockLimit: a longer block is passed over, in bytes.
  package init(
    _ source: any ByteSource, form: TextForm = .clean, scope: HTMLTextScope = .main, log: SkipLog,
    blockLimit: Int = 256 << 20
  ) {
    records = WARCReader(source)
    self.blockLimit = blockLimit
    self.form = form
    self.scope = scope
    self.log = log
  }

  init(_ part: WARCPart, _ options: ReaderOptions, log: SkipLog) {
    records = WARCReader(part)
    blockLimit = .max
    form = options.form
    scope = options.htmlText
    self.log = log
  }

  package func next(_ document: inout Document) throws(Problem) -> Bool {
    while try records.next() {
      document.removeAll()
      let type = records.header.type ?? "no WARC-Type"
      switch type {
      case "conversion": if try readConversion(into: &document) { return true }
      case "response", "resource":
        if try readPage(isResponse: type == "response", into: &document) { return true }
      default: log.filtered(type)
      }
    }
    return false
  }

  /// Reads a record's block; false where it is too long.
  private func readBlock(into block: inout [UInt8]) throws(Problem) -> Bool {
    let length = records.header.contentLength
    if length > blockLimit {
      bad(
        "record too long", "the record is too long", got: "\(length) bytes",
        expected: "at most \(blockLimit)")
      return false
    }
    try records.readBlock(into: &block)
    return true
  }

  private func bad(
    _ reason: String, _ problem: String, got: String? = nil, expected: String? = nil
  ) {
    log.bad(
      reason,
      Problem(
        .badInput, problem, path: records.path,
        place: "byte \(records.header.offset) (uncompressed)", got: got, expected: expected))
  }

  // MARK: Records

  private func readConversion(into document: inout Document) throws(Problem) -> Bool {
    guard try readBlock(into: &document.text) else { return false }
    if let at = unsafe document.text.withUnsafeBytes({ unsafe firstInvalidUTF8(in: $0) }) {
      bad(
        "not UTF-8", "byte \(at) of the block is not UTF-8",
        got: hexadecimal(document.text[at...].prefix(4)))
      return false
    }
    describe(&document) { _ in }
    return true
  }

  private func readPage(isResponse: Bool, into document: inout Document) throws(Problem) -> Bool {
    // Such as the log that wget writes into its own files.
    if !isResponse, records.header.targetURI?.starts(with: "metadata:".utf8) == true {
      log.filtered("resource")
      return false
    }
    guard try readBlock(into: &block) else { return false }
    let type = isResponse ? nil : records.header["Content-Type"] ?? []
    switch pages.read(&block, storedAs: type) {
    case .page: break
    case .filtered(let reason):
      log.filtered(reason)
      return false
    case .bad(let reason, let got):
      bad(reason, reason, got: got)
      return false
    }
    let isCut = pages.appendText(of: block, form, scope, to: &document.text)
    if document.text.isEmpty {
      log.filtered("no text")
      return false
    }
    let truncated =
      records.header["WARC-Truncated"] ?? (isCut ? Array("decoding".utf8) : nil)
    describe(&document) { metadata in
      pages.describe(&metadata)
      if let truncated { metadata.add("truncated", repairedUTF8(truncated)) }
    }
    return true
  }

  /// Fills in id and metadata.
  private func describe(_ document: inout Document, _ more: (inout MetadataWriter) -> Void) {
    let header = records.header
    let uri = header.targetURI.map(repairedUTF8)
    document.id = uri ?? Array("\(baseName(records.path)):\(records.count)".utf8)
    var metadata = MetadataWriter(reusing: document.metadata)
    func add(_ key: StaticString, _ value: [UInt8]?) {
      if let value { metadata.add(key, repairedUTF8(value)) }
    }
    add("url", uri)
    add("date", header["WARC-Date"])
    add("record_id", header["WARC-Record-ID"])
    add("languages", header["WARC-Identified-Content-Language"])
    more(&metadata)
    metadata.add("content_length", header.contentLength)
    document.metadata = metadata.finish()
  }
}

/// Bytes that are UTF-8, whatever a crawler put into a header.
private func repairedUTF8(_ bytes: [UInt8]) -> [UInt8] {
  let isValid = unsafe bytes.withUnsafeBytes { unsafe firstInvalidUTF8(in: $0) } == nil
  return isValid ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
}
