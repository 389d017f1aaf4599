/// Which objective a chunk gets at a place where the number of sentinels limits some of them.
///
/// An objective whose chunks are shorter than they would be with more sentinels loses raw tokens to the
/// others, although it is drawn as often. So where R tokens of the document are left, it is drawn with a
/// probability in proportion to w · u(R) / t(R): t are the raw tokens that it takes there, u those that it
/// would take without the limit. What it gives up in each chunk comes back as more chunks, and its share of
/// raw tokens stays that of the mixture. The probability depends on R alone, so plans need no more than
/// lengths.
///
/// All is in whole numbers (`docs/packing.md`): every machine draws the same.
struct LimitedChoice: Sendable {
  /// As long as no more tokens are left, no limit changes anything.
  let freeUpTo: Int
  private let entries: [Entry]

  private struct Entry {
    /// Of the sum of all, 2⁶⁴ − 1.
    var weight: UInt64
    /// The weight for each raw token that the longest chunk takes: ⌊weight / limit⌋.
    var weightPerToken: UInt64
    /// t(R) = min(R, limit); `.max` where no sentinels are missing.
    var limit: Int
    /// u(R) = min(R, reach).
    var reach: Int
  }

  /// Sums of weights stay below 2⁶³: u is at most 2²⁰ and t at least 2.
  private static let shift: UInt64 = 21

  /// - Parameter layouts: of the objectives that `choice` is among, and perhaps more.
  init(_ choice: WeightedChoice, _ layouts: [ExampleLayout]) {
    entries = zip(choice.weights, layouts).map { weight, layout in
      let isLimited = layout.isLimitedBySentinels && weight > 0
      let limit = max(1, layout.largestChunk)
      return Entry(
        weight: weight, weightPerToken: weight / UInt64(limit), limit: isLimited ? limit : .max,
        reach: layout.largestChunkWithoutLimit)
    }
    freeUpTo = entries.map(\.limit).min() ?? .max
  }

  /// In proportion to the probability of objective `i` where `remaining` tokens are left.
  @inline(__always)
  func weight(_ i: Int, remaining: Int) -> UInt64 {
    let entry = entries[i]
    if remaining <= entry.limit { return entry.weight >> Self.shift }
    let (high, low) = entry.weightPerToken.multipliedFullWidth(
      by: UInt64(truncatingIfNeeded: min(remaining, entry.reach)))
    return high << (64 - Self.shift) | low >> Self.shift
  }

  /// The objective that a random number chooses where `remaining` tokens are left.
  func index(_ random: UInt64, remaining: Int) -> Int {
    var sum: UInt64 = 0
    for i in entries.indices { sum += weight(i, remaining: remaining) }
    var left = sum.multipliedFullWidth(by: random).high
    for i in entries.indices {
      let weight = weight(i, remaining: remaining)
      if left < weight { return i }
      left -= weight
    }
    return entries.count - 1
  }
}
