/// The state of the cutter between reads.

extension XMLCutter {
  enum State {
    case text
    /// After `<`, when it is not known yet what it begins.
    case markup
    case tag
    /// Inside a tag, after this quote.
    case value(UInt8)
    case comment
    case literal
    case instruction
    case typeDeclaration
  }

  /// The record that is being read.
  struct Record {
    var start: Int
    var depth: Int
    /// Where children that repeat are, and the one that is open.
    var repeated: [Range<Int>] = []
    var repeatedStart: Int?
    /// The size at which repeated children are dropped.
    var thinAt: Int
    /// How many bytes of those that were dropped are gone.
    var thinned = 0
    /// Tags do not match: it ends before the next record, or with its end tag.
    var isBroken = false
    /// It is skipped, and noted already.
    var isDropped = false
  }
}

extension XMLCutter.State {
  var isText: Bool {
    if case .text = self { return true }
    return false
  }
}
