/// Finds the parts of a page whose tag, role or class says that they are not its text.
///
/// Names lie: a forum's posts are `comment`s, a whole page is in a `<form>`. So each rule has a limit, the share of the
/// page's paragraphs that it may remove; and if all rules together leave hardly any, only the tags are believed.
struct BoilerplateRules {
  /// The page's paragraphs, in bytes.
  private let good: Int
  /// The largest element whose name says that it is the article's body.
  private var body = 0..<0

  init(_ tree: borrowing HTMLTree, _ statistics: PageStatistics) {
    good = Int(statistics.sums[0].good)
    var most: Int32 = 0
    for i in 0..<tree.nodes.count {
      let node = tree.nodes[i]
      guard node.tag == .article || node.traits.contains(.body) else { continue }
      if statistics.sums[i].good > most, !node.traits.contains(.boilerplate) {
        most = statistics.sums[i].good
        body = i..<Int(node.end)
      }
    }
    if most < 200 { body = 0..<0 }
  }

  /// Marks the topmost node of each part that goes.
  func dropped(_ tree: borrowing HTMLTree, _ statistics: PageStatistics) -> [Bool] {
    let (dropped, left) = dropped(tree, statistics, byName: true)
    // A text is left, or all but a small part of what paragraphs there are.
    if left >= 1200 || left * 5 >= good * 2 || (!body.isEmpty && left >= 200) {
      return dropped
    }
    return self.dropped(tree, statistics, byName: false).marks
  }

  private func dropped(
    _ tree: borrowing HTMLTree, _ statistics: PageStatistics, byName: Bool
  ) -> (marks: [Bool], left: Int) {
    let count = tree.nodes.count
    var dropped = Array(repeating: false, count: count)
    // The end of the outermost element that is an article.
    var articleEnd = 0
    var left = good
    var i = 0
    while i < count {
      let node = tree.nodes[i]
      let limit = limit(node, i, inArticle: i < articleEnd, byName: byName)
      let mine = Int(statistics.sums[i].good)
      if limit > 0, mine * 100 <= good * limit {
        dropped[i] = true
        left -= mine
        i = Int(node.end)
        continue
      }
      let isArticle = node.tag == .article || node.tag == .main || node.traits.contains(.body)
      if isArticle { articleEnd = max(articleEnd, Int(node.end)) }
      i += 1
    }
    return (dropped, left)
  }

  /// How many percent of the page's paragraphs may go with this element; 0: it stays.
  private func limit(
    _ node: HTMLTree.Node, _ i: Int, inArticle: Bool, byName: Bool
  ) -> Int {
    let traits = node.traits
    // What scripts would have made of the page: all there is of some forums.
    if node.tag == .noscript { return 30 }
    if traits.contains(.hidden) { return 40 }
    // A `<button>` without its end tag holds the rest of the page.
    if node.tag.isControl || node.tag == .dialog { return 20 }
    if traits.contains(.never) { return 40 }
    let limit: Int
    switch node.tag {
    case .nav, .footer, .aside, .menu, .search: limit = 40
    case .form, .fieldset, .figcaption, .figure, .video, .audio, .canvas, .object: limit = 20
    case .header: limit = inArticle ? 0 : 20
    default: limit = 0
    }
    guard byName, traits.contains(.boilerplate), !traits.contains(.body), node.tag != .main else {
      return limit
    }
    // Outside what says that it is the article, a name is believed whatever it is on.
    let isApart = !body.isEmpty && (i >= body.upperBound || Int(node.end) <= body.lowerBound)
    if isApart { return 90 }
    if node.tag == .article { return limit }
    return max(limit, traits.contains(.content) ? 15 : 40)
  }
}
