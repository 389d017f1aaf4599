import Testing
import UL2Corpus

@Suite("External sort")
struct ExternalSorterTests {
  /// Sorts with a run of `runBytes` and compares with a stable sort in memory.
  func check(count: Int, keys: UInt64, runBytes: Int, seed: UInt64) throws {
    var random = CounterRandom(key: seed)
    let sorter = ExternalSorter(runBytes: runBytes)
    var expected: [(key: ExternalSorter.Key, record: [UInt8])] = []
    for _ in 0..<count {
      let key = ExternalSorter.Key(major: random.below(keys), minor: random.below(3 as UInt64))
      let record = (0..<random.below(40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      expected.append((key, record))
      try sorter.add(key, record)
    }
    let order = expected.indices.sorted {
      (expected[$0].key, $0) < (expected[$1].key, $1)
    }
    var record: [UInt8] = []
    for index in order {
      let key = try sorter.next(into: &record)
      #expect(key == expected[index].key)
      #expect(record == expected[index].record)
    }
    #expect(try sorter.next(into: &record) == nil)
  }

  @Test("Any number of runs sorts as sorted() does, equal keys in their order")
  func property() throws {
    for seed in 0..<12 as Range<UInt64> {
      for (count, runBytes) in [(0, 64), (1, 64), (2, 1), (300, 200), (500, 4096), (100, 1 << 20)] {
        try check(count: count, keys: 1 + seed * 7, runBytes: runBytes, seed: seed)
      }
    }
  }

  @Test("Nothing is spilled if all fits into one run")
  func inMemory() throws {
    let sorter = ExternalSorter(scratch: "/nonexistent")
    try sorter.add(.init(major: 2, minor: 0), [1])
    try sorter.add(.init(major: 1, minor: 0), [2])
    var record: [UInt8] = []
    #expect(try sorter.next(into: &record)?.major == 1)
    #expect(sorter.spilledBytes == 0)
  }

  @Test("A missing scratch directory is an error; nothing stays in one that exists")
  func scratch() throws {
    let bad = ExternalSorter(scratch: "/nonexistent", runBytes: 1)
    try bad.add(.init(major: 2, minor: 0), [1])
    #expect(throws: Problem.self) { try bad.add(.init(major: 1, minor: 0), [2]) }

    let directory = "/tmp/ul2prep-sorter-test"
    try makeDirectories(directory)
    defer { try? removeTree(directory) }
    let sorter = ExternalSorter(scratch: directory, runBytes: 1)
    for i in 0..<10 as Range<UInt64> { try sorter.add(.init(major: i, minor: 0), [1]) }
    #expect(sorter.spilledBytes > 0)
    #expect(try listDirectory(directory).isEmpty)
  }
}
