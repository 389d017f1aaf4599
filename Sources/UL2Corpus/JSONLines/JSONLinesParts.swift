import UL2Input

/// JSON Lines cut into parts after the last newline of each 256 KiB.
package final class JSONLinesParts: InputParts {
  private var window: StreamWindow
  private let format: JSONLinesFormat
  private let lineLimit: Int
  /// Lines in the parts given.
  private var lines = 0
  /// Where they are from, if they are some of a file's only: nobody has counted those before.
  private let divided: PartOfLines?

  /// - Parameter lineLimit: a longer line is skipped and noted, in bytes; memory is bounded by it.
  package init(
    _ input: consuming ByteReader, format: JSONLinesFormat = .detected, lineLimit: Int = 128 << 20
  ) {
    window = StreamWindow(input)
    self.format = format
    self.lineLimit = lineLimit
    divided = nil
  }

  /// Some lines of a file. They are called by their places in it instead of their numbers.
  init(_ lines: PartOfLines, format: JSONLinesFormat, lineLimit: Int = 128 << 20) {
    window = StreamWindow(ByteReader(lines))
    self.format = format
    self.lineLimit = lineLimit
    divided = lines
    // Only a file's first line shows what the file is, and may begin with a byte order mark.
    if lines.isLater { self.lines = 1 }
  }

  package func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? {
    let part = unsafe try window.nextPart(of: partBytes, limit: lineLimit, log) { bytes in
      unsafe endOfLastLine(bytes)
    } skipLong: { window throws(Problem) in
      try skipLongLine(&window, log)
    }
    guard let part else { return nil }
    if lines == 0, let shape = unsafe JSONShape(part.bytes, format.textFields) {
      throw shape.problem(path: window.path)
    }
    defer { lines += unsafe newlineCount(part.bytes) }
    return LinesPart(
      bytes: part, linesBefore: lines, origin: divided?.start, format: format,
      lineLimit: lineLimit)
  }

  private func skipLongLine(_ window: inout StreamWindow, _ log: SkipLog) throws(Problem) {
    if lines == 0, let shape = unsafe JSONShape(window.held, format.textFields), shape == .array {
      throw shape.problem(path: window.path)
    }
    let place = divided.map { "byte \($0.start + window.position)" }
    var length = 0
    var end: Int?
    repeat {
      let count = unsafe window.held.count
      length += count
      window.drop(count)
      let filled = try window.fill(to: partBytes, log)
      end = unsafe firstNewline(window.held)
      if filled != .whole, end == nil { break }
    } while end == nil
    let held = unsafe window.held.count
    let rest = end ?? held
    window.drop(end.map { $0 + 1 } ?? rest)
    lines += 1
    log.bad(
      "line too long",
      Problem(
        .badInput, "the line is too long", path: window.path, place: place ?? "\(lines)",
        got: "\(length + rest) bytes", expected: "at most \(lineLimit)"))
  }
}

struct LinesPart: InputPart {
  let bytes: PartBytes
  let linesBefore: Int
  /// Where the first part's first line is in the file, if lines are called by their places; nil: by their
  /// numbers.
  let origin: Int?
  let format: JSONLinesFormat
  let lineLimit: Int

  func open(_ log: SkipLog) -> any DocumentReader {
    JSONLinesReader(
      LineReader(bytes, linesBefore: linesBefore, limit: lineLimit), origin: origin,
      format: format, log: log)
  }
}
