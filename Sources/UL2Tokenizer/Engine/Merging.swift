/// Merging by pairs: the adjacent pair of the lowest rank first, the leftmost of equals, until none is left.
///
/// Symbols are numbers, and a table says what two of them merge to, so no text is hashed. Up to 64 symbols are searched
/// from end to end, more use a heap, and many thousands a layout that saves memory.
protocol Merging: BitwiseCopyable {
  /// The merge of two adjacent symbols; its rank is `Merge.noRank` if they do not merge.
  func merge(of left: UInt32, _ right: UInt32) -> Merge
}

/// A symbol of a chunk.
struct MergeSymbol: BitwiseCopyable {
  var symbol: UInt32
  /// Where it begins.
  var start: UInt32
}

/// The memory that merging works in.
struct MergeWorkspace: ~Copyable {
  /// A chunk's symbols, in order.
  var symbols = Scratch<MergeSymbol>(capacity: 1024)
  /// For short chunks: each symbol's merge with the one to its right, the rank in the upper 26 bits and the symbol's
  /// place in the lower 6, so that the least comes first.
  var keys = Scratch<UInt32>(capacity: 64)
  var results = Scratch<UInt32>(capacity: 64)
  /// For long ones.
  var links = Scratch<MergeLink>(capacity: 64)
  var heap = MergeHeap()

  mutating func shrink(to limit: Int) {
    symbols.shrink(to: limit)
    links.shrink(to: limit)
    heap.shrink(to: limit)
  }
}

extension Merging {
  /// Merges the first symbols of a workspace, at most 64.
  ///
  /// - Returns: how many are left; they are at the start of the workspace's, in order.
  @inline(__always)
  func mergeShort(_ count: Int, _ space: inout MergeWorkspace) -> Int {
    if count < 2 { return count }
    let (nodes, keys, results) = unsafe (
      space.symbols.base, space.keys.base, space.results.base
    )
    for i in 0..<(count - 1) {
      let merge = unsafe self.merge(of: nodes[i].symbol, nodes[i + 1].symbol)
      unsafe keys[i] = merge.rank &<< 6 | UInt32(truncatingIfNeeded: i)
      unsafe results[i] = merge.result
    }
    var left: UInt64 = UInt64.max &>> UInt64(64 - count)
    while true {
      var best = UInt32.max
      for i in 0..<(count - 1) { best = unsafe min(best, keys[i]) }
      // No key of a merge is as high as this.
      if best >= Merge.noRank << 6 { break }
      let at = Int(best & 63)
      unsafe nodes[at].symbol = unsafe results[at]
      let right = at + 1 + (left &>> UInt64(at + 1)).trailingZeroBitCount
      left &= ~(1 &<< UInt64(right))
      if right < count - 1 { unsafe keys[right] = .max }
      let rest = (left &>> UInt64(right)) &>> 1
      if rest != 0 {
        let after = right + 1 + rest.trailingZeroBitCount
        let merge = unsafe self.merge(of: nodes[at].symbol, nodes[after].symbol)
        unsafe keys[at] = merge.rank &<< 6 | UInt32(truncatingIfNeeded: at)
        unsafe results[at] = merge.result
      } else {
        unsafe keys[at] = .max
      }
      let earlier = left & ((1 &<< UInt64(at)) - 1)
      if earlier != 0 {
        let before = 63 - earlier.leadingZeroBitCount
        let merge = unsafe self.merge(of: nodes[before].symbol, nodes[at].symbol)
        unsafe keys[before] = merge.rank &<< 6 | UInt32(truncatingIfNeeded: before)
        unsafe results[before] = merge.result
      }
    }
    var n = 0
    while left != 0 {
      unsafe nodes[n] = unsafe nodes[left.trailingZeroBitCount]
      n += 1
      left &= left - 1
    }
    return n
  }
}
