/// Documents out of Common Crawl's WET files: the plain text of each page, as it was extracted there.
///
/// Only `conversion` records are documents; their block is the text, its first line the title. All
/// other records are counted by type. A file of pages as HTML (WARC) is refused rather than read as
/// nothing.
public final class WETReader: DocumentReader {
  private let records: WARCReader
  private let log: SkipLog
  private let blockLimit: Int
  private var conversions = 0
  private var responses = 0

  /// - Parameter blockLimit: a longer block is passed over, in bytes.
  public init(_ source: any ByteSource, log: SkipLog, blockLimit: Int = 256 << 20) {
    records = WARCReader(source)
    self.blockLimit = blockLimit
    self.log = log
  }

  init(_ part: WARCPart, log: SkipLog) {
    records = WARCReader(part)
    blockLimit = .max
    self.log = log
  }

  public func next(_ document: inout Document) throws(Problem) -> Bool {
    while try records.next() {
      let type = records.header.type ?? "no WARC-Type"
      switch type {
      case "conversion":
        conversions += 1
        if try read(into: &document) { return true }
      case "response":
        responses += 1
        fallthrough
      default:
        log.filtered(type)
      }
    }
    if conversions == 0, responses > 0 {
      throw Problem(
        .badInput, "pages as HTML, whose text this version does not extract", path: records.path,
        got: "\(responses) response records", expected: "WET: conversion records",
        fix: "read the .warc.wet.gz file of the same segment")
    }
    return false
  }

  /// Reads the current record; false where it gives no document, for a reason that was noted.
  private func read(into document: inout Document) throws(Problem) -> Bool {
    document.removeAll()
    let header = records.header
    let place = "byte \(header.offset) (uncompressed)"
    if header.contentLength > blockLimit {
      log.bad(
        "record too long",
        Problem(
          .badInput, "the record is too long", path: records.path, place: place,
          got: "\(header.contentLength) bytes", expected: "at most \(blockLimit)"))
      return false
    }
    try records.readBlock(into: &document.text)
    if let at = unsafe document.text.withUnsafeBytes({ unsafe firstInvalidUTF8(in: $0) }) {
      log.bad(
        "not UTF-8",
        Problem(
          .badInput, "byte \(at) of the block is not UTF-8", path: records.path, place: place,
          got: hexadecimal(document.text[at...].prefix(4))))
      return false
    }
    let uri = header.targetURI.map(Self.repaired)
    document.id = uri ?? Array("\(baseName(records.path)):\(records.count)".utf8)
    appendMetadata(of: header, uri: uri, to: &document.metadata)
    return true
  }

  private func appendMetadata(of header: WARCHeader, uri: [UInt8]?, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "{"))
    func add(_ name: String, _ value: [UInt8]?) {
      guard let value else { return }
      output.append(contentsOf: "\"\(name)\":".utf8)
      appendJSONString(Self.repaired(value), to: &output)
      output.append(UInt8(ascii: ","))
    }
    add("url", uri)
    add("date", header["WARC-Date"])
    add("record_id", header["WARC-Record-ID"])
    add("languages", header["WARC-Identified-Content-Language"])
    output.append(contentsOf: "\"content_length\":\(header.contentLength)}".utf8)
  }

  /// Bytes that are UTF-8, whatever a crawler put into a header.
  private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    let isValid = unsafe bytes.withUnsafeBytes { unsafe firstInvalidUTF8(in: $0) } == nil
    return isValid ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
  }
}
