/// The trie, compared with a dictionary.
import Testing
import UL2Core

import UL2Tokenizer

@Suite struct PieceTrieTests {
  /// Keys over few bytes, so that many share beginnings.
  private func keys(_ seed: UInt64, count: Int) -> [[UInt8]] {
    var random = CounterRandom(key: seed)
    var keys: Set<[UInt8]> = []
    while keys.count < count {
      let alphabet = random.below(3) == 0 ? 256 : 5
      keys.insert((0...random.below(9)).map { _ in UInt8(random.below(alphabet)) })
    }
    return keys.sorted { $0.lexicographicallyPrecedes($1) }
  }

  @Test(arguments: [(1, 1), (2, 7), (3, 300), (4, 5000)])
  func holdsWhatItWasMadeOf(seed: UInt64, count: Int) {
    let keys = keys(seed, count: count)
    let memory = TableMemory()
    let trie = PieceTrie(keys.enumerated().map { ($1, $0) }, in: memory)
    let all = Set(keys)
    for (value, key) in keys.enumerated() {
      #expect(trie.value(of: key[...]) == value)
      for other in [key + [0], Array(key.dropLast()), [key[0] ^ 1] + key.dropFirst()] {
        #expect((trie.value(of: other[...]) != nil) == all.contains(other))
      }
    }
    withExtendedLifetime(memory) {}
  }

  @Test func findsTheLongest() {
    let memory = TableMemory()
    let trie = PieceTrie(
      ["a", "ab", "abcd", "\u{0}"].map { (Array($0.utf8), $0.utf8.count) }, in: memory)
    func longest(_ text: String) -> Int? {
      Array(text.utf8).withUnsafeBufferPointer {
        trie.longestMatch($0.baseAddress!, $0.count)?.length
      }
    }
    #expect(longest("abcx") == 2)
    #expect(longest("abcde") == 4)
    #expect(longest("a") == 1)
    #expect(longest("\u{0}\u{0}") == 1)
    #expect(longest("b") == nil)
    withExtendedLifetime(memory) {}
  }
}
