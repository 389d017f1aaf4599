/// Every vector of `fixtures/golden/objectives.json` that objectives answer for.
import TestSupport
import Testing
import UL2Objectives

private func vectors(_ name: String) throws -> [JSONValue] {
  try #require(golden("objectives.json")[name]?.array, "no vectors under \(name)")
}

extension JSONValue {
  fileprivate func ints(_ key: String) throws -> [Int] {
    try #require(self[key]?.array).map { try #require($0.int) }
  }
  fileprivate func int(_ key: String) throws -> Int { try #require(self[key]?.int) }
  fileprivate func fraction(_ key: String) throws -> Fraction {
    if let whole = self[key]?.int { return Fraction(whole, 1) }
    let parts = try #require(self[key]?.string).split(separator: "/").compactMap { Int($0) }
    return Fraction(parts[0], parts[1])
  }
}

@Suite("Golden vectors")
struct GoldenTests {
  @Test("Largest chunks for every sequence length, prompt and denoiser")
  func budgets() throws {
    let vectors = try vectors("budget_decoder_only")
    #expect(vectors.count == 180)
    for vector in vectors {
      let parameters = SpanCorruption(
        noiseDensity: try vector.fraction("density"), meanSpanLength: try vector.fraction("mean"))
      let layout = ExampleLayout(
        objective: .spanCorruption(parameters),
        prompt: [Int32](repeating: 7, count: try vector.int("prompt")), isBidirectional: true,
        sequenceLength: try vector.int("W"))
      #expect(layout.largestChunk == (try vector.int("T")), "\(vector.text())")
      #expect(layout.largestLastChunk == layout.largestChunk)
      let (noise, spans) = parameters.counts(tokens: layout.largestChunk)
      #expect(noise == (try vector.int("n")))
      #expect(spans == (try vector.int("s")))
    }
  }

  /// The vectors give masks; ours are drawn, so the runs are made from the mask's.
  @Test("Noise spans become sentinels")
  func sentinels() throws {
    for vector in try vectors("noise_span_to_sentinel") {
      let tokens = try vector.ints("tokens")
      let digits = try #require(vector["noise"]?.string)
      let noise = digits.map { $0 == "1" }
      let sentinels = Sentinels(
        first: try vector.int("firstSentinel"), step: try vector.int("step"), count: 100)
      #expect(replaced(tokens, where: noise, sentinels) == (try vector.ints("inputs")))
      if vector["targets"] != nil {
        let targets = replaced(tokens, where: noise.map { !$0 }, sentinels)
        #expect(targets + [1] == (try vector.ints("targets")))
      }
      if vector["targets_by_nonnoise"] != nil {
        let targets = replaced(tokens, where: noise.map { !$0 }, sentinels)
        #expect(targets == (try vector.ints("targets_by_nonnoise")))
      }
    }
  }

  /// T5's `noise_span_to_unique_sentinel`, written from its definition.
  private func replaced(_ tokens: [Int], where noise: [Bool], _ sentinels: Sentinels) -> [Int] {
    var result: [Int] = []
    var span = -1
    for i in tokens.indices {
      if !noise[i] {
        result.append(tokens[i])
      } else if i == 0 || !noise[i - 1] {
        span += 1
        result.append(sentinels.first + span * sentinels.step)
      }
    }
    return result
  }

  /// The second vector has the form that our builder makes: its mask must come up among our draws
  /// and then give the vector's inputs and targets.
  @Test("A drawn mask equal to the vector's gives the vector's example")
  func builtExample() throws {
    let vector = try #require(try vectors("noise_span_to_sentinel").last)
    let tokens = try vector.ints("tokens")
    let reserved = ReservedTokens(
      vocabularySize: 256_384, eos: 1, pad: 0, decoderStart: 0,
      sentinels: Sentinels(
        first: try vector.int("firstSentinel"), step: try vector.int("step"), count: 300))
    // Four of ten tokens are noise, in three spans.
    let layout = ExampleLayout(
      objective: .spanCorruption(
        SpanCorruption(noiseDensity: Fraction(2, 5), meanSpanLength: Fraction(4, 3))),
      isBidirectional: true, sequenceLength: 64)
    let expected = try vector.ints("inputs") + vector.ints("targets")
    let found = (0..<5000).contains { offset in
      let example = makeExample(
        tokens, layout: layout, endsDocument: true, reserved: reserved, key: 1,
        offset: UInt64(offset))
      return example.tokens == expected
    }
    #expect(found)
  }

  @Test("A packed prefix-LM row in SeqIO's form")
  func packedPrefixLM() throws {
    for vector in try vectors("packed_prefix_lm") {
      let targets = try vector.ints("target")
      var examples: [PlacedExample] = []
      var start = 0
      for pair in try #require(vector["pairs"]?.array) {
        let prefix = try pair.ints("inputs").count
        let length = prefix + (try pair.ints("targets").count)
        let shape = ExampleShape(prefixLength: prefix, lossStart: prefix)
        examples.append(PlacedExample(start: start, length: length, shape: shape))
        start += length
      }
      var features = DecoderFeatures()
      features.set(tokens: targets.map(Int32.init), examples: examples, decoderStart: 0, pad: 0)
      #expect(features.inputTokens.map(Int.init) == (try vector.ints("input")))
      #expect(features.lossWeights.map(Int.init) == (try vector.ints("loss_weights")))
      #expect(features.positions.map(Int.init) == (try vector.ints("positions")))
      #expect(features.segmentIDs.map(Int.init) == (try vector.ints("segment_ids")))
      #expect(features.causalAttention.map(Int.init) == (try vector.ints("bidirectional")))
    }
  }

  @Test("The attention mask")
  func attentionMask() throws {
    for vector in try vectors("attention_mask") {
      let segments = try vector.ints("segment_ids")
      let bidirectional = try vector.ints("bidirectional")
      var examples: [PlacedExample] = []
      for segment in 1...(segments.max() ?? 0) {
        let positions = segments.indices.filter { segments[$0] == segment }
        let visible = positions.count { bidirectional[$0] == 1 }
        examples.append(
          PlacedExample(
            start: positions[0], length: positions.count,
            shape: ExampleShape(prefixLength: max(visible - 1, 0), lossStart: 0)))
      }
      var features = DecoderFeatures()
      features.set(tokens: segments.map(Int32.init), examples: examples, decoderStart: 0, pad: 0)
      let rows = segments.indices.map { query in
        String(segments.indices.map { features.attends(query, $0) ? "1" : "0" })
      }
      #expect(rows == (try #require(vector["rows"]?.array).compactMap(\.string)))
    }
  }

  @Test("Fill in the middle, both orders")
  func fim() throws {
    let names = ["PRE": 900, "SUF": 901, "MID": 902]
    let reserved = ReservedTokens(
      vocabularySize: 1000, eos: 1, pad: 0, decoderStart: 0,
      fim: FIMTokens(prefix: 900, suffix: 901, middle: 902, eot: 903))
    for vector in try vectors("fim") {
      let text = try #require(vector["text"]?.string).utf8.map(Int.init)
      for (key, objective) in [("psm", Objective.fimPSM), ("spm", .fimSPM)] {
        let parts = try #require(vector[key]?.array).compactMap(\.string)
        let expected = parts.flatMap { part in names[part].map { [$0] } ?? part.utf8.map(Int.init) }
        let layout = ExampleLayout(objective: objective, isBidirectional: true, sequenceLength: 64)
        let found = (0..<2000).contains { offset in
          makeExample(
            text, layout: layout, endsDocument: false, reserved: reserved, key: 3,
            offset: UInt64(offset)
          ).tokens == expected + [903]
        }
        #expect(found, "\(key)")
      }
    }
  }

  @Test("The number of different noise masks")
  func noiseMaskCount() throws {
    for vector in try vectors("noise_mask_count") {
      let parameters = SpanCorruption(
        noiseDensity: try vector.fraction("density"), meanSpanLength: try vector.fraction("mean"))
      let masks = countedMasks(tokens: try vector.int("T"), parameters, draws: 20_000)
      #expect(masks.count == (try vector.int("masks")))
    }
  }
}
