/// A forecast of what each of N tasks of `pack` will read, write and take, before any of them is
/// started: from the plan's block starts and the windows that its positions lie in. No store is
/// read for it.
///
/// Each task is forecast with the units that it begins with. One that is done early helps the others, so the last
/// ends somewhat before the slowest of these.
package struct PackForecast: Sendable {
  package struct Task: Sendable {
    package var share: TaskShare
    package var units: Range<Int>
    package var blocks: Range<Int>
    package var work: Work
  }

  /// Sums over some tasks.
  package struct Work: Sendable {
    package var units = 0
    package var blocks = 0
    package var rows = 0
    package var tokens = 0
    /// The bytes read from the stores' `.bin`: the tokens that are drawn, each once.
    package var readBytes = 0
    /// The parts of `.bin` and `.idx` among which these are: whole windows, which is what storage gives that reads ahead far
    /// or is cached in whole pieces. By the mean length of a store's documents.
    package var windowBytes = 0
    /// Rows before compression, without the shards' headers. Exact except for the examples, which are taken to be as
    /// many a token as in the whole plan.
    package var rowBytes = 0
    /// About; nil where the rate is not known.
    package var seconds: Double?
  }

  package let tasks: [Task]
  package let workers: Int
  /// Of all tasks together.
  package let units: Int
  /// Of one worker; nil where it was not measured for such shards.
  package let tokensPerSecond: Int?

  package init(
    _ corpus: MixtureStores, _ plan: Plan, _ shards: ShardSettings, tasks: Int, workers: Int
  ) {
    let units = PackUnits(blocks: plan.blocks.count)
    let rate = PackRate.tokensPerSecond(shards)
    let rows = RowSizes(plan, shards.rowFormat(corpus.resolved))
    let reads = zip(corpus.resolved.planner.sources, corpus.resolved.stores).enumerated().map {
      SourceReads($0, $1.0, $1.1, corpus.resolved.planner.settings)
    }
    self.units = units.count
    self.workers = workers
    tokensPerSecond = rate
    self.tasks = (0..<tasks).map { rank in
      let share = TaskShare(rank: rank, of: tasks)
      let own = share.range(of: units.count)
      let blocks =
        own.isEmpty
        ? 0..<0
        : units.blocks(of: own.lowerBound)
          .lowerBound..<units.blocks(of: own.upperBound - 1)
          .upperBound
      var work = Work(units: own.count, blocks: blocks.count, seconds: rate.map { _ in 0 })
      if !blocks.isEmpty {
        work.rows = plan.rows(ofBlocks: blocks).count
        work.tokens = plan.tokens(ofBlocks: blocks)
        work.rowBytes = rows.bytes(ofBlocks: blocks)
        let end = plan.start(after: blocks.upperBound - 1)
        for source in reads {
          let amount = source.amount(from: plan.blocks[blocks.lowerBound], to: end)
          work.readBytes += amount.read
          work.windowBytes += amount.windows
        }
        work.seconds = rate.map { rate in
          // A unit is one worker's.
          let turns = (own.count + workers - 1) / workers
          return Double(work.tokens) / Double(own.count) * Double(turns) / Double(rate)
        }
      }
      return Task(share: share, units: own, blocks: blocks, work: work)
    }
  }

  /// Tasks that have no unit to begin with.
  package var idle: Int { tasks.count { $0.units.isEmpty } }

  /// The work of all tasks; the time is that of the slowest.
  package var all: Work {
    var sum = Work()
    for task in tasks {
      sum.units += task.work.units
      sum.blocks += task.work.blocks
      sum.rows += task.work.rows
      sum.tokens += task.work.tokens
      sum.readBytes += task.work.readBytes
      sum.windowBytes += task.work.windowBytes
      sum.rowBytes += task.work.rowBytes
    }
    sum.seconds = tasks.compactMap(\.work.seconds).max()
    return sum
  }

  package var json: JSONValue {
    [
      "count": JSONValue(tasks.count), "workers": JSONValue(workers), "units": JSONValue(units),
      "tokens_per_second_and_worker": JSONValue(tokensPerSecond) { JSONValue($0) },
      "each": .array(
        tasks.map { task in
          [
            "rank": JSONValue(task.share.rank), "first_unit": JSONValue(task.units.lowerBound),
            "units": JSONValue(task.work.units), "blocks": JSONValue(task.work.blocks),
            "rows": JSONValue(task.work.rows), "tokens": JSONValue(task.work.tokens),
            "read_bytes": JSONValue(task.work.readBytes),
            "window_bytes": JSONValue(task.work.windowBytes),
            "row_bytes": JSONValue(task.work.rowBytes),
            "seconds": JSONValue(task.work.seconds) { JSONValue(($0 * 1000).rounded() / 1000) },
          ]
        }),
    ]
  }
}

/// Bytes of rows, by block. Parts of a plan add up to the whole.
private struct RowSizes {
  private let plan: Plan
  private let tokens: Int
  private let eachRow: Int
  private let eachExample: Int

  init(_ plan: Plan, _ format: RowFormat) {
    self.plan = plan
    tokens = max(1, plan.totals.all.tokens)
    (eachRow, eachExample) = format.bytesPerRowAndExample
  }

  func bytes(ofBlocks blocks: Range<Int>) -> Int {
    plan.rows(ofBlocks: blocks).count * eachRow
      + (examples(before: blocks.upperBound) - examples(before: blocks.lowerBound)) * eachExample
  }

  private func examples(before block: Int) -> Int {
    scaled(plan.tokens(ofBlocks: 0..<block), plan.totals.all.chunks, over: tokens)
  }
}

/// The part of a source's store that is read.
private struct SourceReads {
  private let index: Int
  private let source: PlanSource
  private let seed: UInt64
  private let window: Int
  /// Of `.bin`, and the tokens in it.
  private let dataBytes: Int
  private let storedTokens: Int
  private let documents: Int
  /// A length and a pointer.
  private static let indexBytes = 12

  init(_ index: Int, _ source: PlanSource, _ store: SourceStore, _ settings: PlanSettings) {
    self.index = index
    self.source = source
    seed = settings.seed
    window = settings.shuffleWindow
    documents = store.documentCount
    storedTokens = max(1, store.store.tokenCount)
    dataBytes = store.store.shards.reduce(0) { $0 + $1.tokenCount * $1.type.size }
  }

  /// - Parameters:
  ///   - start: of the first block.
  ///   - end: where a block would begin that follows the last.
  func amount(
    from start: Planner.BlockStart, to end: Planner.BlockStart
  ) -> (read: Int, windows: Int) {
    let (first, last) = (start.states[index], end.states[index])
    let drawn = last.drawn - first.drawn
    guard drawn > 0 else { return (0, 0) }
    var passed = 0
    if first.epoch == last.epoch {
      passed = documents(of: first.position..<last.position, epoch: first.epoch)
    } else {
      passed =
        documents(of: first.position..<documents, epoch: first.epoch)
        + documents(of: 0..<last.position, epoch: last.epoch)
        + (last.epoch - first.epoch - 1) * documents
    }
    return (
      scaled(drawn, dataBytes, over: storedTokens),
      scaled(passed, dataBytes + Self.indexBytes * documents, over: documents)
    )
  }

  /// How many documents are in the windows of some positions.
  private func documents(of positions: Range<Int>, epoch: Int) -> Int {
    // A cursor looks documents up in batches, and may have come further than it has passed.
    guard !positions.isEmpty else { return 0 }
    let order = DocumentOrder(
      documents: documents, tokens: source.lengths.tokenCount, window: window,
      key: sourceKey(seed: seed, name: source.name, epoch: epoch))
    return order.wholeWindows(of: positions).count
  }
}

/// `value · factor / divisor`, rounded down, without overflow; none is negative.
private func scaled(_ value: Int, _ factor: Int, over divisor: Int) -> Int {
  divisor.dividingFullWidth(value.multipliedFullWidth(by: factor)).quotient
}
