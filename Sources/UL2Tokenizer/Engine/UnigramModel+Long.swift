/// Chunks of more than 64 KiB, such as one letter a hundred million times: the search of `findExact` with two bytes per
/// byte of text.
///
/// Scores are only needed as far ahead as the longest piece reaches, so they are in a ring. Of the path, only a token's
/// length is kept, for each place where one may end; its id follows from its text.
extension UnigramModel {
  /// The memory that the search works in.
  struct LongWorkspace: ~Copyable {
    /// For each place in the text, the length of the best path's last token; then of its next.
    var lengths = Scratch<UInt16>(capacity: 1)
    fileprivate var scores = Scratch<Double>(capacity: 1)

    mutating func shrink() { lengths.shrink(to: 1 << 16) }
  }

  /// Longer tokens' lengths could not be kept.
  static let longestLongPiece = Int(UInt16.max)

  /// Finds the library's path through a chunk at the given running score. Leaves its tokens' lengths in the workspace,
  /// each at the token's start, the first at 0.
  ///
  /// - Returns: the running score after it.
  func findLong(
    _ text: UnsafePointer<UInt8>, _ count: Int, from running: Float, _ space: inout LongWorkspace
  ) -> Float {
    precondition(longestPiece <= Self.longestLongPiece)
    space.lengths.reserve(count + 1)
    let size = 1 << (Int.bitWidth - longestPiece.leadingZeroBitCount)
    let mask = size - 1
    space.scores.reserve(size)
    let ring = unsafe space.scores.base
    let lengths = unsafe space.lengths.base
    for i in 0..<size { unsafe ring[i] = -Double.infinity }
    unsafe ring[0] = Double(running)
    let isSince022 = self.isSince022
    var start = 0
    while start < count {
      var till = unsafe ring[start & mask]
      if isSince022, abs(till) > Double(Self.limit) {
        // Scores of places not reached are minus infinity, and stay so.
        for i in 0..<size { unsafe ring[i] = Self.difference(ring[i], till) }
        till = 0
      }
      // The score kept is rounded; the one compared is too since 0.2.2.
      @inline(__always) func offer(_ end: Int, _ candidate: Double) {
        let rounded = Double(Float(candidate))
        if unsafe (isSince022 ? rounded : candidate) > ring[end & mask] {
          unsafe ring[end & mask] = rounded
          unsafe lengths[end] = UInt16(truncatingIfNeeded: end - start)
        }
      }
      let next = unsafe min(start + characterLength(text[start]), count)
      var isKnown = false
      var node = trie.root
      var end = start
      while end < count, let child = unsafe trie.child(of: node, text[end]) {
        node = child
        end += 1
        let id = PieceTrie.value(node)
        if id >= 0 {
          unsafe offer(end, scores.base[id] + till)
          isKnown = isKnown || end == next
        }
      }
      // The unknown's sum is a float's.
      if !isKnown { offer(next, Double(unknownScore + Float(till))) }
      // The ring reuses the places passed.
      for passed in start..<next { unsafe ring[passed & mask] = -Double.infinity }
      start = next
    }
    let result = unsafe Float(ring[count & mask])
    // Reverses the path in place: each place on it gets the length of the token that begins there.
    var end = count
    var following: UInt16 = 0
    while end > 0 {
      let length = unsafe lengths[end]
      unsafe lengths[end] = following
      following = length
      end -= Int(length)
    }
    unsafe lengths[0] = following
    return result
  }

  /// The id of a token; nil for an unknown character.
  func piece(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int? {
    var node = trie.root
    for i in 0..<length {
      guard let child = unsafe trie.child(of: node, text[i]) else { return nil }
      node = child
    }
    let id = PieceTrie.value(node)
    return id >= 0 ? id : nil
  }
}
