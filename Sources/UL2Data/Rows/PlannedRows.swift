/// The rows of a plan, made block by block without any shards: as the samples that shards hold, byte for
/// byte, and as rows to train on. One for each thread: it reuses its memory.
public struct PlannedRows: Sendable {
  package let format: RowFormat
  /// The block that was planned last: a copy, since asking the worker for it would count references for
  /// every row.
  package private(set) var block = PlannedBlock()
  private var worker: BlockWorker
  /// Rows before the block.
  private var firstRow = 0
  /// The one that the format's width needs. Both widths are named here, and asked for by the row, so that no
  /// loop over tokens runs unspecialised, in whichever module the caller is.
  private var narrow: RowBuilder<UInt16>?
  private var wide: RowBuilder<Int32>?

  package init(_ plan: ResolvedPlan, _ format: RowFormat) {
    self.format = format
    worker = BlockWorker(plan.planner)
    if format.tokenType == .uint16 {
      narrow = RowBuilder(plan, format)
    } else {
      wide = RowBuilder(plan, format)
    }
  }

  /// Rows as they are, for callers that write no shards.
  public init(_ plan: ResolvedPlan) {
    self.init(plan, plan.rowFormat)
  }

  /// Plans the block that begins at `start`; its rows can then be had, in any order.
  ///
  /// - Parameter start: one of the plan's `blocks`, or what the call before returned.
  /// - Returns: where the next block begins.
  /// - Throws: a start of another plan, and stores that cannot be read.
  @discardableResult
  public mutating func plan(
    from start: Planner.BlockStart
  ) throws(Problem) -> Planner.BlockStart {
    try worker.check(start)
    // Given back, so that the worker can fill the same memory again.
    block = PlannedBlock()
    let next = try worker.plan(start)
    block = worker.block
    firstRow = start.firstRow
    return next
  }

  /// Takes a block that was planned before, by this maker or another of the same plan.
  ///
  /// - Parameter firstRow: of the block, in the plan.
  package mutating func use(_ planned: PlannedBlock, firstRow: Int) {
    block = planned
    self.firstRow = firstRow
  }

  /// Rows of the block.
  public var count: Int { block.rows.count }

  /// Examples made so far whose raw tokens hold reserved tokens.
  package var markedExamples: Int { narrow?.markedExamples ?? wide?.markedExamples ?? 0 }

  /// Bytes of a row's sample.
  package func sampleSize(of row: Int) -> Int {
    format.sampleSize(examples: block.rows[row].count)
  }

  /// A row's sample.
  ///
  /// - Parameter row: of the block.
  package mutating func sample(_ row: Int) throws(Problem) -> [UInt8] {
    if narrow != nil { return try narrow!.sample(block, row: row) }
    return try wide!.sample(block, row: row)
  }

  /// A row as it is read from shards.
  ///
  /// - Parameter row: its number in the block, from 0, below `count`.
  /// - Throws: another number, and stores that cannot be read.
  public mutating func row(at row: Int) throws(Problem) -> PackedRow {
    guard (0..<count).contains(row) else {
      throw Problem(
        .usage, "no such row", got: "\(row)",
        expected: count == 0 ? "none: no block is planned" : "0 to \(count - 1)")
    }
    if narrow != nil {
      try narrow!.build(block, row: row)
      return PackedRow(
        index: firstRow + row, tokens: RowTokens(narrow!.tokens), examples: narrow!.packedExamples)
    }
    try wide!.build(block, row: row)
    return PackedRow(
      index: firstRow + row, tokens: RowTokens(wide!.tokens), examples: wide!.packedExamples)
  }
}
