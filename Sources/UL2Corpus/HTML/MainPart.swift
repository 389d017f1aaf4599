/// Finds a page's main part: where its paragraphs are, and what among them belongs to something else.
///
/// In the spirit of Readability and of resiliparse's rules: 1. what calls itself navigation, a footer,
/// comments, advertising is dropped, unless it holds most of the page's paragraphs; 2. from the top, the
/// part is narrowed as long as one child (or an element that says that it is the article) has nearly all
/// paragraphs left; 3. within it, lists and boxes made of links go, and what is left over around them.
struct MainPart {
  private(set) var root = 0
  private(set) var dropped: [Bool]
  private(set) var isFound = false

  private var statistics: PageStatistics

  init(_ tree: borrowing HTMLTree) {
    statistics = PageStatistics(tree)
    dropped = Array(repeating: false, count: tree.nodes.count)
    let all = statistics.sums[0].length
    dropBoilerplate(tree)
    statistics.addUp(tree, without: dropped)
    root = narrowed(tree)
    dropClusters(tree)
    statistics.addUp(tree, without: dropped)
    let found = statistics.sums[root]
    isFound = found.length >= 200 || found.length * 4 >= all || found.good >= 80
  }

  /// What names itself as no part of the text.
  private mutating func dropBoilerplate(_ tree: borrowing HTMLTree) {
    let good = statistics.sums[0].good
    let count = tree.nodes.count
    var inArticle = Array(repeating: false, count: count)
    for i in 0..<count {
      let node = tree.nodes[i]
      if node.tag == .text { continue }
      let parent = Int(node.parent)
      if parent >= 0 {
        if dropped[parent] {
          dropped[i] = true
          continue
        }
        inArticle[i] = inArticle[parent]
      }
      let traits = node.traits
      let mine = statistics.sums[i].good
      var isOut = false
      // At most this many percent of the page's paragraphs may go for the reason found.
      var limit: Int32 = 0
      switch node.tag {
      case .article, .main: inArticle[i] = true
      case .button, .select, .datalist, .option, .optgroup, .dialog:
        (isOut, limit) = (true, 100)
      case .nav, .footer, .aside, .menu, .search: (isOut, limit) = (true, 40)
      case .header where !inArticle[i]: (isOut, limit) = (true, 20)
      case .form, .fieldset: (isOut, limit) = (true, 20)
      case .figcaption, .figure, .video, .audio, .canvas, .object: (isOut, limit) = (true, 20)
      default: break
      }
      if traits.contains(.hidden) { (isOut, limit) = (true, 50) }
      if traits.contains(.never) { (isOut, limit) = (true, 40) }
      if traits.contains(.boilerplate), !traits.contains(.body), node.tag != .article,
        node.tag != .main
      {
        (isOut, limit) = (true, traits.contains(.content) ? max(limit, 15) : max(limit, 40))
      }
      if traits.contains(.body) { inArticle[i] = true }
      if isOut, Int(mine) * 100 <= Int(good) * Int(limit) { dropped[i] = true }
    }
  }

  /// The smallest subtree with nearly all paragraphs.
  private func narrowed(_ tree: borrowing HTMLTree) -> Int {
    let sums = statistics.sums
    var root = 0
    if let marked = marked(tree) { root = marked }
    descent: while true {
      let good = Int(sums[root].good)
      var child = root + 1
      let end = Int(tree.nodes[root].end)
      while child < end {
        let node = tree.nodes[child]
        if node.tag != .text, !dropped[child], node.tag.isContainer,
          Int(sums[child].good) * 100 >= good * 90, good > 0
        {
          root = child
          continue descent
        }
        child = Int(node.end)
      }
      return root
    }
  }

  /// An element that says that it is the article, if it has enough of the paragraphs.
  private func marked(_ tree: borrowing HTMLTree) -> Int? {
    let sums = statistics.sums
    let good = Int(sums[0].good)
    guard good > 0 else { return nil }
    var best: Int?
    for i in 0..<tree.nodes.count where !dropped[i] {
      let node = tree.nodes[i]
      let isMarked = node.traits.contains(.body) || node.tag == .article || node.tag == .main
      guard isMarked, node.tag != .text else { continue }
      let share = Int(sums[i].good) * 100 / good
      if share >= (node.traits.contains(.body) ? 40 : 50) { best = i }
    }
    return best
  }

  /// Lists, tables and boxes that are mostly links.
  private mutating func dropClusters(_ tree: borrowing HTMLTree) {
    var i = root + 1
    let end = Int(tree.nodes[root].end)
    while i < end {
      let node = tree.nodes[i]
      if dropped[i] || node.tag == .text {
        i = dropped[i] ? Int(node.end) : i + 1
        continue
      }
      if node.tag.isBlock, isCluster(i, node.tag) {
        dropped[i] = true
        i = Int(node.end)
      } else {
        i += 1
      }
    }
  }

  private func isCluster(_ i: Int, _ tag: HTMLTag) -> Bool {
    let sums = statistics.sums[i]
    if sums.length == 0 { return false }
    let density = Int(sums.linkLength) * 100 / Int(sums.length)
    switch tag {
    case .ul, .ol, .dl, .table, .div, .section, .p, .li, .article, .blockquote:
      if sums.good == 0 { return density > 50 && sums.links > 0 }
      return density > 60
    case .h1, .h2, .h3, .h4, .h5, .h6: return false
    default: return false
    }
  }
}

extension HTMLTag {
  /// Can hold paragraphs.
  fileprivate var isContainer: Bool {
    switch self {
    case .p, .li, .h1, .h2, .h3, .h4, .h5, .h6, .blockquote, .pre, .tr, .ul, .ol, .dl: false
    default: isBlock || self == .span || self == .other
    }
  }
}
