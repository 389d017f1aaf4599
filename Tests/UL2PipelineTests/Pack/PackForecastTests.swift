/// Forecasts of tasks' work, compared with the blocks that they really write.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("Forecasts of tasks")
struct PackForecastTests {
  private let directory = TemporaryDirectory()
  private static let window = 2 * DocumentOrder.runTokens

  /// A sparse file of tokens: plans read none.
  private func writeStore(_ name: String, documents: Int, mean: Int, key: UInt64) throws {
    var random = CounterRandom(key: key)
    var (lengths, pointers): ([UInt8], [UInt8]) = ([], [])
    var tokens = 0
    for _ in 0..<documents {
      let length = 1 + random.below(2 * mean - 1)
      appendLittleEndian(Int32(length), to: &lengths)
      appendLittleEndian(Int64(2 * tokens), to: &pointers)
      tokens += length
    }
    var index = Array("MMIDIDX\0\0".utf8)
    appendLittleEndian(UInt64(1), to: &index)
    index.append(8)
    appendLittleEndian(UInt64(documents), to: &index)
    appendLittleEndian(UInt64(documents + 1), to: &index)
    index += lengths + pointers
    for i in 0...documents { appendLittleEndian(Int64(i), to: &index) }
    try directory.write(index, "stores/\(name)/0.idx")
    try directory.write([], "stores/\(name)/0.bin")
    #expect(truncate(directory("stores/\(name)/0.bin"), off_t(2 * tokens)) == 0)
  }

  /// 72 M tokens of three sources, the smallest used several times: about 16 blocks.
  private func made() throws -> (corpus: MixtureStores, plan: Plan) {
    try writeStore("large", documents: 13_000, mean: 4000, key: 1)
    try writeStore("mean", documents: 3000, mean: 7000, key: 2)
    try writeStore("small", documents: 700, mean: 3000, key: 3)
    let mixture = """
      {"sources": {"large": {"weight": 5, "eod": false}, "mean": {"weight": 2, "eod": false},
                   "small": {"weight": 1, "eod": false}},
       "sequence_length": 256, "seed": 3, "shuffle_window": \(Self.window), "min_document_tokens": 9,
       "objectives": [{"name": "causal", "weight": 3},
         {"name": "span_corruption", "weight": 1, "noise_density": 0.15, "mean_span_length": 3}]}
      """
    let corpus = try MixtureStores(
      PlanRequest(
        mixture: .parse(Array(mixture.utf8), path: "test"), tokens: directory("stores"),
        limit: .tokens(72_000_000), tokenizerModel: fixture("tokenizers/unigram-8k.model")))
    return (corpus, try corpus.resolved.planner.plan())
  }

  private func forecast(
    _ made: (corpus: MixtureStores, plan: Plan), tasks: Int, workers: Int = 2,
    _ shards: ShardSettings = ShardSettings()
  ) -> PackForecast {
    PackForecast(made.corpus, made.plan, shards, tasks: tasks, workers: workers)
  }

  @Test("Tasks add up to the plan, whatever their number")
  func sums() throws {
    let made = try made()
    let units = PackUnits(blocks: made.plan.blocks.count).count
    #expect(units > 10)
    for tasks in [1, 2, 3, 7, 16, 1000] {
      for shards in [ShardSettings(), ShardSettings(columns: .full, compression: nil)] {
        let forecast = forecast(made, tasks: tasks, shards)
        #expect(forecast.tasks.map(\.share.rank) == Array(0..<tasks))
        let all = forecast.all
        #expect(all.units == units && all.blocks == made.plan.blocks.count)
        #expect(all.rows == made.plan.totals.rows && all.tokens == made.plan.totals.all.tokens)
        // Ids of two bytes.
        #expect(all.readBytes == 2 * all.tokens)
        #expect(all.rowBytes == made.plan.rowBytes(shards.rowFormat(made.corpus.resolved)))
        #expect(forecast.idle == max(0, tasks - units))
        for task in forecast.tasks where task.units.isEmpty {
          #expect(task.work.readBytes == 0 && task.work.windowBytes == 0)
          #expect(task.work.rowBytes == 0 && task.work.seconds == 0)
        }
      }
    }
  }

  @Test("A task's rows, bytes and windows are those of its blocks")
  func blocks() throws {
    let made = try made()
    let resolved = made.corpus.resolved
    let format = ShardSettings().rowFormat(resolved)
    let units = PackUnits(blocks: made.plan.blocks.count)
    let whole = resolved.stores.reduce(0) { $0 + 2 * $1.tokenCount + 12 * $1.documentCount }
    var worker = BlockWorker(resolved.planner)
    for task in forecast(made, tasks: 5).tasks {
      var (rows, tokens, bytes) = (0, 0, 0)
      var documents: [Set<[Int]>] = resolved.stores.map { _ in [] }
      for block in task.units.flatMap({ units.blocks(of: $0) }) {
        _ = try worker.plan(made.plan.blocks[block])
        rows += worker.block.rows.count
        for row in 0..<worker.block.rows.count {
          bytes += 4 + format.sampleSize(examples: worker.block.rows[row].count)
        }
        for example in worker.block.examples {
          tokens += Int(example.tokens)
          documents[Int(example.source)].insert([Int(example.epoch), Int(example.document)])
        }
      }
      #expect(task.work.rows == rows && task.work.tokens == tokens)
      #expect(task.work.readBytes == 2 * tokens)
      // Examples are taken to be spread as tokens are.
      #expect(abs(task.work.rowBytes - bytes) < bytes / 100)
      var expected = 0
      for (store, found) in zip(resolved.stores, documents) {
        expected += windowBytes(store, found)
      }
      // Rounded down for each epoch.
      #expect(expected - 20..<expected + 1 ~= task.work.windowBytes)
      #expect(task.work.readBytes < task.work.windowBytes && task.work.windowBytes < whole * 3 / 4)
    }
  }

  /// The windows of some documents of some epochs, looked up one by one.
  private func windowBytes(_ store: SourceStore, _ documents: Set<[Int]>) -> Int {
    var count = 0
    for epoch in Set(documents.map { $0[0] }) {
      var order = DocumentOrder(
        documents: store.documentCount, tokens: store.tokenCount, window: Self.window,
        key: sourceKey(seed: 3, name: store.name, epoch: epoch))
      var position = 0
      while position < store.documentCount {
        let whole = order.wholeWindows(of: position..<position + 1)
        if whole.contains(where: { documents.contains([epoch, order.document(at: $0)]) }) {
          count += whole.count
        }
        position = whole.upperBound
      }
    }
    return count * (2 * store.tokenCount + 12 * store.documentCount) / store.documentCount
  }

  @Test("The time is that of the busiest worker's units, and is omitted if unknown")
  func seconds() throws {
    let made = try made()
    let units = PackUnits(blocks: made.plan.blocks.count).count
    func seconds(tasks: Int, workers: Int) throws -> Double {
      try #require(forecast(made, tasks: tasks, workers: workers).all.seconds)
    }
    let one = try seconds(tasks: 1, workers: 1)
    let turns = Double((units + 1) / 2) / Double(units)
    #expect(abs(try seconds(tasks: 1, workers: 2) / one - turns) < 1e-9)
    let each = try seconds(tasks: units, workers: 1)
    #expect(each > one / Double(units) && each < 2 * one / Double(units))
    #expect(try seconds(tasks: units, workers: 8) == each)
    #expect(try seconds(tasks: 10 * units, workers: 1) == each)
    let unknown = forecast(made, tasks: 2, ShardSettings(compression: "zstd:19"))
    #expect(unknown.all.seconds == nil && unknown.tokensPerSecond == nil)
  }
}
