/// Counts the protected pieces that occur literally in a text, where they are not matched.
import CByteScan

struct PieceCounter {
  private let memory = TableMemory()
  private let trie: PieceTrie
  /// Bytes that pieces begin with; mostly `<` alone.
  private let firsts: [UInt8]
  private var counts: [Int]

  /// Nil without pieces.
  init?(_ pieces: [String]) {
    if pieces.isEmpty { return nil }
    trie = PieceTrie(pieces.enumerated().map { (Array($1.utf8), $0) }, in: memory)
    firsts = Set(pieces.compactMap(\.utf8.first)).sorted()
    counts = [Int](repeating: 0, count: pieces.count)
  }

  /// Counts matches that do not overlap, from left to right, the longest at each place.
  mutating func count(_ text: Span<UInt8>) {
    unsafe text.withUnsafeBufferPointer { text in
      guard let base = text.baseAddress else { return }
      var at = 0
      while let start = unsafe next(base, at, text.count) {
        if let match = unsafe trie.longestMatch(base + start, text.count - start) {
          counts[match.value] += 1
          at = start + match.length
        } else {
          at = start + 1
        }
      }
    }
  }

  /// The next place where a piece may begin.
  private func next(_ text: UnsafePointer<UInt8>, _ from: Int, _ count: Int) -> Int? {
    var at = from
    while at + 16 <= count {
      var mask: UInt32 = 0
      for first in firsts { unsafe mask |= ul2_equal16(text + at, first) }
      if mask != 0 { return at + mask.trailingZeroBitCount }
      at += 16
    }
    while at < count {
      if unsafe firsts.contains(text[at]) { return at }
      at += 1
    }
    return nil
  }

  /// The counts since the last call, by piece.
  mutating func take() -> [Int] {
    defer { for i in counts.indices { counts[i] = 0 } }
    return counts
  }
}
