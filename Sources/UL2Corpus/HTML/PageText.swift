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
