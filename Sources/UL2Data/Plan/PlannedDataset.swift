/// The rows of a plan on disk, made when they are asked for: a block is planned again (5–20 ms) where the row is
/// not in the one at hand.
public final class PlannedDataset: RowDataset {
  public let saved: SavedPlan
  private var rows: PlannedRows
  /// The block that `rows` holds.
  private var block: Int?

  public var path: String { saved.path }
  public var manifest: DatasetManifest { saved.manifest }
  public var rowCount: Int { saved.plan.totals.rows }

  /// - Parameters:
  ///   - path: the directory that holds the plan.
  ///   - tokens: where the stores are now, one by name; nil: where they were.
  public convenience init(_ path: String, tokens: String? = nil) throws(Problem) {
    self.init(try SavedPlan(path, tokens: tokens))
  }

  public init(_ saved: SavedPlan) {
    self.saved = saved
    rows = PlannedRows(saved.resolved)
  }

  public func row(_ index: Int) throws(Problem) -> PackedRow {
    precondition((0..<rowCount).contains(index), "no such row")
    let wanted = saved.plan.block(ofRow: index)
    if block != wanted {
      block = nil
      try saved.plan.check(
        block: wanted, next: try rows.plan(saved.plan.blocks[wanted]), path: path)
      block = wanted
    }
    return try rows.row(index - saved.plan.blocks[wanted].firstRow)
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
      .unreadable, "the stores give another block than the plan says", path: path,
      place: "block \(block)", got: "\(next.firstRow - first) rows",
      expected: "\(expected.firstRow - first), of the same documents",
      fix: "\(.verify) of the stores says which has changed")
  }
}
