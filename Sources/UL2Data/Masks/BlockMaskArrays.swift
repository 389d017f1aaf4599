/// The arrays of FlexAttention's `BlockMask`, of n rows of Q blocks: counts [n, Q], indices [n, Q, Q].
public struct BlockMaskArrays: Hashable, Sendable {
  /// For each block of queries the blocks of keys that it sees, or the reverse.
  public struct Lists: Hashable, Sendable {
    public internal(set) var counts: [Int32]
    /// Blocks that count, ascending, then the others, ascending.
    public internal(set) var indices: [Int32]
  }

  /// By block of queries: blocks of keys that it sees in part, and in full.
  public private(set) var partial: Lists
  public private(set) var full: Lists
  /// By block of keys: blocks of queries that see it in part, and in full.
  public private(set) var partialByKeys: Lists
  public private(set) var fullByKeys: Lists
  /// Blocks of a row.
  public let blocks: Int

  /// - Parameters:
  ///   - rows: of one width.
  ///   - blockSize: positions of a block.
  /// - Throws: a size that is not a size of a block, and rows of several widths.
  public init(_ rows: [RowMask], blockSize: Int = 128) throws(Problem) {
    let width = rows.first?.width ?? 0
    guard rows.allSatisfy({ $0.width == width }) else {
      throw Problem(.usage, "rows of several widths", place: "rows")
    }
    guard blockSize >= 1, blockSize <= width || rows.isEmpty else {
      throw Problem(
        .usage, "not a block size", place: "blockSize", got: "\(blockSize)",
        expected: "1 to \(width)")
    }
    let blocks = (width + blockSize - 1) / blockSize
    let empty = Lists(
      counts: [Int32](repeating: 0, count: rows.count * blocks),
      indices: [Int32](repeating: 0, count: rows.count * blocks * blocks))
    self.blocks = blocks
    (partial, full, partialByKeys, fullByKeys) = (empty, empty, empty, empty)
    guard width > 0 else { return }
    unsafe partial.withPointers { partial in
      unsafe full.withPointers { full in
        unsafe partialByKeys.withPointers { partialByKeys in
          unsafe fullByKeys.withPointers { fullByKeys in
            var mask = unsafe BlockMask(width: width, blockSize: blockSize)
            unsafe mask.partial = unsafe partial
            unsafe mask.full = unsafe full
            unsafe mask.partialByKeys = unsafe partialByKeys
            unsafe mask.fullByKeys = unsafe fullByKeys
            for (slot, row) in rows.enumerated() {
              unsafe row.bounds.withUnsafeBufferPointer { bounds in
                if let first = bounds.baseAddress { unsafe mask.set(slot, bounds: first) }
              }
            }
          }
        }
      }
    }
  }
}

extension BlockMaskArrays.Lists {
  fileprivate mutating func withPointers(_ body: (BlockMask.Lists) -> Void) {
    unsafe counts.withUnsafeMutableBufferPointer { counts in
      unsafe indices.withUnsafeMutableBufferPointer { indices in
        unsafe body(BlockMask.Lists(counts: counts.baseAddress, indices: indices.baseAddress))
      }
    }
  }
}
