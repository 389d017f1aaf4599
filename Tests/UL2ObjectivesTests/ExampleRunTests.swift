/// Where the tokens of an example were in its chunk.
import Testing
import UL2Objectives

@Suite("Runs of an example")
struct ExampleRunTests {
  @Test("Each place of the chunk is in one run, whose tokens are the chunk's")
  func runs() throws {
    var random = CounterRandom(key: 78)
    for layout in testLayouts {
      for round in 0..<60 {
        let count = 2 + random.below(round < 30 ? 12 : 600)
        let tokens = (0..<count).map { _ in 100 + random.below(20_000) }
        let (example, shape) = makeExample(
          tokens, layout: layout, endsDocument: round % 2 == 0, reserved: testReserved, key: 5,
          offset: UInt64(round))
        let runs = try layout.runs(
          of: example, tokens: count, shape: shape, reserved: testReserved)
        var places: [Int] = []
        var end = 0
        for run in runs {
          #expect(run.count > 0 && run.position >= end)
          end = run.position + run.count
          places += run.place..<run.place + run.count
          #expect(tokens[run.place..<run.place + run.count] == example[run.position..<end])
        }
        #expect(places.sorted() == Array(0..<count))
        #expect(!layout.isAmbiguous(example, tokens: count, reserved: testReserved))
      }
    }
  }

  @Test("A prefix and what follows it are two runs")
  func prefix() throws {
    let layout = ExampleLayout(
      objective: .prefixLM(.uniform), isBidirectional: true, sequenceLength: 64)
    let runs = try layout.runs(
      of: [5, 6, 7, 8], tokens: 4, shape: ExampleShape(prefixLength: 3, lossStart: 3),
      reserved: testReserved)
    #expect(
      runs == [
        ExampleRun(position: 0, place: 0, count: 3), ExampleRun(position: 3, place: 3, count: 1),
      ])
  }
}
