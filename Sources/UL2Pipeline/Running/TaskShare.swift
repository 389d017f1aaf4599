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
}
