/// Which blocks of keys each block of queries sees, for kernels that skip the others: the arrays of FlexAttention's
/// `BlockMask` (`torch.nn.attention.flex_attention`, PyTorch 2.5 and later), made from the bounds of positions.
///
/// A block of keys is seen in full where each query of the block sees all of it, in part where some query sees some.
/// What the queries of a block see together is one range, since each sees itself and its neighbours are in the block:
/// so the lowest and highest start and end say all, in one pass over the bounds, and no mask of W × W is made.
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
  package var part = unsafe Lists()
  package var full = unsafe Lists()
  /// By block of keys: blocks of queries that see it in part, and in full.
  package var partByKeys = unsafe Lists()
  package var fullByKeys = unsafe Lists()

  /// Positions of a row, W, and of a block.
  private let width: Int
  private let blockSize: Int
  /// Q = ⌈W / block size⌉.
  private let blocks: Int
  /// What each block of queries sees of each block of keys, [Q, Q], and the same by keys first.
  private var kinds: [UInt8]
  private var kindsByKeys: [UInt8]

  package init(width: Int, blockSize: Int) {
    let blocks = (width + blockSize - 1) / blockSize
    unsafe self.width = width
    unsafe self.blockSize = blockSize
    unsafe self.blocks = blocks
    unsafe kinds = [UInt8](repeating: unseen, count: blocks * blocks)
    unsafe kindsByKeys = unsafe kinds
  }

  /// Writes row `slot` of the arrays.
  ///
  /// - Parameter bounds: of the row's positions, [W, 2]: position q sees `bounds[q, 0] <= k < bounds[q, 1]`. Numbers
  ///   outside of the row count as its ends.
  package mutating func set(_ slot: Int, bounds: UnsafePointer<Int32>) {
    let blocks = unsafe blocks
    for i in unsafe kinds.indices {
      unsafe kinds[i] = unseen
      unsafe kindsByKeys[i] = unseen
    }
    for query in 0..<blocks {
      let (touched, full) = unsafe seen(by: query, bounds)
      for key in touched {
        let kind = full.contains(key) ? seenInFull : seenInPart
        unsafe kinds[query * blocks + key] = kind
        unsafe kindsByKeys[key * blocks + query] = kind
      }
    }
    unsafe kinds.withUnsafeBufferPointer { kinds in
      unsafe write(part, seenInPart, kinds.baseAddress!, slot)
      unsafe write(full, seenInFull, kinds.baseAddress!, slot)
    }
    unsafe kindsByKeys.withUnsafeBufferPointer { kinds in
      unsafe write(partByKeys, seenInPart, kinds.baseAddress!, slot)
      unsafe write(fullByKeys, seenInFull, kinds.baseAddress!, slot)
    }
  }

  /// The blocks of keys that a block of queries sees at all, and those of them that it sees in full.
  private func seen(
    by block: Int, _ bounds: UnsafePointer<Int32>
  ) -> (touched: Range<Int>, full: Range<Int>) {
    let (width, size) = unsafe (width, blockSize)
    let positions = block * size..<min((block + 1) * size, width)
    let found = unsafe BoundExtremes(bounds + 2 * positions.lowerBound, count: positions.count)
    let start = min(max(Int(found.lowestStart), 0), width)
    let end = min(max(Int(found.highestEnd), 0), width)
    guard start < end else { return (0..<0, 0..<0) }
    let touched = start / size..<(end + size - 1) / size
    // A block that holds padding, or that the row ends in, is none that all queries see in full.
    guard found.live == size else { return (touched, 0..<0) }
    let first = (min(max(Int(found.highestStart), 0), width) + size - 1) / size
    let last = min(max(Int(found.lowestEnd), 0), width) / size
    return (touched, first < last ? first..<last : 0..<0)
  }

  /// Writes how many blocks are of one kind, and their numbers.
  ///
  /// - Parameter kinds: [Q, Q].
  private func write(
    _ lists: Lists, _ kind: UInt8, _ kinds: UnsafePointer<UInt8>, _ slot: Int
  ) {
    let blocks = unsafe blocks
    for own in 0..<blocks {
      let place = slot * blocks + own
      let row = unsafe kinds + own * blocks
      var count = 0
      for other in 0..<blocks { count &+= unsafe row[other] == kind ? 1 : 0 }
      if let counts = unsafe lists.counts {
        unsafe counts[place] = Int32(truncatingIfNeeded: count)
      }
      guard let indices = unsafe lists.indices else { continue }
      let output = unsafe indices + place * blocks
      if count == 0 {
        // Most lists: rows see few blocks in full.
        for other in 0..<blocks { unsafe output[other] = Int32(truncatingIfNeeded: other) }
        continue
      }
      var (next, rest) = (0, count)
      for other in 0..<blocks {
        let belongs = unsafe row[other] == kind
        unsafe output[belongs ? next : rest] = Int32(truncatingIfNeeded: other)
        next &+= belongs ? 1 : 0
        rest &+= belongs ? 0 : 1
      }
    }
  }
}

/// What a block of queries sees of a block of keys.
private let unseen: UInt8 = 0
private let seenInPart: UInt8 = 1
private let seenInFull: UInt8 = 2

/// The lowest and highest bounds of some positions that see something.
private struct BoundExtremes {
  private(set) var lowestStart = Int32.max
  private(set) var highestStart = Int32.min
  private(set) var lowestEnd = Int32.max
  private(set) var highestEnd = Int32.min
  /// Positions that see something: all but padding.
  private(set) var live = 0

  /// - Parameter bounds: [count, 2].
  init(_ bounds: UnsafePointer<Int32>, count: Int) {
    // Eight positions at a time: starts in the even lanes, ends in the odd ones.
    var (low, high) = (SIMD16<Int32>(repeating: .max), SIMD16<Int32>(repeating: .min))
    var i = 0
    while i &+ 8 <= count {
      let pairs = unsafe UnsafeRawPointer(bounds + 2 &* i).loadUnaligned(as: SIMD16<Int32>.self)
      guard all(pairs.oddHalf .> pairs.evenHalf) else { break }
      low = pointwiseMin(low, pairs)
      high = pointwiseMax(high, pairs)
      i &+= 8
    }
    live = i
    if i > 0 {
      (lowestStart, lowestEnd) = (low.evenHalf.min(), low.oddHalf.min())
      (highestStart, highestEnd) = (high.evenHalf.max(), high.oddHalf.max())
    }
    while i < count {
      let (start, end) = unsafe (bounds[2 &* i], bounds[2 &* i &+ 1])
      if end > start {
        (lowestStart, highestStart) = (min(lowestStart, start), max(highestStart, start))
        (lowestEnd, highestEnd) = (min(lowestEnd, end), max(highestEnd, end))
        live &+= 1
      }
      i &+= 1
    }
  }
}
