/// Finds added tokens in a text: the leftmost, of those that begin there the longest.
///
/// What they begin with is few bytes, mostly `<` alone, so that sixteen bytes are looked at together; runs of spaces
/// begin with two.
import CByteScan

struct TokenFinder: Sendable {
  private let memory = TableMemory()
  private let trie: PieceTrie
  /// First bytes, and the bytes that may follow each.
  private let starts: [Start]
  /// By the value that the trie has for it.
  let tokens: [Token]
  /// Bytes of the longest token.
  let longest: Int

  struct Token: Sendable {
    var id: UInt32
    /// Its matches are text, of which nothing is looked at again.
    var isText: Bool
  }

  private struct Start: Sendable {
    let first: UInt8
    /// The only byte that may follow; nil where several may, or none.
    let second: UInt8?
  }

  /// Bytes that must be readable beyond a text's end.
  static var padding: Int { 32 }

  /// Nil without tokens.
  ///
  /// - Parameter tokens: none empty, none twice; with less than 2²⁶ bytes in all.
  init?(_ tokens: [(content: [UInt8], token: Token)]) {
    if tokens.isEmpty { return nil }
    self.tokens = tokens.map(\.token)
    longest = tokens.reduce(0) { max($0, $1.content.count) }
    trie = PieceTrie(tokens.enumerated().map { ($1.content, $0) }, in: memory)
    var seconds: [UInt8: Set<UInt8?>] = [:]
    for (content, _) in tokens {
      seconds[content[0], default: []].insert(content.count > 1 ? content[1] : nil)
    }
    starts = seconds.sorted { $0.key < $1.key }.map { first, seconds in
      Start(first: first, second: seconds.count == 1 ? seconds.first ?? nil : nil)
    }
  }

  /// What was found.
  struct Match {
    var range: Range<Int>
    var token: Token
  }

  /// The next match at or after a place.
  ///
  /// - Parameter end: the text's, or as far as it is known: a match that ends there may be the start of a longer one.
  func next(_ text: UnsafePointer<UInt8>, _ from: Int, _ end: Int) -> Match? {
    var at = from
    while at < end {
      var candidates: UInt32 = 0
      for start in starts {
        var found = unsafe ul2_equal16(text + at, start.first)
        if found != 0, let second = start.second {
          found &= unsafe ul2_equal16(text + at + 1, second)
        }
        candidates |= found
      }
      while candidates != 0 {
        let start = at + candidates.trailingZeroBitCount
        candidates &= candidates &- 1
        if start >= end { return nil }
        if let match = unsafe trie.longestMatch(text + start, end - start) {
          return Match(range: start..<start + match.length, token: tokens[match.value])
        }
      }
      at += 16
    }
    return nil
  }
}
