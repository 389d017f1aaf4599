/// The text of a whole page: its main part, or everything that is visible.

/// How much of a page is text to train on.
public enum HTMLTextScope: String, CaseIterable, Sendable {
  /// What the page is about, without menus, notices and lists of other pages.
  case main
  /// Everything visible.
  case all
}

/// Appends the text of the page `tree`.
func appendPageText(_ tree: borrowing HTMLTree, _ scope: HTMLTextScope, to text: inout [UInt8]) {
  if scope == .main {
    let main = MainPart(tree)
    if main.isFound {
      append(tree, from: main.root, without: main.dropped, to: &text)
      return
    }
  }
  append(tree, from: 0, without: visible(tree), to: &text)
}

extension HTMLTree {
  /// The title, its white space collapsed.
  var titleText: [UInt8] {
    guard let title else { return [] }
    var layout = HTMLLayout(appendingTo: [], references: .text)
    layout.add(bytes, title)
    var text = layout.finish()
    tidy(&text, from: 0)
    return text
  }
}

/// Marks what is not shown.
private func visible(_ tree: borrowing HTMLTree) -> [Bool] {
  var dropped = Array(repeating: false, count: tree.nodes.count)
  for i in 0..<tree.nodes.count {
    let node = tree.nodes[i]
    if node.traits.contains(.hidden) || node.tag.isControl { dropped[i] = true }
  }
  return dropped
}

/// Appends the subtree of `root`, leaving out the subtrees that `dropped` marks.
private func append(
  _ tree: borrowing HTMLTree, from root: Int, without dropped: [Bool], to text: inout [UInt8]
) {
  let start = text.count
  var layout = HTMLLayout(appendingTo: text, references: .text)
  text = []
  var open: [(end: Int, element: HTMLElement)] = []
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
    } else {
      let element = node.tag.element
      layout.start(element)
      if element != .inline { open.append((Int(node.end), element)) }
    }
    i += 1
  }
  while let last = open.popLast() { layout.end(last.element) }
  text = layout.finish()
  tidy(&text, from: start)
}

/// Removes what is no text to anybody: control characters, soft hyphens, zero-width spaces. No-break
/// spaces become spaces, the separators of lines and paragraphs line feeds; no space stays at the end of
/// a line.
private func tidy(_ text: inout [UInt8], from start: Int) {
  var to = start
  var at = start
  func next(_ offset: Int) -> UInt8 { at + offset < text.count ? text[at + offset] : 0 }
  while at < text.count {
    var byte = text[at]
    var length = 1
    var isKept = true
    switch byte {
    case 0x09, 0x0A: break
    case 0..<0x20, 0x7F: isKept = false
    case 0xC2 where next(1) == 0xA0: (byte, length) = (0x20, 2)
    // C1 controls and the soft hyphen.
    case 0xC2 where next(1) < 0xA0 || next(1) == 0xAD: (isKept, length) = (false, 2)
    case 0xE2 where next(1) == 0x80 && next(2) == 0x8B: (isKept, length) = (false, 3)
    case 0xE2 where next(1) == 0x80 && (next(2) == 0xA8 || next(2) == 0xA9):
      (byte, length) = (0x0A, 3)
    case 0xEF where next(1) == 0xBB && next(2) == 0xBF: (isKept, length) = (false, 3)
    default: break
    }
    // A space that stood for another one does not make two.
    if byte == 0x20, length > 1, to == start || text[to - 1].isMarkupSpace { isKept = false }
    if byte == 0x0A { while to > start, text[to - 1] == 0x20 { to -= 1 } }
    at += length
    guard isKept else { continue }
    text[to] = byte
    to += 1
  }
  while to > start, text[to - 1].isMarkupSpace { to -= 1 }
  text.removeSubrange(to...)
}

extension HTMLTag {
  /// What the layout makes of it.
  fileprivate var element: HTMLElement {
    switch self {
    case .br: .lineBreak
    case .hr: .rule
    case .pre, .listing: .preformatted
    case .ul, .menu, .dir: .bulletList
    case .ol: .numberedList
    case .li: .listItem
    case .tr: .tableRow
    case .td, .th: .tableCell
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
