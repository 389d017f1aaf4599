import UL2Input

/// The records of a WARC file, one header at a time; a block is read only where it is wanted.
///
/// The framing is Content-Length, never lines: a block may contain `WARC/1.0`. More or fewer line
/// breaks between records than the standard's two are accepted, since both exist; anything else
/// there is damage, reported with its place in the uncompressed data.
package final class WARCReader {
  /// The header of the record that `next` came to.
  package private(set) var header = WARCHeader()
  private var reader: ByteReader
  /// Bytes of the current block that were not read.
  private var blockLeft = 0
  /// Records begun, for messages.
  package private(set) var count = 0

  /// A header above this is no header.
  private static let headerLimit = 1 << 20
  private static let versions = ["WARC/0.17", "WARC/0.18", "WARC/1.0", "WARC/1.1"]

  package init(_ source: any ByteSource) { reader = ByteReader(source) }

  init(_ part: WARCPart) {
    reader = ByteReader(part.bytes)
    count = part.recordsBefore
  }

  package var path: String { reader.path }

  /// Moves to the next record; false when there is none.
  package func next() throws(Problem) -> Bool {
    let left = blockLeft
    blockLeft = 0
    guard try reader.skip(left) else { throw cutBlock() }
    try skipLineBreaks()
    header.begin(at: reader.position)
    guard try reader.fill(atLeast: 1) else { return false }
    try readVersion()
    count += 1
    while try readField() {}
    try readContentLength()
    return true
  }

  /// Replaces `block` by the current record's block.
  package func readBlock(into block: inout [UInt8]) throws(Problem) {
    block.removeAll(keepingCapacity: true)
    let left = blockLeft
    blockLeft = 0
    guard try reader.read(left, appendingTo: &block) else { throw cutBlock() }
  }

  // MARK: Framing

  private func skipLineBreaks() throws(Problem) {
    while try reader.fill(atLeast: 1) {
      let unread = unsafe reader.unread
      let breaks = unsafe unread.firstIndex { $0 != 0x0D && $0 != 0x0A } ?? unread.count
      reader.consume(breaks)
      if breaks < unread.count { return }
    }
  }

  private func readVersion() throws(Problem) {
    _ = try reader.fill(atLeast: 16)
    let head = unsafe reader.unread.prefix(16)
    if count == 0, unsafe head.starts(with: "filedesc://".utf8) {
      throw Problem(
        .badInput, "an ARC file, the format before WARC", path: path,
        expected: "WARC 0.18, 1.0 or 1.1",
        fix: "convert it: warcio recompress FILE.arc FILE.warc.gz")
    }
    let found = unsafe String(
      decoding: head.prefix { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
    guard found.hasPrefix("WARC/") else {
      throw broken("no record begins here", got: found, expected: "WARC/1.0")
    }
    guard unsafe try readLine({ _ in true }) != nil else { throw cutHeader() }
    guard Self.versions.contains(found) else {
      throw broken("an unknown version of WARC", got: found, expected: "0.18, 1.0 or 1.1")
    }
  }

  /// Reads one header line; false at the blank one.
  private func readField() throws(Problem) -> Bool {
    var isBlank = false
    let isField = unsafe try readLine { line in
      isBlank = unsafe line.isEmpty
      if isBlank { return true }
      return unsafe header.add(line)
    }
    guard let isField else { throw cutHeader() }
    if !isField { throw broken("a header line without a colon") }
    return !isBlank
  }

  /// Hands over the next line without its end; nil where the input ends before the line does.
  private func readLine(_ body: (UnsafeRawBufferPointer) -> Bool) throws(Problem) -> Bool? {
    let used = reader.position - header.offset
    guard let end = try reader.newline(within: Self.headerLimit - used) else {
      if reader.isExhausted { return nil }
      throw broken("the header has no end", expected: "at most \(Self.headerLimit) bytes")
    }
    let line = unsafe reader.unread[..<end]
    let bare = unsafe line.last == 0x0D ? line.dropLast() : line
    let result = unsafe body(UnsafeRawBufferPointer(rebasing: bare))
    reader.consume(end + 1)
    return result
  }

  private func readContentLength() throws(Problem) {
    guard let digits = header["Content-Length"] else {
      throw broken("the record has no Content-Length")
    }
    let text = String(decoding: digits, as: UTF8.self)
    guard let length = Int(text), length >= 0 else {
      throw broken("a wrong Content-Length", got: text, expected: "a number of bytes")
    }
    header.contentLength = length
    blockLeft = length
  }

  // MARK: Problems

  private func broken(_ problem: String, got: String? = nil, expected: String? = nil) -> Problem {
    Problem(
      .badInput, problem, path: path, place: "byte \(header.offset) (uncompressed)", got: got,
      expected: expected)
  }

  private func cutHeader() -> Problem {
    var problem = broken("the file is cut within this record's header")
    problem.fix = "get the file again"
    return problem
  }

  private func cutBlock() -> Problem {
    var problem = broken(
      "the file is cut within this record",
      expected: "a block of \(header.contentLength) bytes")
    problem.fix = "get the file again"
    return problem
  }
}
