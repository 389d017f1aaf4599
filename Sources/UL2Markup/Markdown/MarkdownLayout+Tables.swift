/// Tables: a line for each row, with a rule after the first.
extension MarkdownLayout {
  mutating func startCell() {
    closeMarks()
    if cells == 0 {
      breakLine(1)
      owesSpace = false
    } else {
      owesSpace = true
    }
    isInCell = true
    beginWord()
    text.append(UInt8(ascii: "|"))
    owesSpace = true
    cells += 1
  }

  /// Ends a row; the first is the head, which Markdown's tables cannot be without.
  mutating func endRow() {
    guard cells > 0 else { return }
    closeMarks()
    isInCell = false
    text.append(contentsOf: " |".utf8)
    owesSpace = false
    breaks = 1
    if rows == 0 {
      beginLine()
      text.append(UInt8(ascii: "|"))
      for _ in 0..<cells { text.append(contentsOf: " --- |".utf8) }
      breaks = 1
    }
    rows += 1
    cells = 0
  }
}
