/// Cuts added tokens out of a text: the leftmost match, of those that begin there the longest.
///
/// A match that does not count, because its token is protected or is not a word of its own, is skipped whole: nothing
/// inside it is looked for. Tokens begin with few different bytes, mostly `<` alone, so 64 bytes are compared at a time;
/// where all that begin with a byte share the second too, as runs of spaces do, it is compared as well.
import CByteScan
import UL2Patterns

struct TokenFinder: Sendable {
  private let memory = TableMemory()
  private let trie: PieceTrie
  private let starts: Table<ul2_start>
  /// By their values in the trie.
  private let tokens: [Token]

  private struct Token: Sendable {
    var id: Int
    var isProtected: Bool
    var stripsLeft: Bool
    var stripsRight: Bool
    var isSingleWord: Bool
  }

  /// Bytes that must be readable beyond a text's end.
  static var padding: Int { 64 }

  /// Nil without tokens.
  ///
  /// - Parameters:
  ///   - tokens: of those with the same pattern, the lowest id counts.
  ///   - protected: ids that are not matched.
  init?(_ tokens: [AddedToken], protecting protected: Set<Int>) {
    var patterns: Set<[UInt8]> = []
    let used = tokens.sorted { $0.id < $1.id }.filter {
      !$0.pattern.isEmpty && patterns.insert($0.pattern).inserted
    }
    if used.isEmpty { return nil }
    self.tokens = used.map {
      Token(
        id: $0.id, isProtected: protected.contains($0.id), stripsLeft: $0.stripsLeft,
        stripsRight: $0.stripsRight, isSingleWord: $0.isSingleWord)
    }
    trie = PieceTrie(used.enumerated().map { ($1.pattern, $0) }, in: memory)
    var seconds: [UInt8: Set<UInt8?>] = [:]
    for token in used {
      let second = token.pattern.count > 1 ? token.pattern[1] : nil
      seconds[token.pattern[0], default: []].insert(second)
    }
    starts = memory.table(
      seconds.map { first, seconds in
        let second = seconds.count == 1 ? seconds.first ?? nil : nil
        return ul2_start(first: first, second: second ?? 0, is_any_second: second == nil ? 1 : 0)
      })
  }

  /// A token in a text, or the text up to the next.
  struct Part {
    var range: Range<Int>
    /// Nil where it is text.
    var id: Int?
  }

  /// The state of a search.
  struct Place {
    /// Where it continues.
    fileprivate var at: Int
    /// The end of the last part.
    fileprivate(set) var end: Int
    /// A token that follows the last part.
    fileprivate var token: Part?

    init(_ start: Int) { (at, end) = (start, start) }
  }

  /// The next part of a text; nil at its end.
  ///
  /// - Parameters:
  ///   - text: UTF-8.
  ///   - rejected: the ids of protected tokens that are in the text are added.
  func next(
    _ text: UnsafePointer<UInt8>, _ range: Range<Int>, _ place: inout Place,
    rejected: inout [Int]
  ) -> Part? {
    if let token = place.token {
      place.token = nil
      return token
    }
    while let (found, token) = unsafe match(text, place.at, range.upperBound) {
      place.at = found.upperBound
      if token.isProtected {
        rejected.append(token.id)
        continue
      }
      var found = found
      if token.isSingleWord || token.stripsLeft || token.stripsRight {
        guard let stripped = unsafe stripped(text, range, found, token, place.end) else { continue }
        found = stripped
      }
      let before = place.end
      place.end = found.upperBound
      // Nothing is left if the token before has stripped all of it.
      let part = found.isEmpty ? nil : Part(range: found, id: token.id)
      if before < found.lowerBound {
        place.token = part
        return Part(range: before..<found.lowerBound)
      }
      if let part { return part }
    }
    place.at = range.upperBound
    if place.end >= range.upperBound { return nil }
    defer { place.end = range.upperBound }
    return Part(range: place.end..<range.upperBound)
  }

  private func match(_ text: UnsafePointer<UInt8>, _ from: Int, _ end: Int) -> (Range<Int>, Token)?
  {
    var at = from
    while true {
      let found = unsafe ul2_find_starts(text, at, end, starts.base, starts.count)
      var candidates = found.mask
      if candidates == 0 { return nil }
      while candidates != 0 {
        let start = Int(found.at) + candidates.trailingZeroBitCount
        candidates &= candidates &- 1
        if start >= end { return nil }
        if let match = unsafe trie.longestMatch(text + start, end - start) {
          return (start..<start + match.length, tokens[match.value])
        }
      }
      at = Int(found.at) + 64
    }
  }

  /// A match with the white space that belongs to it; nil where it is not a word of its own, or was stripped by the
  /// token before.
  @inline(never)
  private func stripped(
    _ text: UnsafePointer<UInt8>, _ range: Range<Int>, _ found: Range<Int>, _ token: Token,
    _ end: Int
  ) -> Range<Int>? {
    var (start, stop) = (found.lowerBound, found.upperBound)
    func after(_ at: Int) -> (code: UInt32, length: Int)? {
      at < range.upperBound ? unsafe decodeUTF8(text + at, range.upperBound - at) : nil
    }
    func before(_ at: Int) -> (code: UInt32, length: Int)? {
      var start = at - 1
      while start > range.lowerBound, unsafe text[start] & 0xC0 == 0x80 { start -= 1 }
      return start < range.lowerBound ? nil : unsafe decodeUTF8(text + start, at - start)
    }
    if token.isSingleWord {
      if let next = after(stop), PlainAddedTokens.wordCharacters.contains(next.code) { return nil }
      if let last = before(start), PlainAddedTokens.wordCharacters.contains(last.code) {
        return nil
      }
    }
    if token.stripsLeft {
      while let last = before(start), isWhiteSpace(last.code) { start -= last.length }
      start = max(start, end)
      if start > stop { return nil }
    }
    if token.stripsRight {
      while let next = after(stop), isWhiteSpace(next.code) { stop += next.length }
    }
    return start..<stop
  }
}
