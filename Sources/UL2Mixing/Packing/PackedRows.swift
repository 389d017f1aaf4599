/// The rows of a block: which examples each holds, in which order.
package struct PackedRows: Sendable {
  /// Items of row r: `items[starts[r] ..< starts[r + 1]]`.
  package private(set) var starts: [Int32] = [0]
  package private(set) var items: [Int32] = []

  package init() {}

  package var count: Int { starts.count - 1 }

  package subscript(row: Int) -> ArraySlice<Int32> {
    items[Int(starts[row])..<Int(starts[row + 1])]
  }

  /// Takes over what was packed: rows in random order, and the examples in each row too, since best
  /// fit puts long ones first.
  package mutating func set(from packing: BestFitDecreasing, key: UInt64) {
    var random = CounterRandom(key: key)
    let count = packing.rowCount
    // Where each packed row goes: a random permutation.
    var place = (0..<Int32(truncatingIfNeeded: count)).map { $0 }
    shuffle(&place, 0..<count, &random)
    starts.removeAll(keepingCapacity: true)
    starts.append(contentsOf: repeatElement(0, count: count + 1))
    for row in packing.rowOfItem { starts[Int(place[Int(row)]) + 1] += 1 }
    for i in 0..<count { starts[i + 1] += starts[i] }
    var next = starts
    items.removeAll(keepingCapacity: true)
    items.append(contentsOf: repeatElement(0, count: packing.rowOfItem.count))
    for (item, row) in packing.rowOfItem.enumerated() {
      let target = Int(place[Int(row)])
      items[Int(next[target])] = Int32(truncatingIfNeeded: item)
      next[target] += 1
    }
    for row in 0..<count {
      shuffle(&items, Int(starts[row])..<Int(starts[row + 1]), &random)
    }
  }

  /// Fisher and Yates' shuffle of a part of an array.
  private func shuffle(
    _ array: inout [Int32], _ range: Range<Int>, _ random: inout CounterRandom
  ) {
    guard range.count > 1 else { return }
    for i in stride(from: range.count - 1, to: 0, by: -1) {
      array.swapAt(range.lowerBound + i, range.lowerBound + random.below(i + 1))
    }
  }
}
