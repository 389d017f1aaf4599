/// The runs of rows that are cheap to have together: the blocks of a plan, or the shards of a dataset without one.
package struct RowBlocks: Hashable, Sendable {
  /// The first row of each, and the number of all rows.
  private let starts: [Int]

  /// - Parameter counts: rows of each, in their order.
  package init(counts: some Sequence<Int>) {
    var starts = [0]
    for count in counts {
      precondition(count >= 0, "a negative number of rows")
      starts.append(starts[starts.count - 1] + count)
    }
    self.starts = starts
  }

  package var count: Int { starts.count - 1 }
  package var rowCount: Int { starts[starts.count - 1] }

  package func rows(ofBlock block: Int) -> Range<Int> { starts[block]..<starts[block + 1] }

  /// The block that holds a row, which there is: by halving, so that blocks without rows cost nothing.
  package func block(ofRow row: Int) -> Int { starts.lastIndex(notAbove: row) }

  /// Rows of the block that has most.
  package var largest: Int {
    zip(starts, starts.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
  }
}

extension [Int] {
  /// The last index whose element is not above `value`, in an array that never falls and begins at or below it. The
  /// array's last element is a bound, and above.
  func lastIndex(notAbove value: Int) -> Int {
    lastNumber(in: 0..<Swift.max(0, count - 1)) { self[$0] <= value }
  }
}

extension Plan {
  package var rowBlocks: RowBlocks {
    RowBlocks(counts: blocks.indices.map { rows(ofBlocks: $0..<$0 + 1).count })
  }
}
