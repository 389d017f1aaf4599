/// The rows of a plan, which needs no shards, for any number of threads: a block is planned again
/// when one of its rows is asked for (5–20 ms), and as many stay planned as the cache allows (2–32
/// MB each).
import Synchronization

final class PlanRows: Sendable {
  let saved: SavedPlan
  private let planned: SharedCache<PlannedBlock>
  /// Makers that are not in use now. Each has buffers of its own, so there are as many as threads
  /// were in here at once.
  private let idle = Mutex<[PlannedRows]>([])

  init(_ saved: SavedPlan, cacheBytes: Int) {
    self.saved = saved
    planned = SharedCache(cost: cacheBytes, count: .max)
  }

  /// Calls `body` with the rows at some indexes, all of them valid.
  func read(
    _ indexes: some Sequence<Int>, _ body: (PackedRow) throws(Problem) -> Void
  ) throws(Problem) {
    var maker = idle.withLock { $0.popLast() } ?? PlannedRows(saved.resolved)
    defer {
      maker.use(PlannedBlock(), firstRow: 0)
      idle.withLock { $0.append(maker) }
    }
    let blocks = saved.plan.blocks
    var current = 0..<0
    for index in indexes {
      if !current.contains(index) {
        let number = saved.plan.block(ofRow: index)
        maker.use(try block(number, &maker), firstRow: blocks[number].firstRow)
        current = saved.plan.rows(ofBlocks: number..<number + 1)
      }
      try body(try maker.row(at: index - current.lowerBound))
    }
  }

  private func block(_ number: Int, _ maker: inout PlannedRows) throws(Problem) -> PlannedBlock {
    try planned.value(number) { () throws(Problem) in
      let next = try maker.plan(from: saved.plan.blocks[number])
      try saved.plan.check(block: number, next: next, path: saved.path)
      return (maker.block, maker.block.memory)
    }
  }

  var plannedCount: Int { planned.madeCount }

  func removeAll() {
    planned.removeAll()
    idle.withLock { $0 = [] }
  }
}

extension PlannedBlock {
  /// Bytes of memory that it takes, about.
  fileprivate var memory: Int {
    examples.count * MemoryLayout<PlannedExample>.stride + 4 * (rows.items.count + rows.count)
  }
}

extension Plan {
  /// Throws unless a block that was planned again ends where the plan says.
  ///
  /// - Parameters:
  ///   - next: where the block after it begins, as it has been planned now.
  ///   - path: of the plan.
  package func check(
    block: Int, next: Planner.BlockStart, path: String
  ) throws(Problem) {
    let expected = start(after: block)
    guard next != expected else { return }
    let first = blocks[block].firstRow
    throw Problem(
      .unreadable, "the stores do not give the block that the plan describes", path: path,
      place: "block \(block)", got: "\(next.firstRow - first) rows",
      expected: "\(expected.firstRow - first), of the same documents",
      fix: "run \(.verify) on the stores to see which one has changed")
  }
}
