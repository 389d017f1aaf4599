/// Which blocks of keys each block of queries sees, for kernels that skip the others: the arrays of FlexAttention's
/// `BlockMask` (`torch.nn.attention.flex_attention`, PyTorch 2.5 and later), made from the bounds of positions.
///
/// A block of keys is seen in full where each query of the block sees all of it, in part where some query sees some.
/// Together the queries of a block see one range of keys, since each sees itself and its neighbours are in the block.
/// So the lowest and highest starts and ends are enough: one pass over the bounds, and no mask of W × W.
///
/// The pointers are the invariant: each is nil or has room for what `set` puts there.
@unsafe package struct BlockMask {
  /// Counts [n, Q] and indices [n, Q, Q] of one kind, Q blocks in a row. Indices are those that count, ascending, then
  /// the others, ascending.
  @unsafe package struct Lists {
    package var counts: UnsafeMutablePointer<Int32>?
    package var indices: UnsafeMutablePointer<Int32>?

    package init(
      counts: UnsafeMutablePointer<Int32>? = nil, indices: UnsafeMutablePointer<Int32>? = nil
    ) {
      unsafe self.counts = unsafe counts
      unsafe self.indices = unsafe indices
    }
  }

  /// By block of queries: blocks of keys seen in part, and in full.
  package var partial = unsafe Lists()
  package var full = unsafe Lists()
  /// By block of keys: blocks of queries that see it in part, and in full.
  package var partialByKeys = unsafe Lists()
  package var fullByKeys = unsafe Lists()

  /// Positions of a row, W, and of a block.
  private let width: Int
  private let blockSize: Int
  /// Q = ⌈W / block size⌉.
  private let blocks: Int
  /// By block of keys, which blocks of queries see it in part, one bit each; then those that see it
  /// in full.
  private var seeing: [UInt64]

  package init(width: Int, blockSize: Int) {
    let blocks = (width + blockSize - 1) / blockSize
    unsafe self.width = width
    unsafe self.blockSize = blockSize
    unsafe self.blocks = blocks
    unsafe seeing = [UInt64](repeating: 0, count: 2 * blocks * wordsOfBits(blocks))
  }

  /// Writes row `slot` of the arrays.
  ///
  /// - Parameter bounds: of the row's positions, [W, 2]: position q sees `bounds[q, 0] <= k < bounds[q, 1]`. Numbers
  ///   outside the row count as its ends.
  package mutating func set(_ slot: Int, bounds: UnsafePointer<Int32>) {
    let (width, size, blocks) = unsafe (width, blockSize, blocks)
    let (partial, full) = unsafe (partial, full)
    let (partialByKeys, fullByKeys) = unsafe (partialByKeys, fullByKeys)
    let (words, first) = (wordsOfBits(blocks), slot * blocks)
    unsafe seeing.withUnsafeMutableBufferPointer { seeing in
      unsafe seeing.update(repeating: 0)
      guard let sets = seeing.baseAddress else { return }
      let fullSets = unsafe sets + blocks * words
      for query in 0..<blocks {
        let seen = unsafe SeenBlocks(by: query, bounds, width, size)
        let (touched, whole) = (seen.touched, seen.full)
        let (word, bit) = (query &>> 6, UInt64(1) &<< UInt64(query & 63))
        for key in touched.lowerBound..<whole.lowerBound {
          unsafe sets[key &* words &+ word] |= bit
        }
        for key in whole { unsafe fullSets[key &* words &+ word] |= bit }
        for key in whole.upperBound..<touched.upperBound {
          unsafe sets[key &* words &+ word] |= bit
        }
        unsafe partial.write(first &+ query, blocks, seen, full: false)
        unsafe full.write(first &+ query, blocks, seen, full: true)
      }
      for key in 0..<blocks {
        unsafe partialByKeys.write(first &+ key, BlockSet(sets + key &* words, blocks))
        unsafe fullByKeys.write(first &+ key, BlockSet(fullSets + key &* words, blocks))
      }
    }
  }
}

/// The blocks of keys that a block of queries sees.
struct SeenBlocks {
  /// The blocks of keys that it sees at all, and those of them that it sees in full; empty ones lie in it, too.
  private(set) var touched = 0..<0
  private(set) var full = 0..<0

  @inline(__always)
  init(by block: Int, _ bounds: UnsafePointer<Int32>, _ width: Int, _ size: Int) {
    let positions = block &* size..<min((block &+ 1) &* size, width)
    let found = unsafe BoundExtremes(
      bounds + 2 &* positions.lowerBound, count: positions.count, width: width)
    let start = min(max(found.lowestStart, 0), width)
    let end = min(max(found.highestEnd, 0), width)
    guard start < end else { return }
    touched = start / size..<(end &+ size &- 1) / size
    full = touched.lowerBound..<touched.lowerBound
    // A block that holds padding, or that the row ends in, is never seen in full by all queries.
    guard found.live == size else { return }
    let first = (min(max(found.highestStart, 0), width) &+ size &- 1) / size
    let last = min(max(found.lowestEnd, 0), width) / size
    if first < last { full = first..<last }
  }
}
