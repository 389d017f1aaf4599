/// Properties of every chunk, whatever its length and content.
import Testing
import UL2Objectives

@Suite("Properties of examples")
struct PropertyTests {
  @Test("Predicted length = produced length, for every objective and every T up to 5,000")
  func lengths() {
    let tokens = (0..<5000).map { 100 + $0 % 20_000 }
    var builder = ExampleBuilder(special: testSpecial)
    let chunk = tokens.map(Int32.init)
    var output = [Int32](repeating: 0, count: 16_384)
    for layout in testLayouts {
      for count in 1...5000 {
        if case .spanCorruption = layout.objective, count < 2 { continue }
        for endsDocument in [false, true] {
          let length = layout.length(tokens: count, endsDocument: endsDocument)
          // `build` itself checks that it fills the output to the last token, and no further.
          let shape = output.withUnsafeMutableBufferPointer { output in
            chunk.withUnsafeBufferPointer { chunk in
              builder.build(
                UnsafeBufferPointer(rebasing: chunk[..<count]), layout: layout,
                endsDocument: endsDocument,
                random: ChunkRandom(sourceKey: 9, document: UInt64(count), offset: 0),
                into: UnsafeMutableBufferPointer(rebasing: output[..<length]))
            }
          }
          #expect(shape.lossStart < length)
          #expect(shape.prefixLength <= shape.lossStart)
        }
      }
    }
  }

  @Test("The inverse transform gives the chunk back")
  func inverse() throws {
    var random = CounterRandom(key: 77)
    for layout in testLayouts {
      for round in 0..<400 {
        let count = round < 100 ? 2 + round : 2 + random.below(3000)
        let tokens = (0..<count).map { _ in 100 + random.below(20_000) }
        let endsDocument = random.below(2) == 0
        let (example, shape) = makeExample(
          tokens, layout: layout, endsDocument: endsDocument, special: testSpecial, key: 4,
          offset: UInt64(round))
        let chunk = try layout.chunk(
          of: example, tokens: count, shape: shape, special: testSpecial)
        #expect(chunk == tokens)
      }
    }
  }

  @Test("A damaged example is refused by the inverse, or gives another chunk")
  func damagedExamples() {
    let tokens = (0..<60).map { 100 + $0 }
    for layout in testLayouts {
      let (example, shape) = makeExample(
        tokens, layout: layout, endsDocument: true, special: testSpecial, key: 4, offset: 0)
      for position in example.indices {
        var damaged = example
        damaged[position] = 31_111
        let chunk = try? layout.chunk(of: damaged, tokens: 60, shape: shape, special: testSpecial)
        #expect(chunk != tokens, "\(layout.objective.name) at \(position)")
      }
    }
  }

  @Test("No position with loss sees a later one, and no example sees another")
  func attention() {
    var random = CounterRandom(key: 5)
    for _ in 0..<60 {
      var row: [Int] = []
      var placed: [PlacedExample] = []
      for _ in 0...random.below(4) {
        let layout = testLayouts[random.below(testLayouts.count)]
        let tokens = (0..<(2 + random.below(30))).map { _ in 100 + random.below(20_000) }
        let (example, shape) = makeExample(
          tokens, layout: layout, endsDocument: random.below(2) == 0, special: testSpecial, key: 6,
          offset: random.next())
        placed.append(PlacedExample(start: row.count, length: example.count, shape: shape))
        row += example
      }
      let used = row.count
      row += [Int](repeating: 0, count: random.below(10))
      var features = DecoderFeatures()
      features.set(tokens: row.map(Int32.init), examples: placed, decoderStart: 0, pad: 0)
      for query in row.indices {
        for key in row.indices where features.attends(query, key) {
          #expect(query < used && key < used)
          #expect(placed.contains { $0.range.contains(query) && $0.range.contains(key) })
          // Input `key` shows target `key − 1`; a query with loss may see inputs up to its own.
          if features.lossWeights[query] == 1 { #expect(key <= query) }
        }
      }
    }
  }

  @Test("Chunks of a document tile it, each as long as fits, none empty")
  func chunks() {
    for layout in testLayouts.map({ shortened($0, to: 512) }) {
      for document in 1...2000 {
        var offset = 0
        while offset < document {
          let (tokens, ends) = layout.nextChunk(remaining: document - offset)
          #expect(tokens >= 1)
          #expect(ends == (offset + tokens == document))
          let length =
            tokens == 1 && !layout.objective.hasPrefix || tokens > 1
            ? layout.length(tokens: tokens, endsDocument: ends) : 0
          #expect(length <= 512)
          offset += tokens
        }
        #expect(offset == document)
      }
    }
  }

  private func shortened(_ layout: ExampleLayout, to length: Int) -> ExampleLayout {
    ExampleLayout(
      objective: layout.objective, prompt: layout.prompt, isBidirectional: true,
      sequenceLength: length)
  }

  @Test("A limit on the chunk holds for the document's last one too")
  func maxChunkTokens() {
    let layout = ExampleLayout(
      objective: .causal, isBidirectional: false, sequenceLength: 2048, maxChunkTokens: 602)
    #expect(layout.nextChunk(remaining: 602) == (602, true))
    #expect(layout.nextChunk(remaining: 603) == (602, false))
  }

  @Test("A document that fills the row without its end marker leaves one token over")
  func endMarker() {
    let layout = ExampleLayout(objective: .causal, isBidirectional: false, sequenceLength: 2048)
    #expect(layout.nextChunk(remaining: 2047) == (2047, true))
    #expect(layout.nextChunk(remaining: 2048) == (2047, false))
    #expect(layout.nextChunk(remaining: 2049) == (2048, false))
  }
}

extension PlacedExample {
  fileprivate var range: Range<Int> { start..<(start + length) }
}
