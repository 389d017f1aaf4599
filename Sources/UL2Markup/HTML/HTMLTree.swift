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
    /// After the last node within this one.
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
  private var formulas = FormulaState()

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
    if formulas.renderings != nil { formulas.meet(bytes, text: range) }
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
      if tag == .script, startFormulaScript(&tokenizer, name, attributes) { return }
      let content = tokenizer.skipContent(of: name)
      if tag == .title, title == nil { title = content }
      return
    }
    switch tag {
    case .other:
      if HTMLFormula.isPrefixedMath(bytes, name) {
        _ = startFormula(&tokenizer, attributes)
      } else if HTMLFormula.isAnnotation(bytes, name) {
        tokenizer.skipInline(of: name)
      }
      return
    case .font, .ins, .del, .wbr: return
    case .math:
      if startFormula(&tokenizer, attributes) { return }
      formulas.last = nodes.count
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
    var traits = HTMLTraits(tokenizer, tag, attributes)
    if tag == .img, addFormulaImage(tokenizer, attributes) { return }
    if tag.isVoid {
      addVoid(tag, traits, attributes)
    } else {
      if open.count >= Self.depthLimit { pop() }
      if traits.contains(.formula) {
        startRendering(tokenizer, attributes, &traits)
      } else {
        formulas.meetElement()
      }
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
    if nodes[node].traits.contains(.formula) { endRendering(node) }
    // A link that was never closed ends with the element it is in.
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

// MARK: Formulas

extension HTMLTree {
  /// Adds a formula's TeX as a text of its own.
  private mutating func add(_ formula: HTMLFormula) {
    guard let parent = open.last else { return }
    var traits: HTMLTraits = linkDepth == nil ? [] : .link
    if formula.isDisplay { traits.insert(.display) }
    if !formula.hasReferences { traits.insert(.verbatim) }
    formulas.last = nodes.count
    nodes.append(
      Node(
        tag: .formula, traits: traits, parent: parent, end: Int32(nodes.count + 1),
        start: Int32(formula.range.lowerBound), stop: Int32(formula.range.upperBound)))
  }

  /// Whether the open element has a formula already.
  private var hasFormula: Bool { formulas.last > Int(open.last ?? 0) }

  /// Takes the TeX of `<math>`; false where it has none.
  private mutating func startFormula(
    _ tokenizer: inout HTMLTokenizer, _ attributes: Range<Int>
  ) -> Bool {
    guard let formula = HTMLFormula(tokenizer, math: attributes) else { return false }
    tokenizer.skipMath()
    add(formula)
    return true
  }

  /// Takes the TeX of a script, in the place of what shows it; false where it is a program.
  private mutating func startFormulaScript(
    _ tokenizer: inout HTMLTokenizer, _ name: Range<Int>, _ attributes: Range<Int>
  ) -> Bool {
    guard let kind = HTMLFormula.scriptKind(tokenizer, attributes) else { return false }
    // MathML in a script is parsed as if it were none.
    if !kind.isTeX { return true }
    let content = tokenizer.skipContent(of: name)
    guard
      let formula = HTMLFormula(
        bytes, content, isDisplay: kind.isDisplay, hasReferences: false)
    else { return true }
    if let start = formulas.renderings, formulas.depth == nil, nodes[start].parent == open.last,
      isRendering(from: start, of: formula)
    {
      removeNodes(from: start)
    }
    formulas.renderings = nil
    add(formula)
    return true
  }

  /// Whether there is no more text from `start` on than a formula's glyphs.
  private func isRendering(from start: Int, of formula: HTMLFormula) -> Bool {
    let length = nodes[start...].reduce(0) { $0 + Int($1.stop - $1.start) }
    return length <= 8 * formula.range.count + 400
  }

  private mutating func addFormulaImage(
    _ tokenizer: HTMLTokenizer, _ attributes: Range<Int>
  ) -> Bool {
    guard let formula = HTMLFormula(tokenizer, image: attributes) else { return false }
    // MediaWiki's is beside the same formula as MathML.
    if !formula.isFallback || !hasFormula { add(formula) }
    return true
  }

  private mutating func startRendering(
    _ tokenizer: HTMLTokenizer, _ attributes: Range<Int>, _ traits: inout HTMLTraits
  ) {
    let names = tokenizer.attribute("class", in: attributes) ?? 0..<0
    switch FormulaRendering(bytes, names) {
    case .glyphs where hasFormula: formulas.copy = formulas.copy ?? nodes.count
    case .preview:
      if formulas.depth == nil { formulas.begin(at: nodes.count, depth: open.count) }
      return
    case .beforeScript:
      if formulas.depth == nil { formulas.begin(at: nodes.count, depth: open.count) }
    case .assistive:
      // The glyphs before it show the same.
      if let depth = formulas.depth, depth + 1 == open.count {
        removeNodes(from: Int(open[depth]) + 1)
      }
    case .glyphs, .part: break
    }
    // What scripts would show is hidden until they do.
    traits.remove(.hidden)
  }

  private mutating func endRendering(_ node: Int) {
    if let depth = formulas.depth, open.count <= depth { formulas.depth = nil }
    guard formulas.copy == node else { return }
    formulas.copy = nil
    removeNodes(from: node)
  }

  private mutating func removeNodes(from start: Int) {
    nodes.removeLast(nodes.count - start)
    if formulas.last >= start { formulas.last = -1 }
    if let first = formulas.renderings, first >= start { formulas.renderings = nil }
  }
}

/// Where the formulas of a page are while it is read.
private struct FormulaState {
  /// The last formula's node; -1 for none.
  var last = -1
  /// The first of the renderings that nothing but white space has followed.
  var renderings: Int?
  /// The number of open elements where the open rendering began.
  var depth: Int?
  /// The element that shows a formula again and goes when it ends.
  var copy: Int?

  mutating func begin(at node: Int, depth: Int) {
    renderings = renderings ?? node
    self.depth = depth
  }

  mutating func meetElement() { if depth == nil { renderings = nil } }

  mutating func meet(_ bytes: [UInt8], text: Range<Int>) {
    if depth == nil, !bytes.trimmed(text).isEmpty { renderings = nil }
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
