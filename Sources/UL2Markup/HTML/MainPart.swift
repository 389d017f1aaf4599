/// Finds a page's main part: where its paragraphs are, and what among them belongs to something else.
///
/// In the spirit of Readability and of resiliparse's rules: 1. what calls itself navigation, a footer,
/// comments, advertising is dropped, unless it holds most of the page's paragraphs (`BoilerplateRules`);
/// 2. from the top, the part is narrowed as long as one child, or an element that says that it is the
/// article, has nearly all paragraphs left; 3. paragraphs right beside it, such as a lead above the
/// text's own box, are taken in; 4. within it, lists and boxes made of links go, and headings that are
/// left with nothing below them. Every step is one pass over the nodes.
struct MainPart {
  private(set) var root = 0
  private(set) var dropped: [Bool]
  /// Whether there is enough of it to represent the page.
  private(set) var isFound = false

  var statistics: PageStatistics

  init(_ tree: borrowing HTMLTree) {
    statistics = PageStatistics(tree)
    let all = statistics.sums[0]
    dropped = BoilerplateRules(tree, statistics).dropped(tree, statistics)
    statistics.addUp(tree, without: dropped)
    let ruled = dropped
    let visible = statistics.sums[0].length
    root = narrowed(tree)
    widen(tree)
    dropClusters(tree)
    dropStrays(tree)
    dropBareHeadings(tree)
    statistics.addUp(tree, without: dropped)
    var found = statistics.sums[root]
    if found.good < 1000, found.length < visible / 8 {
      // A page of links: lists of entries are what it is about.
      dropped = ruled
      statistics.addUp(tree, without: dropped)
      root = marked(tree) ?? 0
      found = statistics.sums[root]
    }
    isFound = found.length >= 200 || found.length * 4 >= all.length || found.good >= 80
  }

  // MARK: Where it is

  /// The smallest container with nearly all paragraphs.
  private func narrowed(_ tree: borrowing HTMLTree) -> Int {
    let sums = statistics.sums
    var root = marked(tree) ?? 0
    descent: while sums[root].good > 0 {
      let good = Int(sums[root].good)
      var child = root + 1
      let end = Int(tree.nodes[root].end)
      while child < end {
        let node = tree.nodes[child]
        if !dropped[child], node.tag.isContainer, Int(sums[child].good) * 100 >= good * 90 {
          root = child
          continue descent
        }
        child = Int(node.end)
      }
      break
    }
    return root
  }

  /// An element that says that it is the article, if it has enough of the paragraphs; the innermost.
  private func marked(_ tree: borrowing HTMLTree) -> Int? {
    let sums = statistics.sums
    let good = Int(sums[0].good)
    guard good > 0 else { return nil }
    var best: Int?
    for i in 0..<tree.nodes.count where !dropped[i] {
      let node = tree.nodes[i]
      guard node.tag.isContainer else { continue }
      let isBody = node.traits.contains(.body)
      guard isBody || node.tag == .article || node.tag == .main else { continue }
      let isEnough = node.tag == .main && sums[i].good >= 500
      guard isEnough || Int(sums[i].good) * 100 >= good * (isBody ? 40 : 50) else { continue }
      if let outer = best, i >= tree.nodes[outer].end, sums[i].good < sums[outer].good { continue }
      best = i
    }
    return best
  }

  /// Takes in the paragraphs around the part: the root moves up to the article's element, and of what is
  /// beside the way there only paragraphs and main headings stay.
  private mutating func widen(_ tree: borrowing HTMLTree) {
    let part = root
    var top = part
    var ancestor = part
    for level in 0..<8 {
      ancestor = Int(tree.nodes[ancestor].parent)
      guard ancestor > 0 else { break }
      let node = tree.nodes[ancestor]
      let isArticle = node.tag == .article || node.tag == .main || node.traits.contains(.body)
      if isArticle || level < 4 { top = ancestor }
      if node.tag == .article || node.tag == .main { break }
    }
    let good = Int(statistics.sums[part].good)
    var inner = part
    while inner != top {
      let outer = Int(tree.nodes[inner].parent)
      var child = outer + 1
      let end = Int(tree.nodes[outer].end)
      while child < end {
        let next = Int(tree.nodes[child].end)
        if child != inner, !dropped[child] {
          takeIn(tree, child, isBefore: child < inner, good)
        }
        child = next
      }
      inner = outer
    }
    root = top
  }

  /// Leaves of something beside the part what belongs to it.
  private mutating func takeIn(
    _ tree: borrowing HTMLTree, _ start: Int, isBefore: Bool, _ partGood: Int
  ) {
    let sums = statistics.sums[start]
    let hasText = isBefore ? sums.good > 0 : Int(sums.good) * 10 >= partGood
    guard hasText, sums.linkLength * 4 <= sums.length || isBefore else {
      if !(isBefore && tree.nodes[start].tag == .h1) { dropped[start] = true }
      return
    }
    for i in start..<Int(tree.nodes[start].end) {
      let node = tree.nodes[i]
      guard !dropped[i], node.tag.isBlock, statistics.own[i].length > 0 else { continue }
      let isHeading = node.tag == .h1 || (node.tag == .h2 && !isBefore)
      if !isHeading, !statistics.isParagraph(i), statistics.sums[i].good == 0 { dropped[i] = true }
    }
  }

  // MARK: What is not of it

  /// Lists, tables and boxes that are mostly links.
  private mutating func dropClusters(_ tree: borrowing HTMLTree) {
    let good = Int(statistics.sums[root].good)
    var i = root + 1
    let end = Int(tree.nodes[root].end)
    while i < end {
      let node = tree.nodes[i]
      if dropped[i] {
        i = Int(node.end)
        continue
      }
      if node.tag.isBlock, isCluster(i, node.tag), Int(statistics.sums[i].good) * 2 < max(good, 1) {
        dropped[i] = true
      }
      i += 1
    }
  }

  private func isCluster(_ i: Int, _ tag: HTMLTag) -> Bool {
    let sums = statistics.sums[i]
    if sums.links == 0 || sums.length == 0 { return false }
    let density = Int(sums.linkLength) * 100 / Int(sums.length)
    switch tag {
    case .ul, .ol, .dl, .table, .div, .section, .article, .blockquote:
      return density > (sums.good == 0 ? 50 : 60)
    case .p, .center: return density > 80 && sums.length - sums.linkLength < 30
    default: return false
    }
  }

  /// Where the text is in paragraphs, short lines that are in none: dates, names, captions, `Advert`.
  private mutating func dropStrays(_ tree: borrowing HTMLTree) {
    var proper: Int32 = 0
    let end = Int(tree.nodes[root].end)
    for i in root..<end where tree.nodes[i].tag == .p && statistics.isParagraph(i) {
      proper += statistics.sums[i].good
    }
    guard proper * 2 > statistics.sums[root].good else { return }
    for i in root + 1..<end where !dropped[i] && statistics.own[i].length > 0 {
      switch tree.nodes[i].tag {
      case .div, .section, .header, .article, .main, .center, .address:
        if !statistics.isParagraph(i), statistics.sums[i].good == 0,
          statistics.own[i].length == statistics.sums[i].length, statistics.own[i].length < 60
        {
          dropped[i] = true
        }
      default: break
      }
    }
  }

  /// Headings with nothing below them: what they were of was dropped.
  private mutating func dropBareHeadings(_ tree: borrowing HTMLTree) {
    // The rank of the lowest heading that would be bare here; 7: none, there is text below.
    var rank: UInt8 = 0
    var i = Int(tree.nodes[root].end)
    // Texts within dropped subtrees do not count.
    var isOut = Array(repeating: false, count: max(0, i - root))
    for k in root..<i {
      let parent = Int(tree.nodes[k].parent)
      isOut[k - root] = dropped[k] || (k > root && isOut[parent - root])
    }
    while i > root {
      i -= 1
      if isOut[i - root] { continue }
      let node = tree.nodes[i]
      if node.tag.isText {
        // The text of a heading is met before the heading.
        let owner = tree.nodes[Int(statistics.block[i])].tag
        if statistics.sums[i].length > 0, !owner.isHeading { rank = 7 }
      } else if node.tag.isHeading, statistics.sums[i].length > 0 {
        let own = node.tag.rawValue - HTMLTag.h1.rawValue + 1
        if own >= rank, own > 1 { dropped[i] = true } else { rank = own + 1 }
        if rank > own + 1 { rank = own + 1 }
      }
    }
  }
}

extension HTMLTag {
  /// Can hold paragraphs.
  fileprivate var isContainer: Bool {
    switch self {
    case .p, .li, .h1, .h2, .h3, .h4, .h5, .h6, .blockquote, .pre, .tr, .ul, .ol, .dl: false
    default: isBlock || self == .span
    }
  }
}
