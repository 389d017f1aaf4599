/// Chunks of more than 64 KiB, such as one letter a hundred million times: merging in four and a half bytes for
/// each byte of text, where a list and a heap would take forty and more.
///
/// ```
///   cells     a symbol's number where it begins, its length in its second cell and in its last
///   blocks    of 32 cells: where its first symbol begins, the lowest rank of its symbols' merges, and the
///             leftmost symbol that has it
///   ranks     a tree over the blocks: at its root the lowest rank of all
/// ```
/// Which pair merges next is not kept but found: the leftmost block of the lowest rank. After a merge the blocks
/// of the symbols that it touched are looked through again. The order is that of `mergeLong`: rank, then place.
extension BPEModel {
  struct HugeWorkspace: ~Copyable {
    fileprivate var cells = Scratch<UInt32>(capacity: 1)
    fileprivate var firsts = Scratch<UInt8>(capacity: 1)
    fileprivate var leftmost = Scratch<UInt8>(capacity: 1)
    /// The root at 1, children of i at 2i and 2i + 1, blocks from `blockBase` on.
    fileprivate var ranks = Scratch<UInt32>(capacity: 1)
    fileprivate var blockBase = 1
    fileprivate var count = 0

    /// Forgets the symbols that begin before a cell.
    func discard(before at: Int) { cells.discard(before: at) }

    mutating func shrink() {
      cells.shrink(to: 1)
      firsts.shrink(to: 1)
      leftmost.shrink(to: 1)
      ranks.shrink(to: 1)
    }

    /// Bytes of the symbol that begins at a cell.
    @inline(__always)
    func length(_ at: Int) -> Int { unsafe Self.length(cells.base[at + 1]) }

    /// The symbol that begins at a cell.
    func symbol(_ at: Int) -> UInt32 { unsafe cells.base[at] }

    /// Bytes of the symbol that ends before a cell.
    @inline(__always)
    fileprivate func lengthBefore(_ at: Int) -> Int { unsafe Self.length(cells.base[at - 1]) }

    /// A symbol's number is below 2³¹; where one of a single byte stands, none has a length beside it.
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
  }

  /// Binary logarithm of the cells of a block.
  private static var blockBits: Int { 5 }
  private static var noFirst: UInt8 { UInt8(1 << blockBits) }

  /// Merges a chunk of less than 2³⁰ bytes. Its symbols are then in the workspace, the first at 0, the next where
  /// it ends.
  func mergeHuge(_ text: UnsafePointer<UInt8>, _ count: Int, _ space: inout HugeWorkspace) {
    unsafe split(text, count, &space)
    for block in 0..<Self.blocks(count) { look(block, &space) }
    while unsafe space.ranks.base[1] != Merge.noRank {
      merge(in: lowest(space), &space)
    }
  }

  private static func blocks(_ count: Int) -> Int { (count - 1) >> blockBits + 1 }

  private func split(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ space: inout HugeWorkspace
  ) {
    space.count = count
    space.cells.reserve(count + 1)
    // Behind the last symbol stands no length.
    unsafe space.cells.base[count] = 0
    let blocks = Self.blocks(count)
    space.firsts.reserve(blocks)
    space.leftmost.reserve(blocks)
    space.blockBase = 1
    while space.blockBase < blocks { space.blockBase *= 2 }
    space.ranks.reserve(2 * space.blockBase)
    unsafe space.ranks.base.update(repeating: Merge.noRank, count: 2 * space.blockBase)
    unsafe space.firsts.base.update(repeating: Self.noFirst, count: blocks)
    let mask = 1 << Self.blockBits - 1
    var at = 0
    while at < count {
      let block = at >> Self.blockBits
      if unsafe space.firsts.base[block] == Self.noFirst {
        unsafe space.firsts.base[block] = UInt8(truncatingIfNeeded: at & mask)
      }
      if let userDefined, let match = unsafe userDefined.longestMatch(text + at, count - at) {
        space.set(at, UInt32(truncatingIfNeeded: match.value) | SymbolTable.frozen, match.length)
        at += match.length
      } else {
        let length = unsafe min(characterLength(text[at]), count - at)
        space.set(at, unsafe symbols.symbol(text + at, length), length)
        at += length
      }
    }
  }

  /// The leftmost block with a merge of the lowest rank.
  private func lowest(_ space: borrowing HugeWorkspace) -> Int {
    let ranks = unsafe space.ranks.base
    let lowest = unsafe ranks[1]
    var node = 1
    while node < space.blockBase {
      node = unsafe 2 * node + (ranks[2 * node] == lowest ? 0 : 1)
    }
    return node - space.blockBase
  }

  /// Merges the leftmost pair of a block's lowest rank.
  private func merge(in block: Int, _ space: inout HugeWorkspace) {
    let left = unsafe block << Self.blockBits + Int(space.leftmost.base[block])
    let right = left + space.length(left)
    let after = right + space.length(right)
    let merge = merges.merge(of: space.symbol(left), space.symbol(right))
    space.set(left, merge.result, after - left)
    let mask = 1 << Self.blockBits - 1
    let rightBlock = right >> Self.blockBits
    if unsafe Int(space.firsts.base[rightBlock]) == right & mask {
      let isInside = after < space.count && after >> Self.blockBits == rightBlock
      unsafe space.firsts.base[rightBlock] =
        isInside ? UInt8(truncatingIfNeeded: after & mask) : Self.noFirst
    }
    look(block, &space)
    if rightBlock != block { look(rightBlock, &space) }
    if left > 0 {
      let before = (left - space.lengthBefore(left)) >> Self.blockBits
      if before != block { look(before, &space) }
    }
  }

  /// Finds a block's lowest rank.
  private func look(_ block: Int, _ space: inout HugeWorkspace) {
    let start = block << Self.blockBits
    let end = min(start + 1 << Self.blockBits, space.count)
    var lowest = Merge.noRank
    var leftmost = start
    var at = unsafe start + Int(space.firsts.base[block])
    while at < end {
      let next = at + space.length(at)
      if next < space.count {
        let rank = merges.merge(of: space.symbol(at), space.symbol(next)).rank
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
