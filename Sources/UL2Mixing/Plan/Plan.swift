/// A plan: small, whatever the corpus's size (about 180 bytes a block).
public struct Plan: Hashable, Sendable {
  public let blocks: [Planner.BlockStart]
  /// Where a block would begin that follows the last: what the plan has drawn of each source.
  package let end: Planner.BlockStart
  public let totals: PlanTotals
  /// The source whose end was the plan's; nil where a number of tokens was.
  public let endedBy: Int?

  /// Epochs begun, by source.
  public var epochs: [Int] { end.states.map { $0.epoch + 1 } }

  /// Where the block after `block` begins, or the plan ends.
  package func start(after block: Int) -> Planner.BlockStart {
    block + 1 < blocks.count ? blocks[block + 1] : end
  }

  /// Raw tokens of some blocks.
  package func tokens(ofBlocks range: Range<Int>) -> Int {
    guard !range.isEmpty else { return 0 }
    func drawn(_ start: Planner.BlockStart) -> Int { start.states.reduce(0) { $0 + $1.drawn } }
    return drawn(start(after: range.upperBound - 1)) - drawn(blocks[range.lowerBound])
  }

  /// The block of a row, which the plan has.
  package func block(ofRow row: Int) -> Int {
    lastNumber(in: blocks.indices) { blocks[$0].firstRow <= row }
  }

  /// Rows of some blocks.
  package func rows(ofBlocks range: Range<Int>) -> Range<Int> {
    guard !range.isEmpty else { return 0..<0 }
    return blocks[range.lowerBound].firstRow..<start(after: range.upperBound - 1).firstRow
  }
}
