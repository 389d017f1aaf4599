/// Byte-pair encoding as it is defined: of all pairs of neighbours that have a merge the one of the lowest rank, the
/// leftmost of equal ones, becomes one symbol, until there is none.

struct PlainBPE: Sendable {
  private let rules: BPERules
  private let pieces: PieceTable
  /// By pair of ids: the rank, and what they make.
  private let merges: [UInt64: (rank: Int32, result: Int32)]

  init(_ rules: BPERules, _ pieces: PieceTable) {
    self.rules = rules
    self.pieces = pieces
    var merges: [UInt64: (rank: Int32, result: Int32)] = [:]
    merges.reserveCapacity(rules.merges.count)
    for merge in rules.merges {
      merges[Self.pair(merge.left, merge.right)] = (merge.rank, merge.result)
    }
    self.merges = merges
  }

  private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// Appends the ids of a piece of text.
  ///
  /// - Parameter dropped: the number of characters that became nothing is added.
  func encode(_ piece: PlainPiece, appendingTo ids: inout [Int32], dropped: inout Int) {
    if rules.looksUpWholePieces, let id = pieces.id(of: piece.bytes) {
      ids.append(id)
      return
    }
    ids.append(contentsOf: merged(symbols(piece, dropped: &dropped)))
  }

  private func symbols(_ piece: PlainPiece, dropped: inout Int) -> [Int32] {
    var symbols: [Int32] = []
    // An unknown token that waits: it is put down when a known character comes, not when bytes do.
    var pending: Int32?
    for range in piece.characters {
      let character = Array(piece.bytes[range])
      if let id = pieces.id(of: character) {
        if let unknown = pending { symbols.append(unknown) }
        pending = nil
        symbols.append(id)
      } else if let bytes = rules.byteFallback,
        character.allSatisfy({ bytes[Int($0)] >= 0 })
      {
        symbols.append(contentsOf: character.map { bytes[Int($0)] })
      } else if let unknown = rules.unknown {
        if let before = pending, !rules.fusesUnknown { symbols.append(before) }
        pending = unknown
      } else {
        dropped += 1
      }
    }
    if let unknown = pending { symbols.append(unknown) }
    return symbols
  }

  private func merged(_ symbols: [Int32]) -> [Int32] {
    var symbols = symbols
    // Neighbours by place; a merged symbol is in its left half's place, and −1 in the right one's.
    var next = Array(symbols.indices.dropFirst()) + [symbols.count]
    var previous = symbols.indices.map { $0 - 1 }
    var queue = PlainQueue()
    func push(_ left: Int) {
      guard left >= 0, next[left] < symbols.count,
        let merge = merges[Self.pair(symbols[left], symbols[next[left]])]
      else { return }
      queue.push(UInt64(UInt32(bitPattern: merge.rank)) << 32 | UInt64(left))
    }
    for i in symbols.indices { push(i) }
    while let top = queue.pop() {
      let left = Int(top & 0xFFFF_FFFF)
      // What was merged meanwhile is another pair, or none.
      guard symbols[left] >= 0, next[left] < symbols.count,
        let merge = merges[Self.pair(symbols[left], symbols[next[left]])],
        UInt64(UInt32(bitPattern: merge.rank)) == top >> 32
      else { continue }
      let right = next[left]
      symbols[left] = merge.result
      symbols[right] = -1
      next[left] = next[right]
      if next[right] < symbols.count { previous[next[right]] = left }
      push(previous[left])
      push(left)
    }
    return symbols.filter { $0 >= 0 }
  }
}

/// A binary heap, the smallest first.
struct PlainQueue {
  private var heap: [UInt64] = []

  mutating func push(_ value: UInt64) {
    heap.append(value)
    var i = heap.count - 1
    while i > 0, heap[(i - 1) / 2] > heap[i] {
      heap.swapAt(i, (i - 1) / 2)
      i = (i - 1) / 2
    }
  }

  mutating func pop() -> UInt64? {
    guard let last = heap.popLast() else { return nil }
    guard let first = heap.first else { return last }
    heap[0] = last
    var i = 0
    while true {
      var smallest = i
      for child in 2 * i + 1...2 * i + 2 where child < heap.count && heap[child] < heap[smallest] {
        smallest = child
      }
      if smallest == i { return first }
      heap.swapAt(i, smallest)
      i = smallest
    }
  }
}
