/// Rows of a plan and of the shards packed from it, by `Dataset`.
import TestSupport
import Testing
import UL2Data

@Suite("Datasets")
struct DatasetTests {
  private let directory = TemporaryDirectory()

  private func plan(_ vocabulary: Int = 1100) throws -> (ResolvedPlan, Dataset) {
    let resolved = try resolvedPlan(in: directory, vocabulary: vocabulary)
    try writePlan(directory("plan"), resolved)
    return (resolved, try Dataset(directory("plan")))
  }

  private func shards(
    _ resolved: ResolvedPlan, _ name: String = "shards", _ columns: ColumnSet = .compact,
    compression: String? = nil, rowsPerShard: Int? = 100
  ) throws -> String {
    try writeShards(
      directory(name), resolved, rowFormat(resolved, columns, compression: compression),
      rowsPerShard: rowsPerShard)
    return directory(name)
  }

  @Test(
    "A plan and its shards have the same rows, and are the same data", arguments: [1100, 70_000],
    [ColumnSet.compact, .full])
  func planAndShards(_ vocabulary: Int, _ columns: ColumnSet) throws {
    let (resolved, plan) = try plan(vocabulary)
    let plain = try Dataset(shards(resolved, "plain", columns))
    let small = try Dataset(shards(resolved, "small", columns, compression: "zstd:1"))
    #expect(plan.count > 100)
    let all = try plan.rows(at: 0..<plan.count)
    #expect(all.map(\.index) == Array(0..<plan.count))
    for dataset in [plain, small] {
      #expect(dataset.count == plan.count && dataset.sequenceLength == 64)
      #expect(dataset.fingerprint == plan.fingerprint)
      #expect(try dataset.rows(at: 0..<plan.count) == all)
      for index in [0, plan.count - 1, 99, 100, 101] {
        let row = try dataset[index]
        #expect(row == all[index] && row.hashValue == all[index].hashValue)
        #expect(row.tokens.bytesPerToken == (vocabulary == 1100 ? 2 : 4))
      }
      let indexes = [100, 3, 3, 250, 0]
      #expect(try dataset.rows(at: indexes) == indexes.map { all[$0] })
      #expect(try dataset.rows(at: 5..<5) == [])
    }
  }

  @Test("Tokens are lent and copied as 32-bit integers, however they are stored")
  func tokens() throws {
    for vocabulary in [1100, 70_000] {
      let (resolved, plan) = try plan(vocabulary)
      let small = try Dataset(shards(resolved, "small", compression: "zstd:1"))
      for dataset in [plan, small, try Dataset(shards(resolved))] {
        let row = try dataset[7]
        let ids = row.withTokens { span in span.indices.map { Int(span[$0]) } }
        #expect(ids == row.tokens.integers && ids.count == 64)
        var copy = [Int32](repeating: -1, count: 64)
        var span = copy.mutableSpan
        row.tokens.copy(into: &span)
        #expect(copy.map { Int($0) } == ids)
        #expect(row.tokens[3..<9] == Array(ids[3..<9]))
        #expect(row.tokens.firstOutside(vocabulary) == nil)
        #expect(row.tokens.firstOutside(1) == ids.firstIndex { $0 > 0 })
      }
    }
  }

  @Test("Tokens read without the examples are the rows' tokens")
  func tokensAlone() throws {
    for vocabulary in [1100, 70_000] {
      let (resolved, plan) = try plan(vocabulary)
      let indexes = [7, 0, 100, 99, 7]
      let expected = try plan.rows(at: indexes).flatMap { $0.tokens.integers }
      let small = try Dataset(shards(resolved, "small", compression: "zstd:1"))
      for dataset in [plan, small, try Dataset(shards(resolved))] {
        #expect(try filledTokens(of: dataset, indexes).map { Int($0) } == expected)
      }
    }
  }

  @Test("Rows stay valid after their dataset and its files")
  func outliving() throws {
    let path = try shards(plan().0)
    var dataset: Dataset? = try Dataset(path)
    let rows = try #require(try dataset?.rows(at: 0..<150))
    let expected = rows.map(\.tokens.integers)
    dataset?.close()
    dataset = nil
    try removeTree(path)
    #expect(rows.map(\.tokens.integers) == expected)
  }

  @Test("Little memory makes it slower, not different")
  func smallCache() throws {
    let (resolved, plan) = try plan()
    let path = try shards(resolved, compression: "zstd:1", rowsPerShard: 20)
    let dataset = try Dataset(path, cacheBytes: 0, check: .always)
    let indexes = (0..<60).map { $0 * 37 % plan.count }
    #expect(try dataset.rows(at: indexes) == plan.rows(at: indexes))
    let none = try Dataset(directory("plan"), cacheBytes: 0)
    #expect(try none.rows(at: indexes) == plan.rows(at: indexes))
    #expect(dataset.openedCount > 40 && plan.openedCount == 1)
    #expect(dataset.loadCount == dataset.openedCount && plan.loadCount == 1)
    let mapped = try Dataset(try shards(resolved, "mapped", rowsPerShard: 20))
    #expect(try mapped.rows(at: indexes) == plan.rows(at: indexes))
    #expect(mapped.openedCount > 0 && mapped.loadCount == nil)
  }

  @Test("Threads read at once, from plan or shards")
  func threads() throws {
    let (resolved, plan) = try plan()
    let path = try shards(resolved, compression: "zstd:1", rowsPerShard: 20)
    let expected = try plan.rows(at: 0..<plan.count)
    for dataset in [try Dataset(path, cacheBytes: 1 << 16), try Dataset(directory("plan"))] {
      let wrong = Monitor(0)
      let threads = try (0..<4).map { thread in
        try #require(
          startThread {
            for step in 0..<40 {
              let index = (step * 31 + thread * 17) % (expected.count - 3)
              let rows = try? dataset.rows(at: index..<index + 3)
              if rows != Array(expected[index..<index + 3]) { wrong.withLock { $0 += 1 } }
            }
          })
      }
      for thread in threads { thread.join() }
      #expect(wrong.withLock { $0 } == 0)
    }
  }

  @Test("The blocks of shards are their plan's; without a plan, each shard is one")
  func blocks() throws {
    let (resolved, plan) = try plan()
    let path = try shards(resolved)
    #expect(try Dataset(path).blocks() == plan.blocks())
    try removeFile(path + "/manifest.json")
    let foreign = try Dataset(path)
    #expect(try foreign.blocks().count == (plan.count + 99) / 100)
    #expect(try foreign.blocks().rowCount == plan.count)
    #expect(foreign.bytesPerRow == plan.bytesPerRow)
  }

  @Test("Shards of other programs give rows of tokens")
  func foreign() throws {
    let dataset = try Dataset(fixture("mds/tokens"))
    #expect(dataset.manifest == nil && dataset.count > 3 && dataset.sequenceLength == 2048)
    #expect(
      dataset.fingerprint == hexadecimal(try xxh3(ofFile: fixture("mds/tokens/index.json"))))
    let row = try dataset[3]
    #expect(row.examples.isEmpty && row.usedLength == 2048)
    #expect(try dataset[0].tokens[0..<7] == [61, 1, 1, 1, 1, 2, 45])
    var loader = try DataLoader(dataset, globalBatchSize: 2, order: .shuffled)
    #expect(try loader.next()?.rows.count == 2)
  }
}
