/// Inputs to shards to units: whatever the sizes, all of them once, in order, near the target size.
import Testing
import UL2Core
import UL2Pipeline

@Suite("The layout of stores")
struct StoreLayoutTests {
  private let sizes = StoreLayout.Sizes(shard: 1000, unit: 10_000, part: 40_000)

  private func layout(_ inputs: [Int?], divisible: Set<Int> = []) -> StoreLayout {
    StoreLayout(inputs.enumerated().map { ($1, divisible.contains($0)) }, sizes)
  }

  @Test("Small inputs share a shard, a large one has its own, a larger one several")
  func examples() {
    let layout = layout([300, 300, 300, 300, 5000, nil, 0, 100_000, 7], divisible: [7])
    #expect(
      layout.shards.map { $0.pieces.map(\.input) } == [
        [0, 1, 2], [3], [4], [5], [6], [7], [7], [7], [8],
      ])
    #expect(
      layout.shards.compactMap { $0.pieces[0].part } == [
        0..<40_000, 40_000..<80_000, 80_000..<100_000,
      ])
    #expect(layout.units.map(\.shards) == [0..<3, 3..<4, 4..<5, 5..<6, 6..<7, 7..<8, 8..<9])
    #expect(layout.units.map(\.size) == [6200, nil, 0, 40_000, 40_000, 20_000, 7])
    #expect(layout.inputs(of: 0) == 0...4 && layout.inputs(of: 4) == 7...7)
    #expect(layout.inputCount(of: 0..<7) == 9)
    #expect(layout.inputCount(of: [5, 3]) == 1)
    #expect(layout.unitName(1) == "00003" && layout.shardName(8) == "00008")
  }

  @Test("A large input that cannot be divided is one shard and one unit")
  func indivisible() {
    #expect(layout([100_000]).shards.map(\.pieces) == [[StoreLayout.Piece(input: 0)]])
    #expect(layout([]).units.isEmpty)
    // A size that no file can have is not believed.
    #expect(layout([.max, 5], divisible: [0]).shards.count == 2)
  }

  @Test("The program's sizes: 64 MiB, 1 GiB, 4 GiB")
  func usual() {
    let gigabyte = 1 << 30
    let layout = StoreLayout([(10 << 20, false), (60 << 20, false), (9 * gigabyte, true)])
    #expect(
      layout.shards.map(\.size) == [10 << 20, 60 << 20, 4 * gigabyte, 4 * gigabyte, gigabyte])
    #expect(layout.units.count == 4)
  }

  @Test(
    "All inputs once and in order; neighbours that would fit together are together",
    arguments: 0..<200)
  func properties(seed: Int) {
    var random = CounterRandom(key: UInt64(seed))
    let count = random.below(300)
    let largest = [10, 400, 1500, 30_000, 200_000][random.below(5)]
    let inputs: [Int?] = (0..<count).map { _ in
      random.below(30) == 0 ? nil : random.below(largest)
    }
    let divisible = Set((0..<count).filter { _ in random.below(2) == 0 })
    let layout = layout(inputs, divisible: divisible)
    check(layout, inputs, divisible)
    #expect(layout == self.layout(inputs, divisible: divisible))
  }

  private func check(_ layout: StoreLayout, _ inputs: [Int?], _ divisible: Set<Int>) {
    // Every byte of every input once, in order.
    var pieces = layout.shards.flatMap(\.pieces)[...]
    for (i, size) in inputs.enumerated() {
      var at = 0
      while let piece = pieces.first, piece.input == i {
        pieces.removeFirst()
        guard let part = piece.part else {
          at = size ?? 0
          break
        }
        #expect(part.lowerBound == at && part.count <= sizes.part && divisible.contains(i))
        at = part.upperBound
      }
      #expect(at == size ?? 0, "input \(i)")
    }
    #expect(pieces.isEmpty)
    // All shards in one unit each.
    var next = 0
    for unit in layout.units {
      #expect(unit.shards.lowerBound == next && !unit.shards.isEmpty)
      next = unit.shards.upperBound
      let held = layout.shards[unit.shards].map(\.size)
      #expect(unit.size == (held.contains(nil) ? nil : held.reduce(0) { $0 + $1! }))
      #expect(unit.shards.count == 1 || unit.size.map { $0 <= sizes.unit } == true)
    }
    #expect(next == layout.shards.count)
    for shard in layout.shards where shard.pieces.count > 1 {
      #expect(shard.size.map { $0 <= sizes.shard } == true)
    }
    for (a, b) in zip(layout.shards, layout.shards.dropFirst())
    where a.pieces[0].part == nil && b.pieces[0].part == nil {
      if let held = a.size, let first = inputs[b.pieces[0].input] {
        #expect(held + first > sizes.shard)
      }
    }
    #expect(layout.inputCount(of: layout.units.indices) == inputs.count)
  }

  @Test("A million empty files are not one shard")
  func empty() {
    let layout = layout(Array(repeating: 0, count: 1_000_000))
    #expect(layout.shards.allSatisfy { $0.pieces.count <= StoreLayout.mostInputs })
    #expect(layout.shards.count == 62 && layout.units.count == 1)
  }
}
