/// Tables whose rows are kept: marks at their cells, and their lines in place of them.
extension WikitextScanner {
  /// Tables in tables in tables are layout; each is written once more for each around it.
  private static let deepestTable = 4

  /// How many links that were never closed are looked past.
  private static let mostLinks = 16

  /// Whether the innermost construct besides links that were never closed is a table.
  private var isInTable: Bool {
    for frame in frames.suffix(Self.mostLinks).reversed() {
      switch frame.kind {
      case .table: return true
      case .link, .external: break
      default: return false
      }
    }
    return false
  }

  /// Copies what begins a row or a cell at `at`, or ends its attributes, with a mark; false where nothing does.
  mutating func beginsCell() -> Bool {
    if isLineStart {
      guard isInTable else { return false }
      unwind(to: .table)
      mark(
        WikitextMark.cell,
        byte(at + 1) == UInt8(ascii: "-") || byte(at + 1) == UInt8(ascii: "+") ? 2 : 1)
      return true
    }
    guard frames.last?.kind == .table else { return false }
    if byte(at + 1) == UInt8(ascii: "|") {
      mark(WikitextMark.cell, 2)
    } else {
      mark(WikitextMark.attributes, 1)
    }
    return true
  }

  /// `!` begins a header at the start of a line, `!!` another one on that line.
  mutating func exclamationMark() {
    if isLineStart, openTables > 0, isInTable {
      unwind(to: .table)
      mark(WikitextMark.cell, 1)
      isHeaderLine = true
    } else if isHeaderLine, byte(at + 1) == UInt8(ascii: "!"), frames.last?.kind == .table {
      mark(WikitextMark.cell, 2)
    } else {
      copy(1)
    }
  }

  private mutating func mark(_ mark: UInt8, _ count: Int) {
    output.append(mark)
    copy(count)
  }

  /// A row or a cell of a table of tags.
  mutating func beginTaggedCell(isRow: Bool) {
    guard tables == .rows, let kind = frames.last?.kind, kind == .htmlTable || kind == .table else {
      if isRow { output.append(0x0A) }
      return
    }
    output.append(0x0A)
    output.append(WikitextMark.cell)
    output.append(contentsOf: isRow ? "|-\n".utf8 : "|".utf8)
  }

  /// Apart, so that nothing else holds the output when it is cut.
  private static func rows(_ output: [UInt8], _ frame: Frame) -> [[UInt8]] {
    var table = WikitextTable(output, frame.start..<output.count)
    return table.rows(isTagged: frame.kind == .htmlTable)
  }

  /// Puts a table's rows in its place; its frame is off the stack.
  mutating func endTable(_ frame: Frame, depth: Int) {
    guard depth < Self.deepestTable else { return cut(frame) }
    let rows = Self.rows(output, frame)
    cut(frame)
    if depth > 0 {
      // In a cell, all on its line.
      for row in rows {
        output.append(0x20)
        output.append(contentsOf: row)
      }
    } else if !rows.isEmpty {
      output.append(contentsOf: [0x0A, 0x0A])
      for row in rows {
        output.append(WikitextMark.plain)
        output.append(contentsOf: row)
        output.append(0x0A)
      }
      output.append(0x0A)
    }
  }
}
