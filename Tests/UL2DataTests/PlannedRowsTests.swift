/// Rows made from a plan, and the same rows read from shards.
import TestSupport
import Testing
import UL2Data

@Suite("Rows of a plan")
struct PlannedRowsTests {
  private let directory = TemporaryDirectory()

  @Test(
    "Rows are the same as from the plan's shards",
    arguments: [(TokenType.uint16, 1100), (.int32, 70_000), (.uint16, 70_000), (.int32, 1100)],
    [ColumnSet.compact, .full])
  func asInShards(_ widths: (TokenType, Int), _ columns: ColumnSet) throws {
    let resolved = try resolvedPlan(in: directory, type: widths.0, vocabulary: widths.1)
    try writeShards(
      directory("shards"), resolved, rowFormat(resolved, columns, compression: "zstd:1"))
    let dataset = try Dataset(directory("shards"))
    var rows = PlannedRows(resolved)
    var index = 0
    for start in try resolved.plan().blocks {
      try rows.plan(from: start)
      for row in 0..<rows.count {
        let made = try rows.row(at: row)
        #expect(try made == dataset[index])
        if made.tokens.bytesPerToken == 2 {
          #expect(widths.1 == 1100)
        } else {
          #expect(widths.1 == 70_000)
        }
        index += 1
      }
    }
    #expect(index == dataset.count && index > 100)
  }

  @Test("Rows can be made in any order, by any maker")
  func anyOrder() throws {
    let resolved = try resolvedPlan(in: directory)
    let start = try #require(resolved.plan().blocks.first)
    var forwards = PlannedRows(resolved)
    try forwards.plan(from: start)
    let all = try (0..<forwards.count).map { row throws(Problem) in try forwards.row(at: row) }
    var backwards = PlannedRows(resolved)
    try backwards.plan(from: start)
    for row in (0..<backwards.count).reversed() {
      #expect(try backwards.row(at: row) == all[row])
      // A sample in between changes nothing.
      #expect(try backwards.sample(row).count == backwards.sampleSize(of: row))
    }
  }

  @Test("Every example is its document's chunk")
  func chunks() throws {
    let resolved = try resolvedPlan(in: directory)
    var rows = PlannedRows(resolved)
    var objectives: Set<Int> = []
    for start in try resolved.plan().blocks {
      try rows.plan(from: start)
      for number in 0..<rows.count {
        let row = try rows.row(at: number)
        for example in row.examples {
          let layout = resolved.mixture.objectives.layouts[example.objective]
          let chunk = try layout.chunk(
            of: row.tokens[example.range], tokens: example.chunkLength, shape: example.shape,
            reserved: resolved.reserved)
          let (shard, document) = resolved.stores[example.source].store.locate(example.document)
          let whole = try shard.tokens(of: document, as: Int.self)
          let range = example.offset..<example.offset + example.chunkLength
          #expect(chunk == Array(whole[range]))
          objectives.insert(example.objective)
        }
        #expect(row.tokens[row.usedLength..<row.tokens.count].allSatisfy { $0 == 0 })
      }
    }
    #expect(objectives.isSuperset(of: 0..<4))
  }

  @Test("Rows that are not in the block, and blocks of other plans, are refused")
  func wrongRows() throws {
    let resolved = try resolvedPlan(in: directory)
    var rows = PlannedRows(resolved)
    #expect(throws: Problem.self) { _ = try rows.row(at: 0) }
    try rows.plan(from: try #require(resolved.plan().blocks.first))
    for row in [-1, rows.count, .max] {
      let problem = #expect(throws: Problem.self) { _ = try rows.row(at: row) }
      #expect(problem?.got == "\(row)" && problem?.problem == "no such row")
    }
    let code = Mixture.Source(name: "code", weight: 1)
    var mixture = resolved.mixture.mixture
    mixture.sources = [code]
    let prompts = [[], [7, 8, 9], [], []] as [[Int32]]
    let one = try ResolvedPlan(
      ResolvedMixture(mixture, reserved: resolved.reserved, prompts: prompts),
      stores: [TokenStore(directory("code"))], modelVocabularySize: 1000, limit: .tokens(1000))
    let start = try #require(one.plan().blocks.first)
    #expect(throws: Problem.self) { _ = try rows.plan(from: start) }
  }

  @Test("Too few prompts or stores are refused")
  func wrongCounts() throws {
    let resolved = try resolvedPlan(in: directory)
    let prompts = #expect(throws: Problem.self) {
      try ResolvedMixture(resolved.mixture.mixture, reserved: resolved.reserved, prompts: [])
    }
    #expect(prompts?.got == "0" && prompts?.expected == "4")
    let stores = #expect(throws: Problem.self) {
      try ResolvedPlan(
        resolved.mixture, stores: [], modelVocabularySize: 1000, limit: .tokens(1000))
    }
    #expect(stores?.expected == "2: code, notes")
  }

  @Test("A token that the model lacks is a problem with its place")
  func beyondTheModel() throws {
    let resolved = try resolvedPlan(in: directory, highest: 1090)
    let start = try #require(resolved.plan().blocks.first)
    var rows = PlannedRows(resolved)
    try rows.plan(from: start)
    let count = rows.count
    let problem = #expect(throws: Problem.self) {
      for row in 0..<count { _ = try rows.row(at: row) }
    }
    #expect(problem?.problem == "token beyond the vocabulary")
    #expect(problem?.place?.hasPrefix("document ") == true)
  }

  @Test("A store without documents is refused")
  func emptyStore() throws {
    let mixture = try resolvedPlan(in: directory).mixture
    try makeDirectories(directory("empty"))
    _ = try IndexedDatasetWriter(directory("empty/00000"), type: .uint16).publish()
    let stores = try ["code", "empty"].map { name in try TokenStore(directory(name)) }
    let problem = #expect(throws: Problem.self) {
      try ResolvedPlan(mixture, stores: stores, modelVocabularySize: 1000, limit: .once)
    }
    #expect(problem?.place == "sources.notes")
  }
}
