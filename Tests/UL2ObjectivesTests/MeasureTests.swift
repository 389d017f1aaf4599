/// Plans measure chunks as layouts do.
import Testing
import UL2Objectives

@Suite struct MeasureTests {
  @Test("Chunks are cut and measured as layouts do")
  func equal() {
    for layout in testLayouts {
      let measure = layout.measure
      let isSpans = if case .spanCorruption = layout.objective { true } else { false }
      for remaining in 1...(2 * layout.sequenceLength + 50) {
        if isSpans, remaining < 2 { continue }
        let random = ChunkRandom(sourceKey: 3, document: UInt64(remaining), offset: 7)
        let expected = layout.nextChunk(remaining: remaining)
        let chunk = measure.chunk(remaining: remaining, random)
        #expect(chunk.tokens == expected.tokens && chunk.endsDocument == expected.endsDocument)
        #expect(
          chunk.length
            == layout.length(tokens: expected.tokens, endsDocument: expected.endsDocument))
        #expect(chunk.lossStart == layout.lossStart(tokens: expected.tokens, random))
      }
    }
  }

  @Test("Draws can be made alone, and the body continues after them")
  func draws() {
    for document in 0..<50 as Range<UInt64> {
      let chunk = ChunkRandom(sourceKey: 11, document: document, offset: 3)
      var stream = CounterRandom(key: mixed(mixed(11 ^ document) &+ 3))
      #expect(chunk.objective == stream.next())
      #expect(chunk.fim == stream.next())
      #expect(chunk.spm == stream.next())
      var body = chunk.body
      for _ in 0..<5 { #expect(body.next() == stream.next()) }
    }
  }

  @Test("A weighted choice is the first bound above the number")
  func choices() {
    var random = CounterRandom(key: 6)
    for weights in [[1], [0.6, 0.2, 0.1, 0.1], [0, 1, 0], [1, 0, 0, 2, 0], [0.5, 0.5, 1e-18]] {
      let choice = WeightedChoice(weights)
      var below: [UInt64] = []
      for weight in choice.weights { below.append((below.last ?? 0) &+ weight) }
      for draw in [0, 1, .max, .max - 1] + (0..<500).map({ _ in random.next() }) {
        #expect(choice.index(draw) == below.dropLast().firstIndex { draw < $0 } ?? below.count - 1)
      }
    }
  }

  @Test("Examples by a layout's number are the same as by the layout")
  func byNumber() {
    let chunk = (0..<700).map { UInt16(300 + $0) }
    var numbered = ExampleBuilder(reserved: testReserved, layouts: testLayouts)
    var plain = ExampleBuilder(reserved: testReserved)
    for (number, layout) in testLayouts.enumerated() {
      for count in [2, 3, 50, 700] where layout.length(tokens: count, endsDocument: true) <= 2000 {
        let random = ChunkRandom(sourceKey: 1, document: UInt64(count), offset: 0)
        let length = layout.length(tokens: count, endsDocument: true)
        func made(
          _ build: (UnsafeBufferPointer<UInt16>, UnsafeMutableBufferPointer<UInt16>) -> ExampleShape
        ) -> ([UInt16], ExampleShape) {
          var output = [UInt16](repeating: 0, count: length)
          let shape = output.withUnsafeMutableBufferPointer { output in
            chunk[..<count].withUnsafeBufferPointer { build($0, output) }
          }
          return (output, shape)
        }
        let first = made {
          numbered.build($0, layout: number, endsDocument: true, random: random, into: $1)
        }
        let second = made {
          plain.build($0, layout: layout, endsDocument: true, random: random, into: $1)
        }
        #expect(first.0 == second.0 && first.1 == second.1)
      }
    }
  }
}
