/// How much of a wiki's tables is text to train on.
public enum WikitextTables: String, CaseIterable, Sendable {
  /// None: cells without their places are not sentences.
  case drop
  /// A line for each row, `a | b`; boxes of facts and of links go.
  case rows
}

/// A whole table in the scanner's output, as lines of its rows.
///
/// A mark is before whatever begins a row or a cell, and before the `|` that ends a cell's
/// attributes. A cell that spans rows is in each of them, as far as that does not double the table.
struct WikitextTable {
  private let bytes: [UInt8]
  private let range: Range<Int>
  private var at: Int
  private var row: [[UInt8]] = []
  /// Cells that continue below, by their columns, and in how many rows.
  private var spanning: [Int: (text: [UInt8], rows: Int)] = [:]
  /// Columns of those that this row has.
  private var isBegun: Set<Int> = []
  private var column = 0
  /// The number of cells that may still be repeated.
  private var budget: Int
  private var lines: [[UInt8]] = []

  private static let mostColumns = 1000

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    self.range = range
    at = range.lowerBound
    budget = range.count
  }

  /// Its lines; none for what is not a table of data.
  ///
  /// - Parameter isTagged: begins with a tag, whose attributes are gone.
  mutating func rows(isTagged: Bool) -> [[UInt8]] {
    let head = next()
    if isTagged { addLine(text(head)) } else if isBox(head) { return [] }
    while at < range.upperBound {
      // A mark.
      at += 1
      if bytes.has("|-", at: at) {
        endRow()
        _ = next()
      } else if bytes.has("|+", at: at) {
        at += 2
        addLine(text(withoutAttributes(next()).content))
      } else {
        let isDouble = bytes.has("||", at: at) || bytes.has("!!", at: at)
        at += isDouble ? 2 : 1
        addCell(next())
      }
    }
    endRow()
    return lines
  }

  /// The text up to the next mark, to which `at` moves.
  private mutating func next() -> Range<Int> {
    let start = min(at, range.upperBound)
    at = bytes.firstIndex(of: WikitextMark.cell, in: start..<range.upperBound)
    return start..<at
  }

  private func isBox(_ head: Range<Int>) -> Bool {
    let end = bytes.firstIndex(of: 0x0A, in: head)
    let attributes = String(
      decoding: bytes[head.lowerBound..<min(end, head.lowerBound + 500)], as: UTF8.self
    )
    .lowercased()
    return Self.boxes.contains { attributes.contains($0) }
  }

  private static let boxes = [
    "infobox", "navbox", "metadata", "mbox", "sidebar", "noprint", "nomobile", "\"toc\"",
    "navigation",
  ]

  // MARK: Cells

  private mutating func addCell(_ cell: Range<Int>) {
    skipSpanning()
    let (attributes, content) = withoutAttributes(cell)
    let text = text(content)
    let rows = number("rowspan", attributes)
    if rows > 1, column < Self.mostColumns {
      spanning[column] = (text, rows - 1)
      isBegun.insert(column)
    }
    row.append(text)
    column += min(max(number("colspan", attributes), 1), Self.mostColumns)
  }

  /// Repeats cells of rows above that end at or after this one.
  private mutating func skipSpanning() {
    while let (text, rows) = spanning[column], !isBegun.contains(column) {
      row.append(budget >= text.count ? text : [])
      budget -= text.count
      spanning[column] = rows > 1 ? (text, rows - 1) : nil
      isBegun.insert(column)
      column += 1
    }
  }

  private mutating func endRow() {
    defer {
      row.removeAll(keepingCapacity: true)
      isBegun.removeAll(keepingCapacity: true)
      column = 0
    }
    guard !row.isEmpty else { return }
    skipSpanning()
    var line: [UInt8] = []
    let end = (row.lastIndex { !$0.isEmpty } ?? -1) + 1
    for (i, cell) in row[..<end].enumerated() {
      if i > 0 { line += Array(" | ".utf8) }
      line += cell
    }
    addLine(line)
  }

  private mutating func addLine(_ line: [UInt8]) {
    if line.contains(where: { $0 > 0x20 }) { lines.append(line) }
  }

  private func withoutAttributes(_ cell: Range<Int>) -> (
    attributes: Range<Int>, content: Range<Int>
  ) {
    let end = bytes.firstIndex(of: WikitextMark.attributes, in: cell)
    guard end < cell.upperBound else { return (cell.lowerBound..<cell.lowerBound, cell) }
    return (cell.lowerBound..<end, min(end + 2, cell.upperBound)..<cell.upperBound)
  }

  /// The number that an attribute has, 0 where it is missing.
  private func number(_ name: String, _ attributes: Range<Int>) -> Int {
    guard !attributes.isEmpty else { return 0 }
    var at = attributes.lowerBound
    while at + name.utf8.count < attributes.upperBound {
      if bytes.hasIgnoringCase(name.utf8, at: at) {
        at += name.utf8.count
        while at < attributes.upperBound, " =\"'".utf8.contains(bytes[at]) { at += 1 }
        var number = 0
        while at < attributes.upperBound, bytes[at].isASCIIDigit, number < 10_000 {
          number = 10 * number + Int(bytes[at] & 15)
          at += 1
        }
        return number
      }
      at += 1
    }
    return 0
  }

  /// A cell's text on one line; items of lists between commas.
  private func text(_ range: Range<Int>) -> [UInt8] {
    var text: [UInt8] = []
    var isLineStart = true
    var at = range.lowerBound
    while at < range.upperBound {
      let byte = bytes[at]
      switch byte {
      case 0x0A: isLineStart = true
      case WikitextMark.erased, WikitextMark.plain, WikitextMark.attributes: break
      case _ where isLineStart && (byte.isMarkupSpace || byte == WikitextMark.gap): break
      case UInt8(ascii: "*"), UInt8(ascii: "#"), UInt8(ascii: ":"), UInt8(ascii: ";"):
        if isLineStart, at > range.lowerBound, startsItem(at, range.lowerBound) {
          while at + 1 < range.upperBound, "*#:;".utf8.contains(bytes[at + 1]) { at += 1 }
          if !text.isEmpty { text.append(UInt8(ascii: ",")) }
        } else {
          append(byte, &isLineStart, to: &text)
        }
      default: append(byte, &isLineStart, to: &text)
      }
      at += 1
    }
    while let last = text.last, last <= 0x20, last != WikitextMark.verbatimEnd { text.removeLast() }
    return text
  }

  private func append(_ byte: UInt8, _ isLineStart: inout Bool, to text: inout [UInt8]) {
    if isLineStart, !text.isEmpty { text.append(0x20) }
    isLineStart = false
    text.append(byte)
  }

  /// Whether a line begins at `at`.
  private func startsItem(_ at: Int, _ start: Int) -> Bool {
    var i = at - 1
    while i >= start, bytes[i] == 0x20 || bytes[i] == WikitextMark.erased { i -= 1 }
    return i >= start && bytes[i] == 0x0A
  }
}
