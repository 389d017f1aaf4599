/// Attention over packed rows as two calls of a kernel that takes sequences one after another, as FlashAttention's
/// `flash_attn_varlen_func` does: prefixes among themselves, not causal; then the rest of each example over the whole of
/// it, causal and aligned at the end. Every position but padding is in one of them.
public struct Varlen: Hashable, Sendable {
  /// One call. Positions are numbers into the n · W positions of the rows, one row after another.
  public struct Call: Hashable, Sendable {
    /// Which positions its queries are, and where its output goes.
    public internal(set) var queries: [Int32] = []
    /// Which positions its keys and values are.
    public internal(set) var keys: [Int32] = []
    /// Where each sequence's queries begin, and where the last ends.
    public internal(set) var queryStarts: [Int32] = [0]
    public internal(set) var keyStarts: [Int32] = [0]
    /// Of the longest sequence; 0: there is none, and nothing to call.
    public internal(set) var longestQueries = 0
    public internal(set) var longestKeys = 0
    /// Whether it is causal; the last query of a sequence sees all its keys.
    public let isCausal: Bool

    mutating func add(queries new: Range<Int>, keys seen: Range<Int>) {
      guard !new.isEmpty else { return }
      for q in new { queries.append(Int32(truncatingIfNeeded: q)) }
      for k in seen { keys.append(Int32(truncatingIfNeeded: k)) }
      queryStarts.append(Int32(truncatingIfNeeded: queries.count))
      keyStarts.append(Int32(truncatingIfNeeded: keys.count))
      longestQueries = max(longestQueries, new.count)
      longestKeys = max(longestKeys, seen.count)
    }
  }

  public internal(set) var prefixes = Call(isCausal: false)
  public internal(set) var suffixes = Call(isCausal: true)

  /// Rows of one width, whose positions are below 2^31 together.
  public init(_ rows: [RowMask]) {
    var base = 0
    for row in rows {
      for example in row.examples {
        let prefix = base + example.start..<base + example.prefixEnd
        prefixes.add(queries: prefix, keys: prefix)
        suffixes.add(
          queries: prefix.upperBound..<base + example.end,
          keys: prefix.lowerBound..<base + example.end)
      }
      base += row.width
    }
  }
}
