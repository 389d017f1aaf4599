/// The text of a whole page: its main part, or everything that is visible.

/// How much of a page is text to train on.
public enum HTMLTextScope: String, CaseIterable, Sendable {
  /// The main text, without menus, notices and lists of other pages.
  case main
  /// Everything visible.
  case all
}

/// Appends the text of a page of HTML, in UTF-8.
///
/// - Returns: how many control characters were in it, and left out.
@discardableResult
package func appendPageText(
  _ html: [UInt8], _ scope: HTMLTextScope, to text: inout [UInt8]
) -> Int {
  appendPageText(HTMLTree(html), scope, to: &text)
}

/// Appends the text of the page `tree`.
///
/// - Returns: how many control characters were in it, and left out.
@discardableResult
package func appendPageText(
  _ tree: borrowing HTMLTree, _ scope: HTMLTextScope, to text: inout [UInt8]
) -> Int {
  if scope == .main {
    let main = MainPart(tree)
    if main.isFound {
      return append(tree, from: main.root, without: main.dropped, to: &text)
    }
  }
  return append(tree, from: 0, without: visible(tree), to: &text)
}

extension HTMLTree {
  /// The title, its white space collapsed.
  package var titleText: [UInt8] {
    guard let title else { return [] }
    var layout = HTMLLayout(appendingTo: [], references: .text)
    layout.add(bytes, title)
    var text = layout.finish()
    removeControlCharacters(&text)
    tidy(&text, from: 0)
    return text
  }
}

/// Marks what is not shown.
private func visible(_ tree: borrowing HTMLTree) -> [Bool] {
  var dropped = Array(repeating: false, count: tree.nodes.count)
  let sums = PageStatistics(tree).sums
  for i in 0..<tree.nodes.count {
    let node = tree.nodes[i]
    let isOut = node.traits.contains(.hidden) || node.tag.isControl || node.tag == .noscript
    // A page that is hidden until a script shows it, or that is there without scripts only, is shown.
    if isOut, sums[i].length < sums[0].length / 2 { dropped[i] = true }
  }
  return dropped
}

/// Appends the subtree of `root`, leaving out the subtrees that `dropped` marks, and control characters, which
/// are counted.
private func append(
  _ tree: borrowing HTMLTree, from root: Int, without dropped: [Bool], to text: inout [UInt8]
) -> Int {
  let start = text.count
  var layout = HTMLLayout(appendingTo: text, references: .text)
  text = []
  let isData = dataTables(tree)
  var open: [(end: Int, element: HTMLElement)] = []
  // The end of the data table that is being written.
  var tableEnd = 0
  let end = Int(tree.nodes[root].end)
  var i = root
  while i < end {
    while let last = open.last, last.end <= i {
      layout.end(last.element)
      open.removeLast()
    }
    let node = tree.nodes[i]
    if dropped[i] {
      if node.tag.isBlock { layout.start(.block) }
      i = Int(node.end)
      continue
    }
    if node.tag == .text {
      layout.add(tree.bytes, Int(node.start)..<Int(node.stop))
    } else if node.tag == .formula {
      let isDisplay = node.traits.contains(.display) && i >= tableEnd
      if isDisplay { layout.start(.block) }
      layout.add(
        tree.bytes, formula: Int(node.start)..<Int(node.stop), isDisplay: isDisplay,
        isVerbatim: node.traits.contains(.verbatim))
      if isDisplay { layout.end(.block) }
    } else {
      if node.tag == .table, isData[i] { tableEnd = Int(node.end) }
      let element = i < tableEnd ? node.tag.elementInTable : node.tag.element
      if i < tableEnd, node.tag.isBlock || node.tag == .br { layout.add([0x20], 0..<1) }
      layout.start(element)
      if element != .inline { open.append((Int(node.end), element)) }
    }
    i += 1
  }
  while let last = open.popLast() { layout.end(last.element) }
  text = layout.finish()
  let controls = removeControlCharacters(&text, from: start)
  tidy(&text, from: start)
  return controls
}

/// Removes what is not text for readers: soft hyphens, zero-width spaces. No-break
/// spaces become spaces, the separators of lines and paragraphs line feeds; no space stays at the end of
/// a line.
private func tidy(_ text: inout [UInt8], from start: Int) {
  var to = start
  var at = start
  var isAfterNoBreak = false
  func next(_ offset: Int) -> UInt8 { at + offset < text.count ? text[at + offset] : 0 }
  while at < text.count {
    var byte = text[at]
    var length = 1
    var isKept = true
    switch byte {
    case 0xC2 where next(1) == 0xA0: (byte, length) = (0x20, 2)
    // The soft hyphen.
    case 0xC2 where next(1) == 0xAD: (isKept, length) = (false, 2)
    case 0xE2 where next(1) == 0x80 && next(2) == 0x8B: (isKept, length) = (false, 3)
    // A joiner that joins nothing, as editors of pages leave them; a line of one goes too.
    case 0xE2
    where next(1) == 0x80 && next(2) == 0x8D
      && (to == start || text[to - 1].isMarkupSpace || next(3) == 0 || next(3).isMarkupSpace):
      (isKept, length) = (false, 3)
      if to == start || text[to - 1] == 0x0A { while next(length) == 0x0A { length += 1 } }
    case 0xE2 where next(1) == 0x80 && (next(2) == 0xA8 || next(2) == 0xA9):
      (byte, length) = (0x0A, 3)
    case 0xEF where next(1) == 0xBB && next(2) == 0xBF: (isKept, length) = (false, 3)
    default: break
    }
    // A no-break space beside another space does not make two; indentation is left as it is.
    if byte == 0x20, length > 1 || isAfterNoBreak {
      isAfterNoBreak = true
      if to == start || text[to - 1].isMarkupSpace { isKept = false }
    } else {
      isAfterNoBreak = false
    }
    if byte == 0x0A { while to > start, text[to - 1] == 0x20 { to -= 1 } }
    at += length
    guard isKept else { continue }
    text[to] = byte
    to += 1
  }
  while to > start, text[to - 1].isMarkupSpace { to -= 1 }
  text.removeSubrange(to...)
}

/// Marks the tables that hold rows of values. Others, which hold a page's layout, are boxes: they have
/// other tables, headings, lists, code in their cells, or only one column.
private func dataTables(_ tree: borrowing HTMLTree) -> [Bool] {
  let count = tree.nodes.count
  var isData = Array(repeating: false, count: count)
  var table = Array(repeating: Int32(-1), count: count)
  var isLayout = Array(repeating: false, count: count)
  for i in 0..<count {
    let node = tree.nodes[i]
    guard node.parent >= 0 else { continue }
    let outer = table[Int(node.parent)]
    table[i] = node.tag == .table ? Int32(i) : outer
    guard outer >= 0 else { continue }
    switch node.tag {
    case .table, .h1, .h2, .h3, .h4, .ul, .ol, .pre, .form, .article, .section, .blockquote:
      isLayout[Int(outer)] = true
    case .td, .th:
      // A cell after another one in its row.
      let row = Int(node.parent)
      if tree.nodes[row].tag == .tr, i > row + 1, tree.nodes[row + 1].end < node.end {
        isData[Int(outer)] = true
      }
    default: break
    }
  }
  for i in 0..<count where isLayout[i] { isData[i] = false }
  return isData
}

extension HTMLTag {
  /// How the layout treats the tag where a table's rows are lines: only a row begins a line.
  fileprivate var elementInTable: HTMLElement {
    switch self {
    case .table, .caption: .block
    case .tr: .tableRow
    case .td, .th: .tableCell
    default: .inline
    }
  }

  /// How the layout treats the tag.
  fileprivate var element: HTMLElement {
    switch self {
    case .br: .lineBreak
    case .hr: .rule
    case .pre, .listing: .preformatted
    case .ul, .menu, .dir: .bulletList
    case .ol: .numberedList
    case .li: .listItem
    case _ where isBlock: .block
    default: .inline
    }
  }

  /// Something to press or to fill in.
  var isControl: Bool {
    switch self {
    case .button, .select, .datalist, .option, .optgroup: true
    default: false
    }
  }
}
