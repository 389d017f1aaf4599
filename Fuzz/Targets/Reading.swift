/// Runs a reader over bytes and checks what every reader promises.
import ReaderSupport
import UL2Input

typealias OpenReader = (any ByteSource, SkipLog) throws(Problem) -> any DocumentReader

/// Everything that a reader made of an input.
struct Reading: Equatable {
  struct Text: Equatable {
    var id: [UInt8]
    var text: [UInt8]
    var metadata: [UInt8]
  }

  var documents: [Text] = []
  var skipped = SkipCounts()
  var messages: [String] = []
  /// The problem that ended the input.
  var problem: String?

  init(_ bytes: [UInt8], chunk: Int, _ open: OpenReader) throws(Violation) {
    let log = SkipLog()
    var failure: Violation?
    do throws(Problem) {
      let reader = try open(ChunkedBytes(bytes, chunk: chunk), log)
      var document = Document()
      while failure == nil, try reader.next(&document) {
        documents.append(
          Text(id: document.id, text: document.text, metadata: document.metadata))
        do throws(Violation) { try Self.check(document) } catch { failure = error }
      }
    } catch {
      problem = error.description
    }
    if let failure { throw failure }
    skipped = log.counts
    messages = log.problems.map(\.description)
  }

  /// The differences to `other`, as text.
  func text(unlike other: Reading) -> String {
    let same = zip(documents, other.documents).prefix { $0 == $1 }.count
    let document = documents.dropFirst(same).first.map { document in
      [document.id, document.text, document.metadata].map { String(decoding: $0, as: UTF8.self) }
    }
    return "\(documents.count) documents, number \(same) \(document ?? []), \(skipped), "
      + "\(messages), \(problem ?? "whole")"
  }

  private static func check(_ document: Document) throws(Violation) {
    try checkUTF8(document.id, "the id")
    try checkUTF8(document.text, "the text")
    try checkUTF8(document.metadata, "the metadata")
    try checkObject(document.metadata)
  }
}

/// Metadata is one JSON object on one line.
func checkObject(_ metadata: [UInt8]) throws(Violation) {
  try check(metadata.first == UInt8(ascii: "{"), "the metadata is not an object")
  let failure = skipJSON(metadata)
  try check(failure == nil, "the metadata is not JSON: \(failure?.reason ?? "")")
  try check(!metadata.contains { $0 == 0x0A || $0 == 0x0D }, "the metadata has line breaks")
}

/// Why `bytes` are not one JSON value; nil where they are.
func skipJSON(_ bytes: [UInt8]) -> JSONScanner.Failure? {
  do throws(JSONScanner.Failure) {
    try bytes.withUnsafeBufferPointer { buffer throws(JSONScanner.Failure) in
      var scanner = JSONScanner(buffer)
      try scanner.skip()
      try scanner.end()
    }
    return nil
  } catch {
    return error
  }
}

/// A number made from an input, which selects one of several ways: trying them all would be slow.
func choice(_ bytes: [UInt8]) -> Int { bytes.reduce(0) { ($0 &* 31) &+ Int($1) } & 0xFFFF }

/// Reads `bytes` whole and in pieces, which must give the same.
///
/// - Parameters:
///   - growth: the most bytes of text that a byte of input may give.
///   - isExact: false where a library finds damage earlier or later, and names it differently, depending on how much of
///     the input it has seen.
@discardableResult
func readEveryWay(
  _ bytes: [UInt8], growth: Int = 8, isExact: Bool = true, _ open: OpenReader
) throws(Violation) -> Reading {
  let whole = try Reading(bytes, chunk: 1 << 20, open)
  let size = whole.documents.reduce(0) { $0 + $1.text.count + $1.metadata.count + $1.id.count }
  try check(
    size <= growth * bytes.count + 4096 * (whole.documents.count + 1),
    "\(bytes.count) bytes became \(size)")
  let chunk = [1, 7, 64, 4096][choice(bytes) >> 2 & 3]
  let pieces = try Reading(bytes, chunk: chunk, open)
  let isSame =
    isExact || whole.problem == nil && pieces.problem == nil
    ? whole == pieces
    : whole.problem != nil && pieces.problem != nil
      && zip(whole.documents, pieces.documents).allSatisfy { $0 == $1 }
  try check(
    isSame,
    "read \(chunk) bytes a time, the result differs:\n\(whole.text(unlike: pieces))\n"
      + pieces.text(unlike: whole))
  return whole
}
