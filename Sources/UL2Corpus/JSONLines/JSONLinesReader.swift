import UL2Input

/// Documents out of JSON Lines: one object a line, with a text in it.
///
/// A line that cannot be used is noted with its number and the reason, and the next is read. What is
/// neither text nor id stays, as it was written, in the document's metadata; parts of an id that was
/// joined stay there too.
package final class JSONLinesReader: DocumentReader {
  private let lines: LineReader
  private let missingText: String
  private let isText: (@Sendable ([UInt8]) -> Bool)?
  private let log: SkipLog
  private let path: String
  private var fields: JSONLineFields

  /// Where the first line's part begins in the file; nil where lines have numbers.
  private let origin: Int?

  package init(
    _ lines: LineReader, origin: Int? = nil, format: JSONLinesFormat = .detected, log: SkipLog
  ) {
    self.lines = lines
    self.origin = origin
    missingText = format.missingText
    isText = format.isText
    self.log = log
    path = lines.path
    fields = JSONLineFields(format)
  }

  package func next(_ document: inout Document) throws(Problem) -> Bool {
    while let line = unsafe try lines.next() {
      switch unsafe line {
      case .text(let bytes):
        if unsafe read(bytes, into: &document) { return true }
      case .tooLong(let count):
        bad(
          "line too long", "the line is too long", got: "\(count) bytes",
          expected: "at most \(lines.limit)")
      }
    }
    return false
  }

  /// Reads one line; false where it gives no document, for a reason that was noted.
  private func read(_ line: UnsafeBufferPointer<UInt8>, into document: inout Document) -> Bool {
    if unsafe line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return false }
    if let at = unsafe firstInvalidUTF8(in: UnsafeRawBufferPointer(line)) {
      bad(
        "not UTF-8", "byte \(at) of the line is not UTF-8",
        got: unsafe hexadecimal(line.dropFirst(at).prefix(4)))
      return false
    }
    do throws(JSONScanner.Failure) {
      switch unsafe try fields.read(line, into: &document) {
      case .document:
        if document.id.isEmpty {
          document.id.append(
            contentsOf: "\(baseName(path))\(origin == nil ? ":" : "@")\(place)".utf8)
        }
        if let isText, !isText(document.text) {
          log.filtered(missingText, name: String(decoding: document.id, as: UTF8.self))
          return false
        }
        return true
      case .noText:
        log.filtered(
          missingText,
          id: document.id.isEmpty ? Array("\(baseName(path)):\(place)".utf8) : document.id)
      case .notText: bad("text is not a string", "the text is not a string")
      }
    } catch {
      bad(
        "invalid JSON", "invalid JSON at byte \(error.offset) of the line: \(error.reason)",
        got: unsafe error.offset < line.count
          ? shown(line.dropFirst(error.offset), limit: 20) : nil)
    }
    return false
  }

  private func bad(_ reason: String, _ problem: String, got: String? = nil, expected: String? = nil)
  {
    log.bad(
      reason,
      Problem(
        .badInput, problem, path: path, place: origin == nil ? "\(place)" : "byte \(place)",
        got: got,
        expected: expected))
  }

  /// The line's number, or where it is in the file.
  private var place: Int { origin.map { $0 + lines.position } ?? lines.number }
}
