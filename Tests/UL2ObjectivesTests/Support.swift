/// Examples and masks made in one call, for tests.
import UL2Objectives

func makeExample(
  _ tokens: [Int], layout: ExampleLayout, endsDocument: Bool, reserved: ReservedTokens, key: UInt64,
  offset: UInt64
) -> (tokens: [Int], shape: ExampleShape) {
  var builder = ExampleBuilder(reserved: reserved)
  let length = layout.length(tokens: tokens.count, endsDocument: endsDocument)
  let chunk = tokens.map(Int32.init)
  var output = [Int32](repeating: -1, count: length)
  let shape = output.withUnsafeMutableBufferPointer { output in
    chunk.withUnsafeBufferPointer { chunk in
      builder.build(
        chunk, layout: layout, endsDocument: endsDocument,
        random: ChunkRandom(sourceKey: key, document: 5, offset: offset), into: output)
    }
  }
  return (output.map(Int.init), shape)
}

/// How often each mask comes up.
func countedMasks(
  tokens: Int, _ parameters: SpanCorruption, draws: Int
) -> [[Int32]: Int] {
  var mask = NoiseMask()
  var counts: [[Int32]: Int] = [:]
  for draw in 0..<draws {
    var random = CounterRandom(key: mixed(UInt64(draw)))
    mask.draw(tokens: tokens, parameters, &random)
    counts[mask.lengths, default: 0] += 1
  }
  return counts
}

let testReserved = ReservedTokens(
  vocabularySize: 40_000, eos: 1, pad: 0, decoderStart: 0,
  sentinels: Sentinels(first: 32_999, step: -1, count: 1000),
  fim: FIMTokens(prefix: 33_000, suffix: 33_001, middle: 33_002, eot: 33_003))

/// The objectives of the recipes that ship, by a name for messages.
let testLayouts: [ExampleLayout] = {
  let denoisers = [(3, 20, 3), (3, 20, 8), (1, 2, 3), (1, 2, 8), (1, 2, 32), (1, 2, 64)].map {
    Objective.spanCorruption(
      SpanCorruption(noiseDensity: Fraction($0.0, $0.1), meanSpanLength: Fraction($0.2, 1)))
  }
  let objectives: [Objective] =
    [.causal, .prefixLM(.uniform), .prefixLM(.suffix(Fraction(1, 4))), .fimPSM, .fimSPM] + denoisers
  return objectives.map {
    ExampleLayout(objective: $0, prompt: [11, 12], isBidirectional: true, sequenceLength: 16_384)
  }
}()
