/// How many rows best fit decreasing makes, from how many examples of each length there are: all that a plan
/// needs of its blocks.
///
/// `BestFitDecreasing` opens as many. Rows with the same room are alike here, so no row is kept, only how many
/// have each room; examples of one length are placed together. 1–2 ns an example.
package struct RowCount: Sendable {
  private let width: Int
  /// Rows by their free positions.
  private var rows: [Int32]
  private var free: LengthSet

  /// - Parameter width: positions in a row, W.
  package init(width: Int) {
    self.width = width
    rows = [Int32](repeating: 0, count: width + 1)
    free = LengthSet(limit: width)
  }

  /// - Parameter counts: examples of length 0 … W, none of length 0.
  package mutating func rows(for counts: [Int32]) -> Int {
    precondition(counts.count == width + 1 && counts[0] == 0, "a count for each length")
    for room in rows.indices { rows[room] = 0 }
    free.removeAll()
    var opened = 0
    for length in stride(from: width, to: 0, by: -1) where counts[length] > 0 {
      var left = Int(counts[length])
      while left > 0 {
        // The smallest room that is large enough stays the smallest while it is large enough: so a row takes
        // examples of this length until no other fits, then the next row does.
        let found = free.first(atLeast: length)
        let room = found ?? width
        let each = room < 2 * length ? 1 : room / length
        let taken: Int
        if left < each {
          taken = 1
          add(1, withRoom: room - left * length)
          left = 0
        } else {
          taken = found == nil ? left / each : min(left / each, Int(rows[room]))
          add(taken, withRoom: room - each * length)
          left -= taken * each
        }
        if found == nil {
          opened += taken
        } else {
          rows[room] -= Int32(truncatingIfNeeded: taken)
          if rows[room] == 0 { free.remove(room) }
        }
      }
    }
    return opened
  }

  private mutating func add(_ count: Int, withRoom room: Int) {
    guard room > 0 else { return }
    if rows[room] == 0 { free.insert(room) }
    rows[room] += Int32(truncatingIfNeeded: count)
  }
}
