/// Whether random draws are as likely as they should be.
import Testing
import UL2Objectives

/// χ² of counts that should all be equal.
private func chiSquare(_ counts: [Int], cells: Int) -> Double {
  let expected = Double(counts.reduce(0, +)) / Double(cells)
  let missing = Double(cells - counts.count) * expected
  return counts.reduce(missing) {
    $0 + (Double($1) - expected) * (Double($1) - expected) / expected
  }
}

/// Six standard deviations above χ²'s mean: never passed by chance, exceeded at once by a bias of 1 %.
private func limit(cells: Int) -> Double {
  let freedom = Double(cells - 1)
  return freedom + 6 * (2 * freedom).squareRoot() + 20
}

@Suite("Distributions")
struct DistributionTests {
  @Test("Every noise mask is equally likely")
  func noiseMasks() {
    let cases: [(tokens: Int, SpanCorruption, cells: Int)] = [
      (12, SpanCorruption(noiseDensity: Fraction(1, 4), meanSpanLength: Fraction(3, 2)), 16),
      // 6 noise tokens in 3 spans: C(5,2)² masks.
      (12, SpanCorruption(noiseDensity: Fraction(1, 2), meanSpanLength: Fraction(2, 1)), 100),
      // 5 spans of 6 noise tokens: more cuts than places left, the inverted draw. C(5,4)·C(7,4).
      (14, SpanCorruption(noiseDensity: Fraction(3, 7), meanSpanLength: Fraction(6, 5)), 175),
    ]
    for (tokens, parameters, cells) in cases {
      let counts = countedMasks(tokens: tokens, parameters, draws: 400_000)
      #expect(counts.count == cells)
      #expect(chiSquare(Array(counts.values), cells: cells) < limit(cells: cells))
    }
  }

  @Test("Prefix lengths are uniform in 1 … T − 1")
  func prefixLengths() {
    var counts: [Int: Int] = [:]
    for draw in 0..<400_000 {
      var random = ChunkRandom(sourceKey: 1, document: UInt64(draw), offset: 0).body
      counts[PrefixLength.uniform.draw(tokens: 50, &random), default: 0] += 1
    }
    #expect(counts.keys.min() == 1 && counts.keys.max() == 49)
    #expect(chiSquare(Array(counts.values), cells: 49) < limit(cells: 49))
  }

  @Test("The suffix rule's target is the last quarter, never empty, never everything")
  func suffix() {
    var random = CounterRandom(key: 0)
    let rule = PrefixLength.suffix(Fraction(1, 4))
    #expect(rule.draw(tokens: 1, &random) == 0)
    #expect(rule.draw(tokens: 2, &random) == 1)
    #expect(rule.draw(tokens: 100, &random) == 75)
  }

  @Test("FIM's cut points are uniform over all sorted pairs, with ties half as likely")
  func cutPoints() {
    let layout = ExampleLayout(objective: .fimPSM, isBidirectional: false, sequenceLength: 64)
    var counts: [[Int]: Int] = [:]
    for draw in 0..<120_000 {
      let example = makeExample(
        [10, 11, 12, 13], layout: layout, endsDocument: true, reserved: testReserved, key: 2,
        offset: UInt64(draw))
      counts[example.tokens, default: 0] += 1
    }
    // 5 × 5 ordered pairs: 5 ties, 10 unordered pairs that come up twice as often.
    #expect(counts.count == 15)
    let scaled = counts.values.sorted()
    let ties = scaled.prefix(5)
    let pairs = scaled.suffix(10)
    #expect(chiSquare(Array(ties), cells: 5) < limit(cells: 5))
    #expect(chiSquare(Array(pairs), cells: 10) < limit(cells: 10))
    #expect(abs(Double(ties.reduce(0, +)) / 120_000 - 0.2) < 0.008)
  }

  @Test("Objectives are drawn by their weights")
  func weights() {
    let choice = WeightedChoice([0.6, 0.2, 0.1, 0, 0.1])
    var counts = [0, 0, 0, 0, 0]
    let draws = 400_000
    for draw in 0..<draws {
      counts[
        choice.index(ChunkRandom(sourceKey: 3, document: UInt64(draw), offset: 7).objective)] +=
        1
    }
    for (count, share) in zip(counts, [0.6, 0.2, 0.1, 0, 0.1]) {
      let sigma = (Double(draws) * share * (1 - share)).squareRoot()
      #expect(abs(Double(count) - share * Double(draws)) <= 5 * sigma)
    }
    #expect(WeightedChoice([1, 0]).index(.max) == 0)
    #expect(WeightedChoice([0, 1]).index(0) == 1)
  }
}
