/// How much text, how much of it in links, and how much of it in paragraphs there is below each node of
/// a page: what the main part is found by.
///
/// Lengths are bytes with white space collapsed. Each text belongs to its nearest block; a block is a
/// paragraph if it has enough text of its own outside links. Sums over subtrees are one pass from
/// the last node to the first, since children come after their parents.
struct PageStatistics {
  /// Of a subtree.
  struct Sums {
    var length: Int32 = 0
    var linkLength: Int32 = 0
    /// Text of paragraphs outside links.
    var good: Int32 = 0
    var paragraphs: Int32 = 0
    var links: Int32 = 0
  }

  /// Of a block's own text, not that of blocks within.
  struct Own {
    var length: Int32 = 0
    var linkLength: Int32 = 0
    var commas: Int32 = 0
    var sentences: Int32 = 0
  }

  private(set) var sums: [Sums]
  private(set) var own: [Own]
  /// The nearest block of each node, itself if it is one.
  private(set) var block: [Int32]

  init(_ tree: borrowing HTMLTree) {
    let count = tree.nodes.count
    sums = Array(repeating: Sums(), count: count)
    own = Array(repeating: Own(), count: count)
    block = Array(repeating: 0, count: count)
    for i in 0..<count {
      let node = tree.nodes[i]
      block[i] = node.tag.isBlock || node.parent < 0 ? Int32(i) : block[Int(node.parent)]
      guard node.tag.isText else { continue }
      let text = Self.measure(tree.bytes, Int(node.start)..<Int(node.stop))
      if text.length == 0 { continue }
      let isLink = node.traits.contains(.link)
      sums[i] = Sums(
        length: text.length, linkLength: isLink ? text.length : 0, links: isLink ? 1 : 0)
      let owner = Int(block[i])
      own[owner].length += text.length
      if isLink {
        own[owner].linkLength += text.length
      } else {
        own[owner].commas += text.commas
        own[owner].sentences += text.sentences
      }
    }
    addUp(tree, without: nil)
  }

  /// Sums again, leaving out the subtrees of the nodes that `dropped` marks.
  mutating func addUp(_ tree: borrowing HTMLTree, without dropped: [Bool]?) {
    let count = tree.nodes.count
    for i in 0..<count where !tree.nodes[i].tag.isText { sums[i] = Sums() }
    var i = count
    while i > 0 {
      i -= 1
      let node = tree.nodes[i]
      if dropped?[i] == true { continue }
      if own[i].length > 0, isParagraph(i) {
        sums[i].good += own[i].length - own[i].linkLength
        sums[i].paragraphs += 1
      }
      guard node.parent >= 0 else { continue }
      let parent = Int(node.parent)
      sums[parent].length += sums[i].length
      sums[parent].linkLength += sums[i].linkLength
      sums[parent].good += sums[i].good
      sums[parent].paragraphs += sums[i].paragraphs
      sums[parent].links += sums[i].links
    }
  }

  /// Whether a block's own text reads like one: long enough, mostly outside links.
  func isParagraph(_ i: Int) -> Bool {
    let plain = own[i].length - own[i].linkLength
    guard own[i].linkLength * 2 <= own[i].length else { return false }
    return plain >= 80 || (plain >= 40 && own[i].sentences > 0)
  }

  private static func measure(_ bytes: [UInt8], _ range: Range<Int>) -> Own {
    var own = Own()
    var isSpace = true
    for at in range {
      let byte = bytes[at]
      if byte.isMarkupSpace {
        isSpace = true
        continue
      }
      own.length += isSpace ? 2 : 1
      isSpace = false
      switch byte {
      case UInt8(ascii: ","): own.commas += 1
      case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"): own.sentences += 1
      // Full stops and commas of Chinese and Japanese, 0xE3 0x80 0x81 and 0x82.
      case 0x81, 0x82:
        if at >= range.lowerBound + 2, bytes[at - 1] == 0x80, bytes[at - 2] == 0xE3 {
          own.sentences += 1
        }
      default: break
      }
    }
    return own
  }
}
