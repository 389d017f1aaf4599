/// Chunks of more than 64 characters: a list of symbols, and a heap of pending merges.

/// The neighbours of a symbol, −1 for none, and its merge with the right one.
struct MergeLink: BitwiseCopyable {
  var previous: Int32
  var next: Int32
  var merge: Merge
}

extension Merging {
  /// Merges the first `count` symbols of a workspace, however many.
  func mergeLong(_ count: Int, _ space: inout MergeWorkspace) -> Int {
    let nodes = unsafe space.symbols.base
    space.links.reserve(count)
    let links = unsafe space.links.base
    space.heap.removeAll()
    for i in 0..<count {
      let isLast = i + 1 == count
      unsafe links[i] = unsafe MergeLink(
        previous: Int32(truncatingIfNeeded: i - 1),
        next: isLast ? -1 : Int32(truncatingIfNeeded: i + 1),
        merge: isLast ? .none : self.merge(of: nodes[i].symbol, nodes[i + 1].symbol))
      unsafe space.heap.push(links[i].merge, i)
    }
    while let (merge, i) = space.heap.pop() {
      // A pair's merge changes with its symbols: outdated entries are skipped.
      guard unsafe links[i].merge == merge else { continue }
      let right = unsafe Int(links[i].next)
      let after = unsafe Int(links[right].next)
      let before = unsafe Int(links[i].previous)
      unsafe links[right].merge = .none
      unsafe nodes[i].symbol = merge.result
      unsafe links[i].next = Int32(truncatingIfNeeded: after)
      unsafe links[i].merge = .none
      if after >= 0 {
        unsafe links[after].previous = Int32(truncatingIfNeeded: i)
        unsafe links[i].merge = unsafe self.merge(of: nodes[i].symbol, nodes[after].symbol)
        unsafe space.heap.push(links[i].merge, i)
      }
      if before >= 0 {
        unsafe links[before].merge = unsafe self.merge(of: nodes[before].symbol, nodes[i].symbol)
        unsafe space.heap.push(links[before].merge, before)
      }
    }
    // The first symbol is never the right one of a pair.
    var n = 0
    var at = 0
    while at >= 0 {
      unsafe nodes[n] = unsafe nodes[at]
      n += 1
      at = unsafe Int(links[at].next)
    }
    return n
  }
}

/// Pending merges: the lowest rank first, then the leftmost.
struct MergeHeap {
  private var entries: [(merge: Merge, at: Int)] = []

  mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

  mutating func shrink(to limit: Int) {
    if entries.capacity > limit { entries = [] }
  }

  private func isBefore(_ i: Int, _ j: Int) -> Bool {
    let (a, b) = (entries[i], entries[j])
    return (a.merge.rank, a.at) < (b.merge.rank, b.at)
  }

  mutating func push(_ merge: Merge, _ at: Int) {
    if merge.rank == Merge.noRank { return }
    entries.append((merge, at))
    var i = entries.count - 1
    while i > 0, isBefore(i, (i - 1) / 2) {
      entries.swapAt(i, (i - 1) / 2)
      i = (i - 1) / 2
    }
  }

  mutating func pop() -> (merge: Merge, at: Int)? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    if entries.isEmpty { return first }
    entries[0] = last
    var i = 0
    while true {
      var least = i
      for child in (2 * i + 1)...(2 * i + 2) where child < entries.count && isBefore(child, least) {
        least = child
      }
      if least == i { return first }
      entries.swapAt(i, least)
      i = least
    }
  }
}
