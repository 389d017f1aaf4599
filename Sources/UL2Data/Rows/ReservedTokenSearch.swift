/// Looks for reserved tokens among raw tokens: sentinels, FIM markers, the end of
/// documents. Text that was tokenized without protecting them holds some, and a trainer takes them for what the
/// objectives insert.
///
/// Nearly all chunks hold none, which their lowest and their highest token show: such ids lie together at one end
/// of a vocabulary, or at both. Only the others are looked through.
package struct ReservedTokenSearch: Sendable {
  /// Those that a raw token can be, in order.
  private let ids: [ClosedRange<Int>]
  /// The widest stretch of ids without one of them, both ends being left out.
  private let free: (above: Int, below: Int)

  /// - Parameter vocabularySize: of the model: ids beyond it are not raw tokens.
  package init(_ reserved: ReservedTokens, below vocabularySize: Int) {
    var single = [reserved.eos]
    if let fim = reserved.fim { single += [fim.prefix, fim.suffix, fim.middle, fim.eot] }
    var ranges = single.map { $0...$0 }
    if let sentinels = reserved.sentinels { ranges.append(sentinels.ids) }
    ids = ranges.filter { (0..<vocabularySize).contains($0.lowerBound) }
      .map { $0.lowerBound...min($0.upperBound, vocabularySize - 1) }
      .sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    var free = (above: -1, below: ids.first?.lowerBound ?? Int.max)
    var last = -1
    for (i, range) in ids.enumerated() {
      last = max(last, range.upperBound)
      let next = i + 1 < ids.count ? ids[i + 1].lowerBound : vocabularySize
      if next - last > free.below - free.above { free = (last, next) }
    }
    self.free = free
  }

  /// Whether a chunk with these extremes has to be looked through.
  @inline(__always)
  func mayHold(lowest: Int, highest: Int) -> Bool {
    lowest <= free.above || highest >= free.below
  }

  /// Whether one of the tokens is such an id.
  package func isIn(_ tokens: some Sequence<some FixedWidthInteger>) -> Bool {
    if ids.isEmpty { return false }
    return tokens.contains { token in
      let id = Int(truncatingIfNeeded: token)
      return (id <= free.above || id >= free.below) && ids.contains { $0.contains(id) }
    }
  }
}
