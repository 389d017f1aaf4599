/// Which share of the units is this task's, where several tasks, on one host or many, work for one
/// output without talking to each other.
package struct TaskShare: Hashable, Sendable {
  package let rank: Int
  package let worldSize: Int

  /// - Parameter rank: below `worldSize`.
  package init(rank: Int, of worldSize: Int) {
    precondition(worldSize > 0 && 0..<worldSize ~= rank, "no such rank")
    self.rank = rank
    self.worldSize = worldSize
  }

  /// Everything.
  package static let whole = TaskShare(rank: 0, of: 1)

  /// The name of what only this task writes to.
  var name: String { "\(rank)-of-\(worldSize)" }

  /// This task's own part of a number of units: contiguous, so that a rank reads one place of each source.
  package func range(of count: Int) -> Range<Int> {
    func bound(_ rank: Int) -> Int {
      let (high, low) = count.multipliedFullWidth(by: rank)
      return worldSize.dividingFullWidth((high, low)).quotient
    }
    return bound(rank)..<bound(rank + 1)
  }

  /// Whose each unit is: the largest go first, each to the task that has the least until then, the
  /// lower rank where several have. What is known of sizes is the same everywhere, and so is this.
  ///
  /// - Parameter sizes: in bytes; nil where it is not known, which then counts as the largest known.
  package static func owners(of sizes: [Int?], worldSize: Int) -> [Int] {
    let largest = sizes.reduce(0) { max($0, $1 ?? 0) }
    // A file costs something however small it is. Sums do not overflow, whatever a server claims.
    let weights = sizes.map { min($0 ?? largest, 1 << 50) + 1 << 12 }
    let order = weights.indices.sorted { (-weights[$0], $0) < (-weights[$1], $1) }
    var tasks = TaskHeap(count: worldSize)
    var owners = [Int](repeating: 0, count: sizes.count)
    for unit in order { owners[unit] = tasks.give(weights[unit]) }
    return owners
  }
}

/// Tasks by what they have, the one with the least on top.
private struct TaskHeap {
  /// Already in order: every load is 0.
  private var heap: [(load: Int, rank: Int)]

  init(count: Int) { heap = (0..<count).map { (0, $0) } }

  /// Adds to the task that has the least; returns its rank.
  mutating func give(_ weight: Int) -> Int {
    let rank = heap[0].rank
    heap[0].load = heap[0].load.addingReportingOverflow(weight).partialValue
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      if least == parent { return rank }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
