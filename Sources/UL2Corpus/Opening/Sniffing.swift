/// Looking at inputs before hours are spent on the first of them.
import UL2Input

/// Opens an input as reading it will, and looks at its beginning: JSON Lines show with their first lines
/// whether they are some.
///
/// - Throws: what reading it would end with at once, or that it is of a format that is not read.
package func sniff(
  _ path: String, source: Source, options: ReaderOptions
) throws(Problem) {
  let parts = try openRecords(path, source: source, options: options, scratch: nil, threads: 1)
  guard let lines = parts as? JSONLinesParts else { return }
  do throws(Problem) {
    let part = try lines.next(SkipLog()) as? LinesPart
    if let part, let problem = notJSONLines(part, source, path) { throw problem }
  } catch {
    // Damage after the beginning is weighed when it is read.
    if error.isOfUnknownInput || error.kind != .badInput { throw error }
  }
}

/// The problem of a file whose first lines are JSON in none: one that was said to be, or begins like it.
private func notJSONLines(_ part: LinesPart, _ source: Source, _ path: String) -> Problem? {
  let lines = LineReader(part.bytes, linesBefore: 0, limit: partBytes)
  var first: [String] = []
  while first.count < 10 {
    guard let line = unsafe try? lines.next(), case .text(let bytes) = unsafe line else {
      return nil
    }
    var scanner = unsafe JSONScanner(bytes, acceptsNonFinite: true)
    if (try? scanner.skip()) != nil, (try? scanner.end()) != nil { return nil }
    first.append(unsafe shown(bytes, limit: 60))
  }
  var problem = Problem(
    .badInput, "not JSON Lines", path: path, place: "1", got: first.first,
    expected: "a JSON object on each line")
  if let separator = TableOfText.separator(path, first) {
    problem.fix = TableOfText.conversion(path, separator)
  }
  return problem.ofUnknownFormat
}

extension Problem {
  /// Whether an input has an unknown format, rather than being damaged.
  package var isOfUnknownInput: Bool { isUnknownFormat || kind == .unreadable }

  var ofUnknownFormat: Problem {
    var copy = self
    copy.isUnknownFormat = true
    return copy
  }
}
