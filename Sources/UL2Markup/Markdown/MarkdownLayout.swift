/// The Markdown written so far, and what is owed before the next word: line breaks, the marks of the lines that
/// quotations and lists make, a heading's, a rule.
struct MarkdownLayout {
  /// A quotation, a list, an item: what is open around a line.
  struct Container {
    enum Kind { case quotation, bullets, numbers, item }

    var kind: Kind
    /// Of a list: its next item's number.
    var number = 0
    /// Of an item: whether its first line has not begun.
    var owesMarker = false
    /// How far its other lines are indented; of a quotation 2, or 0 where it is too deep to be shown.
    var width = 0
  }

  var text: [UInt8]
  let start: Int
  /// Newlines owed before the next word: 2 make a blank line.
  var breaks = 0
  var owesSpace = false
  private var owesRule = false
  /// The level of a heading that has begun without a word so far.
  private var owedHeading = 0
  private(set) var isInHeading = false

  /// Outermost first.
  private(set) var open: [Container] = []
  /// Open ones beyond those.
  private var overflow = 0
  /// How many of `open` have been so since the last line: a blank line between two quotations belongs to none.
  private var common = 0
  private var indentation = 0

  /// What is open within a line: see `MarkdownLayout+Words`.
  var marks: [Mark] = []
  /// How many of them have no word so far.
  var unstarted = 0

  // Code
  private var preDepth = 0
  private var code: [UInt8] = []
  private var language: [UInt8] = []
  private var isAfterPreTag = false

  // Tables
  private var tableDepth = 0
  private var rows = 0
  private var cells = 0
  private(set) var isInCell = false

  init(appendingTo text: [UInt8]) {
    self.text = text
    start = text.count
  }

  consuming func finish() -> [UInt8] {
    if preDepth > 0 { endPreformatted() }
    endRow()
    closeMarks()
    return text
  }

  // MARK: Lines

  /// Writes what is owed.
  mutating func beginWord() {
    if breaks > 0 || text.count == start {
      beginLine()
    } else if owesSpace {
      text.append(0x20)
    }
    owesSpace = false
    if unstarted > 0 { startMarks() }
  }

  private mutating func beginLine() {
    if text.count > start {
      text.append(0x0A)
      if breaks > 1 || owesRule { appendBlankLine() }
      if owesRule {
        appendMargin(min(common, open.count), isBlank: false)
        text.append(contentsOf: "---\n".utf8)
        appendBlankLine()
      }
    }
    owesRule = false
    breaks = 0
    appendMargin(open.count, isBlank: false)
    common = open.count
    if owedHeading > 0 {
      text.append(contentsOf: repeatElement(UInt8(ascii: "#"), count: owedHeading))
      text.append(0x20)
      owedHeading = 0
    }
  }

  private mutating func appendBlankLine() {
    appendMargin(min(common, open.count), isBlank: true)
    text.append(0x0A)
  }

  /// What the outermost `count` containers put before a line.
  private mutating func appendMargin(_ count: Int, isBlank: Bool) {
    let lineStart = text.count
    for index in 0..<count {
      switch open[index].kind {
      case .quotation where open[index].width > 0: text.append(contentsOf: "> ".utf8)
      case .item where open[index].owesMarker && !isBlank: appendMarker(index)
      case .item: text.append(contentsOf: repeatElement(0x20, count: open[index].width))
      default: break
      }
    }
    if isBlank { while text.count > lineStart, text.last == 0x20 { text.removeLast() } }
  }

  private mutating func appendMarker(_ index: Int) {
    let before = text.count
    if index > 0, open[index - 1].kind == .numbers {
      text.append(contentsOf: "\(open[index - 1].number). ".utf8)
      open[index - 1].number += 1
    } else {
      text.append(contentsOf: "- ".utf8)
    }
    open[index].owesMarker = false
    open[index].width = indent(by: text.count - before)
  }

  /// The indentation is bounded, or deep nesting would write the square of its depth.
  private mutating func indent(by width: Int) -> Int {
    guard indentation + width <= 32 else { return 0 }
    indentation += width
    return width
  }

  mutating func breakLine(_ count: Int) {
    if isInCell {
      owesSpace = true
      return
    }
    closeMarks()
    isInHeading = false
    breaks = max(breaks, count)
  }

  // MARK: Containers

  private mutating func push(_ container: Container) {
    // A cell is one line.
    if isInCell { return }
    guard open.count < 24, overflow == 0 else {
      overflow += 1
      return
    }
    open.append(container)
    if container.kind == .quotation { open[open.count - 1].width = indent(by: 2) }
  }

  private mutating func pop(to count: Int) {
    for container in open[count...] { indentation -= container.width }
    open.removeSubrange(count...)
    common = min(common, count)
  }

  /// Closes the innermost container that `isWanted`, with what is in it; none where one that `isWall` is
  /// further in.
  private mutating func close(
    _ isWanted: (Container.Kind) -> Bool, behind isWall: (Container.Kind) -> Bool
  ) {
    if isInCell { return }
    if overflow > 0 {
      overflow -= 1
      return
    }
    for index in open.indices.reversed() {
      if isWanted(open[index].kind) { return pop(to: index) }
      if isWall(open[index].kind) { return }
    }
  }

  private var isInItem: Bool { open.last?.kind == .item }

  mutating func startList(from first: Int?) {
    breakLine(isInItem ? 1 : 2)
    // CommonMark's numbers have at most nine digits.
    let number = first.map { 0...999_999_999 ~= $0 ? $0 : 1 }
    push(Container(kind: number == nil ? .bullets : .numbers, number: number ?? 0))
  }

  private mutating func endList(_ kind: Container.Kind) {
    close({ $0 == kind }, behind: { $0 == .quotation })
    breakLine(isInItem ? 1 : 2)
  }

  private mutating func startItem() {
    breakLine(1)
    // The one before ends where this begins, with or without an end tag.
    if overflow == 0 { close({ $0 == .item }, behind: { $0 != .item }) }
    push(Container(kind: .item, owesMarker: true))
  }

  // MARK: Elements

  mutating func start(_ element: MarkdownElement) {
    if preDepth > 0 {
      switch element {
      case .preformatted: preDepth += 1
      case .lineBreak: code.append(0x0A)
      default: break
      }
      return
    }
    switch element {
    case .inline, .image, .hidden, .rows, .superscript: break
    case .code, .emphasis, .strong, .struck: open(element)
    case .block: breakLine(2)
    case .lineBreak: breakWithinText()
    case .rule:
      breakLine(2)
      if text.count > start, !isInCell { owesRule = true }
    case .preformatted: startPreformatted()
    case .quotation:
      breakLine(2)
      push(Container(kind: .quotation))
    case .bulletList: startList(from: nil)
    case .numberedList: startList(from: 1)
    case .listItem: startItem()
    case .heading1, .heading2, .heading3, .heading4, .heading5, .heading6:
      breakLine(2)
      if !isInCell {
        owedHeading = element.headingLevel ?? 0
        isInHeading = true
      }
    case .table:
      tableDepth += 1
      if tableDepth == 1 {
        breakLine(2)
        rows = 0
      }
    case .row: if tableDepth == 1 { endRow() }
    case .cell: if tableDepth == 1 { startCell() } else { owesSpace = true }
    }
  }

  /// - Parameter next: where the text goes on behind the tag.
  mutating func end(_ element: MarkdownElement, followedBy html: [UInt8], _ next: Int) {
    if preDepth > 0 {
      guard element == .preformatted else { return }
      preDepth -= 1
      if preDepth == 0 { endPreformatted() }
      return
    }
    switch element {
    case .inline, .image, .hidden, .lineBreak, .rule, .rows, .superscript, .preformatted: break
    case .code, .emphasis, .strong, .struck: close(element, before: html, next)
    case .block: breakLine(2)
    case .quotation:
      close({ $0 == .quotation }, behind: { _ in false })
      breakLine(2)
    case .bulletList: endList(.bullets)
    case .numberedList: endList(.numbers)
    case .listItem:
      close({ $0 == .item }, behind: { $0 != .item })
      breakLine(1)
    case .heading1, .heading2, .heading3, .heading4, .heading5, .heading6:
      breakLine(2)
      owedHeading = 0
    case .table:
      if tableDepth == 1 { endRow() }
      tableDepth = max(0, tableDepth - 1)
      if tableDepth == 0 { breakLine(2) }
    case .row: if tableDepth == 1 { endRow() }
    case .cell: if tableDepth == 1 { owesSpace = true }
    }
  }

  private mutating func breakWithinText() {
    if isInHeading || isInCell {
      owesSpace = true
      return
    }
    breaks = min(breaks + 1, 2)
    // No mark reaches over a blank line.
    if breaks == 2 { closeMarks() }
  }

  mutating func startSuperscript(followedBy html: [UInt8], from next: Int) {
    guard !owesSpace, breaks == 0, preDepth == 0, text.count > start, let base = text.last,
      isExponent(html, from: next, of: base)
    else { return }
    text.append(UInt8(ascii: "^"))
  }

  // MARK: Code

  var isInCodeBlock: Bool { preDepth > 0 }

  mutating func startPreformatted() {
    if preDepth == 0 {
      // A cell has no room for a block.
      if isInCell { return }
      breakLine(2)
      code.removeAll(keepingCapacity: true)
      language = []
      isAfterPreTag = true
    }
    preDepth += 1
  }

  /// Says the language of the block of code that has begun, unless it is known.
  mutating func setLanguage(_ name: [UInt8]) {
    if preDepth > 0, language.isEmpty, code.isEmpty { language = name }
  }

  /// Takes code as it stands, but for what HTML makes of line breaks.
  mutating func addCode(_ byte: UInt8) {
    defer { isAfterPreTag = false }
    switch byte {
    case 0x0A where isAfterPreTag: break
    case 0x0A, 0x09, 0x20..<0x7F, 0x80...: code.append(byte)
    default: break
    }
  }

  mutating func addCode(_ bytes: [UInt8], _ range: Range<Int>) {
    code.append(bytes, range)
    isAfterPreTag = false
  }

  mutating func addCode(scalar: UInt32) { appendUTF8(scalar, to: &code) }

  private mutating func endPreformatted() {
    preDepth = 0
    // Line breaks at the end of code belong to the markup, not to the code.
    while code.last == 0x0A { code.removeLast() }
    guard code.contains(where: { !$0.isMarkupSpace }) else { return }
    let fence = [UInt8](
      repeating: UInt8(ascii: "`"), count: max(3, longestBackticks(code, 0..<code.count) + 1))
    beginWord()
    text.append(contentsOf: fence)
    text.append(contentsOf: language)
    text.append(0x0A)
    if indentation == 0 {
      text.append(contentsOf: code)
    } else {
      for (number, line) in code.split(separator: 0x0A, omittingEmptySubsequences: false)
        .enumerated()
      {
        if number > 0 { text.append(0x0A) }
        appendMargin(open.count, isBlank: line.isEmpty)
        text.append(contentsOf: line)
      }
    }
    text.append(0x0A)
    appendMargin(open.count, isBlank: false)
    text.append(contentsOf: fence)
    breakLine(2)
  }

  // MARK: Tables

  private mutating func startCell() {
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
  private mutating func endRow() {
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
