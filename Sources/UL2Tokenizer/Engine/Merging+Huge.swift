/// Chunks of more than 64 KiB, such as one letter a hundred million times: merged in four and a half bytes per byte of
/// text, where a list and a heap would take forty and more.
///
/// ```
///   cells     a symbol's number where it begins, its length in its second cell and in its last
///   blocks    of 32 cells: where its first symbol begins, the lowest rank of its symbols' merges, and the
///             leftmost symbol that has it
///   ranks     a tree over the blocks: at its root the lowest rank of all
/// ```
/// The next pair is not kept but found, in the leftmost block of the lowest rank. After a merge, the blocks of the
/// symbols it touched are searched again. The order is that of `mergeLong`: rank, then place.
struct HugeMergeWorkspace: ~Copyable {
  fileprivate var cells = Scratch<UInt32>(capacity: 1)
  fileprivate var firsts = Scratch<UInt8>(capacity: 1)
  fileprivate var leftmost = Scratch<UInt8>(capacity: 1)
  /// The root at 1, children of i at 2i and 2i + 1, blocks from `blockBase` on.
  fileprivate var ranks = Scratch<UInt32>(capacity: 1)
  fileprivate var blockBase = 1
  /// The number of cells.
  fileprivate(set) var count = 0

  /// Forgets the symbols that begin before a cell.
  func discard(before at: Int) { cells.discard(before: at) }

  mutating func shrink() {
    cells.shrink(to: 1)
    firsts.shrink(to: 1)
    leftmost.shrink(to: 1)
    ranks.shrink(to: 1)
  }

  /// Cells of the symbol that begins at a cell.
  @inline(__always)
  func length(_ at: Int) -> Int { unsafe Self.length(cells.base[at + 1]) }

  /// The symbol that begins at a cell.
  func symbol(_ at: Int) -> UInt32 { unsafe cells.base[at] }

  /// Cells of the symbol that ends before a cell.
  @inline(__always)
  fileprivate func lengthBefore(_ at: Int) -> Int { unsafe Self.length(cells.base[at - 1]) }

  /// A symbol's number is below 2³¹: a cell without `isLength` is a symbol, and the length looked for is 1.
  @inline(__always)
  private static func length(_ cell: UInt32) -> Int {
    cell & isLength == 0 ? 1 : Int(cell & ~isLength)
  }

  @inline(__always)
  fileprivate func set(_ at: Int, _ symbol: UInt32, _ length: Int) {
    unsafe cells.base[at] = symbol
    if length == 1 { return }
    let cell = UInt32(truncatingIfNeeded: length) | Self.isLength
    unsafe cells.base[at + 1] = cell
    unsafe cells.base[at + length - 1] = cell
  }

  private static let isLength: UInt32 = 1 << 31

  /// Binary logarithm of a block's cells.
  fileprivate static var blockBits: Int { 5 }
  fileprivate static var noFirst: UInt8 { UInt8(1 << blockBits) }

  fileprivate static func blocks(_ count: Int) -> Int { (count - 1) >> blockBits + 1 }

  /// Makes room for symbols that take at most `limit` cells, 1 to 2³⁰.
  mutating func begin(_ limit: Int) {
    cells.reserve(limit + 1)
    let blocks = Self.blocks(limit)
    firsts.reserve(blocks)
    leftmost.reserve(blocks)
    blockBase = 1
    while blockBase < blocks { blockBase *= 2 }
    ranks.reserve(2 * blockBase)
    unsafe ranks.base.update(repeating: Merge.noRank, count: 2 * blockBase)
    unsafe firsts.base.update(repeating: Self.noFirst, count: blocks)
    count = 0
  }

  /// Appends a symbol of `length` cells.
  mutating func append(_ symbol: UInt32, _ length: Int) {
    let block = count >> Self.blockBits
    if unsafe firsts.base[block] == Self.noFirst {
      unsafe firsts.base[block] = UInt8(truncatingIfNeeded: count & (1 << Self.blockBits - 1))
    }
    set(count, symbol, length)
    count += length
    // There is no length after the last symbol.
    unsafe cells.base[count] = 0
  }
}

extension Merging {
  /// Merges the symbols of a workspace. Those left are in it, the first at 0, the next where it ends.
  func mergeHuge(_ space: inout HugeMergeWorkspace) {
    for block in 0..<HugeMergeWorkspace.blocks(space.count) { look(block, &space) }
    while unsafe space.ranks.base[1] != Merge.noRank {
      merge(in: lowest(space), &space)
    }
  }

  /// The leftmost block with a merge of the lowest rank.
  private func lowest(_ space: borrowing HugeMergeWorkspace) -> Int {
    let ranks = unsafe space.ranks.base
    let lowest = unsafe ranks[1]
    var node = 1
    while node < space.blockBase {
      node = unsafe 2 * node + (ranks[2 * node] == lowest ? 0 : 1)
    }
    return node - space.blockBase
  }

  /// Merges the leftmost pair of a block's lowest rank.
  private func merge(in block: Int, _ space: inout HugeMergeWorkspace) {
    let left = unsafe block << HugeMergeWorkspace.blockBits + Int(space.leftmost.base[block])
    let right = left + space.length(left)
    let after = right + space.length(right)
    let merge = self.merge(of: space.symbol(left), space.symbol(right))
    space.set(left, merge.result, after - left)
    let mask = 1 << HugeMergeWorkspace.blockBits - 1
    let rightBlock = right >> HugeMergeWorkspace.blockBits
    if unsafe Int(space.firsts.base[rightBlock]) == right & mask {
      let isInside = after < space.count && after >> HugeMergeWorkspace.blockBits == rightBlock
      unsafe space.firsts.base[rightBlock] =
        isInside ? UInt8(truncatingIfNeeded: after & mask) : HugeMergeWorkspace.noFirst
    }
    look(block, &space)
    if rightBlock != block { look(rightBlock, &space) }
    if left > 0 {
      let before = (left - space.lengthBefore(left)) >> HugeMergeWorkspace.blockBits
      if before != block { look(before, &space) }
    }
  }

  /// Finds a block's lowest rank.
  private func look(_ block: Int, _ space: inout HugeMergeWorkspace) {
    let start = block << HugeMergeWorkspace.blockBits
    let end = min(start + 1 << HugeMergeWorkspace.blockBits, space.count)
    var lowest = Merge.noRank
    var leftmost = start
    var at = unsafe start + Int(space.firsts.base[block])
    while at < end {
      let next = at + space.length(at)
      if next < space.count {
        let rank = self.merge(of: space.symbol(at), space.symbol(next)).rank
        if rank < lowest {
          lowest = rank
          leftmost = at
        }
      }
      at = next
    }
    unsafe space.leftmost.base[block] = UInt8(truncatingIfNeeded: leftmost - start)
    let ranks = unsafe space.ranks.base
    var node = space.blockBase + block
    if unsafe ranks[node] == lowest { return }
    unsafe ranks[node] = lowest
    while node > 1 {
      node /= 2
      let rank = unsafe min(ranks[2 * node], ranks[2 * node + 1])
      if unsafe ranks[node] == rank { return }
      unsafe ranks[node] = rank
    }
  }
}
