/// A page as a tree of its text, in flat arrays: nodes in document order, each with its parent and with
/// the end of what is in it.
///
/// Built in one pass by a part of HTML5's rules: void elements, implied end tags of paragraphs, items
/// and cells, end tags that reach no further than their cell. Inline formatting is left out, links are a
/// mark on their text, and no element is deeper than `depthLimit` (browsers have the same limit): so any
/// input takes linear time, without recursion. At `nodeLimit` nodes, twenty times what large pages have,
/// the rest is left.
package struct HTMLTree {
  package struct Node {
    var tag: HTMLTag
    var traits: HTMLTraits
    var parent: Int32
    /// Behind the last node within this one.
    var end: Int32
    /// A text's place in the bytes; the attributes' for images.
    var start: Int32 = 0
    var stop: Int32 = 0
  }

  package static let depthLimit = 512
  package static let nodeLimit = 1 << 21

  package let bytes: [UInt8]
  private(set) var nodes: [Node] = []
  /// The `<title>`, with its references in it.
  private(set) var title: Range<Int>?
  /// `<html lang>`.
  package private(set) var language: Range<Int>?
  package private(set) var isCut = false
  private var open: [Int32] = []
  /// How many of each tag are open: an end tag without a start is known without a search.
  private var openCounts = [Int32](repeating: 0, count: 256)
  /// The number of open elements where the link that is open began.
  private var linkDepth: Int?

  /// - Parameter bytes: UTF-8, at most 2 GiB.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    nodes.reserveCapacity(min(bytes.count / 24 + 16, Self.nodeLimit))
    var tokenizer = HTMLTokenizer(bytes)
    push(.html, [])
    while let piece = tokenizer.nextPiece() {
      guard nodes.count < Self.nodeLimit else {
        isCut = true
        break
      }
      switch piece {
      case .text(let range): addText(range)
      case .start(let name, let attributes): start(&tokenizer, name, attributes)
      case .end(let name): end(HTMLTag(bytes, name))
      }
    }
    while !open.isEmpty { pop() }
  }

  // MARK: Pieces

  private mutating func addText(_ range: Range<Int>) {
    guard let last = open.last else { return }
    let node = Node(
      tag: .text, traits: linkDepth == nil ? [] : .link, parent: last,
      end: Int32(nodes.count + 1), start: Int32(range.lowerBound), stop: Int32(range.upperBound))
    nodes.append(node)
  }

  private mutating func start(
    _ tokenizer: inout HTMLTokenizer, _ name: Range<Int>, _ attributes: Range<Int>
  ) {
    let tag = HTMLTag(bytes, name)
    if tag.isRawText {
      if tag == .svg, tokenizer.isClosed(attributes) { return }
      let content = tokenizer.skipContent(of: name)
      if tag == .title, title == nil { title = content }
      return
    }
    switch tag {
    case .other, .font, .ins, .del, .wbr: return
    case .html:
      if language == nil { language = tokenizer.attribute("lang", in: attributes) }
      return
    case .a:
      let traits = HTMLTraits(tokenizer, tag, attributes)
      if linkDepth != nil { linkDepth = nil }
      if traits.contains(.link) { linkDepth = open.count }
      return
    case .body, .head, .link, .meta, .base: return
    default: break
    }
    closeImplied(by: tag)
    let traits = HTMLTraits(tokenizer, tag, attributes)
    if tag.isVoid {
      addVoid(tag, traits, attributes)
    } else {
      if open.count >= Self.depthLimit { pop() }
      push(tag, traits)
    }
  }

  private mutating func addVoid(_ tag: HTMLTag, _ traits: HTMLTraits, _ range: Range<Int>) {
    guard tag == .br || tag == .hr || tag == .img, let last = open.last else { return }
    let node = Node(
      tag: tag, traits: traits, parent: last, end: Int32(nodes.count + 1),
      start: Int32(range.lowerBound), stop: Int32(range.upperBound))
    nodes.append(node)
  }

  private mutating func end(_ tag: HTMLTag) {
    if tag == .a { linkDepth = nil }
    if tag == .br || tag == .p && openCounts[Int(tag.rawValue)] == 0 {
      addVoid(.br, [], 0..<0)
      return
    }
    guard tag != .html, tag != .body, openCounts[Int(tag.rawValue)] > 0 else { return }
    close(tag, to: tag.isTablePart ? .table : nil)
  }

  // MARK: Open elements

  private mutating func push(_ tag: HTMLTag, _ traits: HTMLTraits) {
    let node = Node(tag: tag, traits: traits, parent: open.last ?? -1, end: 0)
    open.append(Int32(nodes.count))
    openCounts[Int(tag.rawValue)] += 1
    nodes.append(node)
  }

  private mutating func pop() {
    let node = Int(open.removeLast())
    nodes[node].end = Int32(nodes.count)
    openCounts[Int(nodes[node].tag.rawValue)] -= 1
    // A link that was never closed ends with the element it stands in.
    if let depth = linkDepth, open.count < depth { linkDepth = nil }
  }

  /// Pops up to and with the nearest open `tag`, unless one is met that ends its reach.
  ///
  /// - Parameter limit: what ends the reach; nil: cells and the like, and for inline elements blocks.
  private mutating func close(_ tag: HTMLTag, to limit: HTMLTag?) {
    var depth = open.count
    while depth > 1 {
      depth -= 1
      let found = nodes[Int(open[depth])].tag
      if found == tag {
        while open.count > depth { pop() }
        return
      }
      if let limit {
        if found == limit { return }
      } else if found.isScope || (!tag.isBlock && found.isBlock) {
        return
      }
    }
  }

  private func isOpen(_ tag: HTMLTag) -> Bool { openCounts[Int(tag.rawValue)] > 0 }

  /// Ends the elements whose end tags a start tag implies.
  private mutating func closeImplied(by tag: HTMLTag) {
    switch tag {
    case .li: closeItem(.li, .li, lists: [.ul, .ol, .menu, .dir])
    case .dd, .dt: closeItem(.dd, .dt, lists: [.dl, .dl, .dl, .dl])
    case .td, .th: closeItem(.td, .th, lists: [.table, .tr, .table, .table])
    case .tr:
      if isOpen(.tr) { close(.tr, to: .table) }
    case .tbody, .thead, .tfoot:
      for part in [HTMLTag.tbody, .thead, .tfoot] where isOpen(part) { close(part, to: .table) }
    case .option, .optgroup:
      if isOpen(.option) { close(.option, to: nil) }
    case .button:
      if isOpen(.button) { close(.button, to: .table) }
    default: break
    }
    guard tag.isBlock else { return }
    if isOpen(.p) { close(.p, to: nil) }
    if tag.isHeading, let last = open.last, nodes[Int(last)].tag.isHeading { pop() }
  }

  /// Ends an open item of either kind in the innermost list.
  private mutating func closeItem(_ one: HTMLTag, _ other: HTMLTag, lists: [4 of HTMLTag]) {
    guard isOpen(one) || isOpen(other) else { return }
    var depth = open.count
    while depth > 1 {
      depth -= 1
      let found = nodes[Int(open[depth])].tag
      if found == one || found == other {
        while open.count > depth { pop() }
        return
      }
      for i in lists.indices where lists[i] == found { return }
    }
  }
}

extension HTMLTag {
  fileprivate var isTablePart: Bool {
    switch self {
    case .table, .caption, .thead, .tbody, .tfoot, .tr, .td, .th: true
    default: false
    }
  }
}
