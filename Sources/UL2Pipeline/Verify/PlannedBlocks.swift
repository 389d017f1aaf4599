/// The plan made again, for a deep check: what each row must hold. That each block ends where the next begins, and
/// each row is the plan's, says that every chunk is there once per epoch, whatever the number of blocks; memory is
/// one block's for each worker.
struct PlannedBlocks {
  private let plan: Plan
  private let path: String
  private var worker: BlockWorker
  /// The current block.
  private var block: Int?
  /// Blocks that cannot be planned again are reported once.
  private var failed: Int?

  init(_ saved: SavedPlan) {
    plan = saved.plan
    path = joined(saved.path, SavedPlan.fileName)
    worker = BlockWorker(saved.resolved.planner)
  }

  /// Throws where a row's examples are not those of the plan.
  ///
  /// - Parameter fail: makes a problem of one example, or of the row.
  mutating func compare(
    _ row: PackedRow, _ fail: (String, String?, String?, Int?) -> Problem
  ) throws(Problem) {
    guard row.index < plan.totals.rows else { return }
    let wanted = plan.block(ofRow: row.index)
    if wanted == failed { return }
    if wanted != block {
      block = nil
      failed = wanted
      try plan.check(block: wanted, next: try worker.plan(plan.blocks[wanted]), path: path)
      block = wanted
      failed = nil
    }
    let items = worker.block.rows[row.index - plan.blocks[wanted].firstRow]
    guard items.count == row.examples.count else {
      throw fail(
        "not the plan's number of examples", "\(row.examples.count)", "\(items.count)", nil)
    }
    for (i, (found, item)) in zip(row.examples, items).enumerated() {
      let expected = worker.block.examples[Int(item)]
      if !expected.isSame(as: found) {
        throw fail("not the plan's example", found.words, expected.words, i)
      }
    }
  }
}

extension PlannedExample {
  fileprivate func isSame(as packed: PackedExample) -> Bool {
    Int(document) == packed.document && Int(offset) == packed.offset
      && Int(tokens) == packed.chunkLength && Int(length) == packed.length
      && Int(source) == packed.source && Int(objective) == packed.objective
      && Int(epoch) == packed.epoch
  }

  fileprivate var words: String {
    "document \(document) from \(offset), \(tokens) tokens, objective \(objective), source \(source), epoch \(epoch)"
  }
}

extension PackedExample {
  fileprivate var words: String {
    "document \(document) from \(offset), \(chunkLength) tokens, objective \(objective), source \(source), epoch \(epoch)"
  }
}
