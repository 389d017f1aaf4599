/// The order of samples: a bijection of every epoch, within groups of blocks, the same for ever.
import Testing
import UL2Data

@Suite("The order of rows")
struct RowOrderTests {
  /// Rows of each block: alone, equal, of one row, none among others, more than a group, large.
  private static let blocks: [[Int]] = [
    [1], [2], [5, 0, 3], [0, 1, 0], [7, 7, 7, 7], [Int](repeating: 1, count: 40),
    (0..<37).map { $0 * 7 % 23 }, [4096, 1, 5000], (1...100).map { $0 * 3 },
  ]

  private func order(
    _ counts: [Int], _ kind: RowOrder.Kind = .shuffled, seed: UInt64 = 1,
    groupBytes: Int = 1 << 20
  ) -> RowOrder {
    RowOrder(
      kind, RowBlocks(counts: counts), bytesPerRow: 128, seed: seed, groupBytes: groupBytes)
  }

  @Test("Every epoch has every row once", arguments: blocks, RowOrder.Kind.allCases)
  func bijection(_ counts: [Int], _ kind: RowOrder.Kind) throws {
    let rows = counts.reduce(0, +)
    for seed: UInt64 in [0, 7, .max] {
      for groupBytes in [1, 1 << 12, 1 << 40] {
        let order = order(counts, kind, seed: seed, groupBytes: groupBytes)
        #expect(order.rowCount == rows)
        for epoch in 0..<3 {
          let found = try order.rows(ofSamples: epoch * rows..<(epoch + 1) * rows)
          #expect(found.sorted() == Array(0..<rows))
        }
      }
    }
  }

  @Test("One by one or together, from any start, across epochs", arguments: blocks)
  func oneByOne(_ counts: [Int]) throws {
    let order = order(counts, groupBytes: 1 << 12)
    let end = min(3 * order.rowCount, 2000)
    let all = try order.rows(ofSamples: 0..<end)
    var random = CounterRandom(key: 3)
    for _ in 0..<20 {
      let first = random.below(end)
      let last = min(end, first + random.below(50))
      #expect(try order.rows(ofSamples: first..<last) == Array(all[first..<last]))
      #expect(try order.row(ofSample: first) == all[first])
    }
  }

  @Test("The first epoch has the plan's order, later ones are those of the shuffled order")
  func plan() throws {
    let counts = [50, 20, 90]
    let plan = order(counts, .plan)
    let shuffled = order(counts)
    #expect(try plan.rows(ofSamples: 0..<160) == Array(0..<160))
    #expect(try shuffled.rows(ofSamples: 0..<160) != Array(0..<160))
    #expect(try plan.rows(ofSamples: 160..<500) == shuffled.rows(ofSamples: 160..<500))
    #expect(try plan.rows(ofSamples: 150..<170).prefix(10) == Array(150..<160)[...])
  }

  @Test("Seeds and epochs have their own orders")
  func different() throws {
    var seen: Set<[Int]> = []
    for seed: UInt64 in 0..<10 {
      let order = order([30, 40, 50], seed: seed)
      for epoch in 0..<10 {
        seen.insert(try order.rows(ofSamples: epoch * 120..<epoch * 120 + 120))
      }
    }
    #expect(seen.count == 100)
  }

  @Test("Rows of a group of blocks come together, and move only within it")
  func groups() throws {
    let blocks = RowBlocks(counts: [Int](repeating: 10, count: 40))
    let order = RowOrder(
      .shuffled, blocks, bytesPerRow: 100, seed: 5, groupBytes: 4 * 1000)
    #expect(order.blocksPerGroup == 4)
    let rows = try order.rows(ofSamples: 0..<400)
    var met: Set<Int> = []
    for group in 0..<10 {
      let own = rows[group * 40..<group * 40 + 40].map { blocks.block(ofRow: $0) }
      #expect(Set(own).count == 4)
      // Not one block after another.
      #expect(own != own.sorted() && Set(own[..<12]).count > 1)
      #expect(met.isDisjoint(with: own))
      met.formUnion(own)
    }
    #expect(met.count == 40)
  }

  @Test("Groups have as many blocks as their bytes allow, 1 to 16")
  func groupSizes() throws {
    func size(_ bytes: Int) -> Int { order([10, 100, 50], groupBytes: bytes).blocksPerGroup }
    #expect(size(1) == 1)
    #expect(size(12_800) == 1)
    #expect(size(25_599) == 1)
    #expect(size(25_600) == 2)
    #expect(size(12_800 * 16) == 16)
    #expect(size(.max) == 16)
    let huge = RowOrder(
      .shuffled, RowBlocks(counts: [10]), bytesPerRow: .max, seed: 0, groupBytes: .max)
    #expect(huge.blocksPerGroup == 1)
  }

  @Test("Any sample at once, of a dataset of any size")
  func far() throws {
    let order = order([Int](repeating: 16_384, count: 2000))
    let epoch = order.rowCount
    for sample in [epoch - 1, 5 * epoch + 12_345, 1 << 59] {
      #expect((0..<epoch).contains(try order.row(ofSample: sample)))
    }
    let problem = #expect(throws: Problem.self) { try order.rows(ofSamples: -1..<3) }
    #expect(problem?.problem == "no such sample" && problem?.got == "-1")
  }

  @Test("Threads in different epochs get the same")
  func threads() throws {
    let order = order([300, 200, 100], groupBytes: 1 << 15)
    let expected = try self.order([300, 200, 100], groupBytes: 1 << 15).rows(ofSamples: 0..<6000)
    let wrong = Monitor(0)
    let threads = try (0..<4).map { thread in
      try #require(
        startThread {
          for step in 0..<100 {
            let first = (step * 59 + thread * 1700) % 5900
            let found = try? order.rows(ofSamples: first..<first + 100)
            if found != Array(expected[first..<first + 100]) { wrong.withLock { $0 += 1 } }
          }
        })
    }
    for thread in threads { thread.join() }
    #expect(wrong.withLock { $0 } == 0)
  }

  /// Changing these changes how runs continue: the state's version must then rise.
  @Test("Known orders never change")
  func golden() throws {
    func hash(_ order: RowOrder, _ epochs: Int) throws -> String {
      var bytes: [UInt8] = []
      for row in try order.rows(ofSamples: 0..<epochs * order.rowCount) {
        appendLittleEndian(Int64(row), to: &bytes)
      }
      return hexadecimal(xxh3(bytes))
    }
    #expect(
      try order([5, 0, 3, 4]).rows(ofSamples: 0..<24) == [
        8, 10, 6, 1, 7, 3, 0, 5, 11, 9, 4, 2, 9, 10, 5, 3, 11, 1, 4, 0, 7, 8, 6, 2,
      ])
    #expect(
      try hash(order((1...100).map { $0 * 3 }, seed: 42, groupBytes: 1 << 17), 3)
        == "d6d98a83f8eb0d05")
    #expect(try hash(order([20_000, 16_384, 16_400], .plan, seed: 7), 2) == "180a8ffd27cfd7fa")
  }
}
