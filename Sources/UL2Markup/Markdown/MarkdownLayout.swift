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
  var open: [Container] = []
  /// Open ones beyond those.
  var overflow = 0
  /// How many of `open` have been so since the last line: a blank line between two quotations belongs to none.
  var common = 0
  var indentation = 0

  /// The marks that are open within a line: see `MarkdownLayout+Words`.
  var marks: [Mark] = []
  /// How many of them have no word so far.
  var unstarted = 0

  // Code
  var preDepth = 0
  var code: [UInt8] = []
  var language: [UInt8] = []
  var isAfterPreTag = false

  // Tables
  var tableDepth = 0
  var rows = 0
  var cells = 0
  var isInCell = false

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

  mutating func beginLine() {
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

  /// Appends the prefix that the outermost `count` containers put before a line.
  mutating func appendMargin(_ count: Int, isBlank: Bool) {
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
  mutating func indent(by width: Int) -> Int {
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

  /// - Parameter next: where the text continues after the tag.
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
}
