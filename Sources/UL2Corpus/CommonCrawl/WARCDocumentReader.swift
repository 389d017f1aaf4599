import UL2Input
import UL2Markup

/// Documents out of WARC files: text that was extracted already (WET's `conversion` records), or pages
/// (`response`, and `resource` of tools that store no HTTP), whose text is extracted here.
///
/// All other records are counted by type, pages that are not documents by reason.
final class WARCDocumentReader: DocumentReader {
  private let part: WARCPart
  private let log: SkipLog
  private let recordText: RecordText
  private let scope: HTMLTextScope
  private var pages = WebPage()
  private var content: [UInt8] = []
  /// The current record.
  private var index = -1
  private var header = WARCHeader()

  init(_ part: WARCPart, _ options: ReaderOptions, log: SkipLog) {
    self.part = part
    recordText = options.recordText
    scope = options.htmlText
    self.log = log
  }

  func next(_ document: inout Document) throws(Problem) -> Bool {
    while index + 1 < part.recordCount {
      index += 1
      document.removeAll()
      do throws(Problem) {
        header = try part.header(index)
      } catch {
        log.bad("damaged WARC record", error)
        continue
      }
      let type = header.type ?? "no WARC-Type"
      switch type {
      case "conversion": if readConversion(into: &document) { return true }
      case "response", "resource":
        if readPage(isResponse: type == "response", into: &document) { return true }
      default: log.filtered(type, id: name)
      }
    }
    return false
  }

  private func bad(
    _ reason: String, _ problem: String, got: String? = nil, expected: String? = nil
  ) {
    log.bad(
      reason,
      Problem(
        .badInput, problem, path: part.path,
        place: "byte \(header.offset) (uncompressed)", got: got, expected: expected))
  }

  // MARK: Records

  /// The name of a record that is skipped.
  private var name: [UInt8] { header.targetURI ?? [] }

  private func readConversion(into document: inout Document) -> Bool {
    unsafe document.text.append(contentsOf: part.block(index))
    if let at = unsafe document.text.withUnsafeBytes({ unsafe firstInvalidUTF8(in: $0) }) {
      bad(
        "not UTF-8", "byte \(at) of the block is not UTF-8",
        got: hexadecimal(document.text[at...].prefix(4)))
      return false
    }
    if recordText == .clean {
      // Nearly all texts have none, which one fast look shows.
      if hasControlCharacters(document.text) {
        if isBinary(document.text) {
          log.filtered(WebPage.binaryData, id: name)
          return false
        }
        leaveOut(removeControlCharacters(&document.text))
      }
      if document.text.allSatisfy(\.isMarkupSpace) {
        log.filtered("no text", id: name)
        return false
      }
    }
    describe(&document) { _ in }
    return true
  }

  private func leaveOut(_ controls: Int) { log.noted("control character", count: controls) }

  private func readPage(isResponse: Bool, into document: inout Document) -> Bool {
    // Such as the log that wget writes into its own files.
    if !isResponse, header.targetURI?.starts(with: "metadata:".utf8) == true {
      log.filtered("resource", id: name)
      return false
    }
    content.removeAll(keepingCapacity: true)
    unsafe content.append(contentsOf: part.block(index))
    let type = isResponse ? nil : header["Content-Type"] ?? []
    switch pages.read(
      &content, storedAs: type, identified: header["WARC-Identified-Payload-Type"])
    {
    case .page: break
    case .filtered(let reason):
      log.filtered(reason, id: name)
      return false
    case .bad(let reason, let got):
      bad(reason, reason, got: got)
      return false
    }
    let isCut = pages.appendText(of: content, recordText, scope, to: &document.text)
    if document.text.allSatisfy(\.isMarkupSpace) {
      log.filtered("no text", id: name)
      return false
    }
    leaveOut(pages.controls)
    let truncated =
      header["WARC-Truncated"] ?? (isCut ? Array("decoding".utf8) : nil)
    describe(&document) { metadata in
      pages.describe(&metadata)
      if let truncated { metadata.add("truncated", repairedUTF8(truncated)) }
    }
    return true
  }

  /// Fills in id and metadata.
  private func describe(_ document: inout Document, _ more: (inout MetadataWriter) -> Void) {
    let uri = header.targetURI.map(repairedUTF8)
    document.id = uri ?? Array("\(baseName(part.path)):\(part.recordsBefore + index + 1)".utf8)
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
