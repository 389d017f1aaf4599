import TestSupport
import Testing
import UL2Mixing

@Suite("Packing")
struct PackingTests {
  @Test("Golden rows") func goldenRows() throws {
    let vectors = try #require(golden("objectives.json")["best_fit_decreasing"]?.array)
    #expect(!vectors.isEmpty)
    for vector in vectors {
      var packing = BestFitDecreasing(width: try #require(vector["length"]?.int))
      packing.pack(try #require(vector["items"]?.array).map { Int32($0.int!) })
      #expect(
        packing.rowOfItem.map(Int.init) == (try #require(vector["bins"]?.array).map { $0.int! }))
    }
  }

  /// Best fit decreasing, written from its definition.
  private func reference(_ lengths: [Int], width: Int) -> [Int] {
    var rows = [Int](repeating: 0, count: lengths.count)
    var free: [(room: Int, since: Int)] = []
    let order = lengths.indices.sorted { (-lengths[$0], $0) < (-lengths[$1], $1) }
    for (step, item) in order.enumerated() {
      let fitting = free.indices.filter { free[$0].room >= lengths[item] }
      let best = fitting.min { (free[$0].room, free[$0].since) < (free[$1].room, free[$1].since) }
      let row = best ?? free.count
      if best == nil { free.append((width, step)) }
      free[row] = (free[row].room - lengths[item], step)
      rows[item] = row
    }
    return rows
  }

  @Test("The same as best fit by its definition, on random lengths")
  func differential() {
    var random = CounterRandom(key: 8)
    for width in [1, 8, 63, 64, 65, 300, 5000] {
      var packing = BestFitDecreasing(width: width)
      for _ in 0..<20 {
        let lengths = (0..<random.below(200)).map { _ in
          1 + random.below(random.below(3) == 0 ? width : max(1, width / 4))
        }
        packing.pack(lengths.map(Int32.init))
        #expect(packing.rowOfItem.map(Int.init) == reference(lengths, width: width))
      }
    }
  }

  @Test("Rows can be counted without making them")
  func counts() {
    var random = CounterRandom(key: 21)
    for width in [1, 2, 8, 63, 64, 65, 300, 2048, 5000] {
      var packing = BestFitDecreasing(width: width)
      var counted = RowCount(width: width)
      for round in 0..<60 {
        // Few lengths, so that rows take many examples of one; many; long ones and short ones.
        let kinds = [1, 2, 5, width][round % 4]
        let lengths = (0..<random.below(1000)).map { _ in
          let limit = random.below(3) == 0 ? width : max(1, width / (1 + random.below(9)))
          return Int32(1 + (1 + random.below(kinds)) * limit / (kinds + 1) % width)
        }
        packing.pack(lengths)
        var counts = [Int32](repeating: 0, count: width + 1)
        for length in lengths { counts[Int(length)] += 1 }
        #expect(counted.rows(for: counts) == packing.rowCount, "width \(width), round \(round)")
      }
    }
  }

  @Test("Rows hold every item once; rows and the items in them are in random order")
  func rows() {
    var random = CounterRandom(key: 2)
    let lengths = (0..<5000).map { _ in Int32(1 + random.below(500)) }
    var packing = BestFitDecreasing(width: 1000)
    packing.pack(lengths)
    var rows = PackedRows()
    rows.set(from: packing, key: 1)
    #expect(rows.count == packing.rowCount)
    #expect(rows.items.sorted() == (0..<5000).map { Int32($0) })
    var longestFirst = 0
    for row in 0..<rows.count {
      let items = rows[row]
      #expect(Set(items.map { packing.rowOfItem[Int($0)] }).count == 1)
      #expect(items.reduce(0) { $0 + lengths[Int($1)] } <= 1000)
      let sizes = items.map { lengths[Int($0)] }
      if sizes.count > 1, sizes[0] == sizes.max() { longestFirst += 1 }
    }
    #expect(longestFirst < rows.count * 3 / 4)
    var other = PackedRows()
    other.set(from: packing, key: 2)
    #expect(other.items != rows.items)
  }
}
