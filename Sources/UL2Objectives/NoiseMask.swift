/// Which tokens of a chunk are noise: T5's `random_spans_noise_mask`, exactly uniform.
///
/// Both the noise and the rest are cut into the same number of parts, each composition equally
/// likely. Cut points are drawn into a bitmap and redrawn when taken: O(spans) random numbers, where
/// T5 shuffles one slot per token.
package struct NoiseMask: Sendable {
  /// Lengths of the kept runs and of the noise spans, alternating, kept first.
  package private(set) var lengths: [Int32] = []
  private var bitmap: [UInt64] = []

  package init() {}

  /// Draws the runs of a chunk of `tokens` ≥ 2: first the cut points of the noise, then of the rest.
  package mutating func draw(
    tokens: Int, _ parameters: SpanCorruption, _ random: inout CounterRandom
  ) {
    let (noise, spans) = parameters.counts(tokens: tokens)
    lengths.removeAll(keepingCapacity: true)
    lengths.append(contentsOf: repeatElement(0, count: 2 * spans))
    compose(noise, parts: spans, first: 1, &random)
    compose(tokens - noise, parts: spans, first: 0, &random)
  }

  /// Writes a uniform composition of `total` into `parts` ≥ 1 to every second run from `first` on.
  private mutating func compose(
    _ total: Int, parts: Int, first: Int, _ random: inout CounterRandom
  ) {
    // A cut at place c, 0 ≤ c < total − 1, ends a part after token c.
    let places = total - 1
    let cuts = parts - 1
    let words = (places + 63) / 64
    bitmap.removeAll(keepingCapacity: true)
    bitmap.append(contentsOf: repeatElement(0, count: words))
    // More than half of the places: draw those that stay uncut, which takes fewer redraws.
    let inverted = cuts > places / 2
    for _ in 0..<(inverted ? places - cuts : cuts) {
      while true {
        let place = random.below(places)
        let bit = UInt64(1) << UInt64(place & 63)
        if bitmap[place >> 6] & bit == 0 {
          bitmap[place >> 6] |= bit
          break
        }
      }
    }
    var place = first
    var start = 0
    for word in 0..<words {
      var bits = inverted ? ~bitmap[word] : bitmap[word]
      if inverted, word == words - 1, places & 63 != 0 { bits &= (1 << UInt64(places & 63)) - 1 }
      while bits != 0 {
        let end = word * 64 + bits.trailingZeroBitCount + 1
        lengths[place] = Int32(truncatingIfNeeded: end - start)
        start = end
        place += 2
        bits &= bits - 1
      }
    }
    lengths[place] = Int32(truncatingIfNeeded: total - start)
  }
}
