/// The cache of chunks, compared with a dictionary: all that it still has is right, whatever the lengths.
import Testing
import UL2Core
import UL2Tokenizer

@Suite struct ChunkCacheTests {
  /// Distinct texts of a length, with room to read beyond.
  private func text(_ number: Int, _ length: Int) -> [UInt8] {
    var random = CounterRandom(key: UInt64(number))
    return [UInt8(number & 0xFF)] + (0..<length + 31).map { _ in UInt8(random.below(256)) }
  }

  private func ids(_ number: Int, _ count: Int) -> [UInt32] {
    (0..<count).map { UInt32(truncatingIfNeeded: number * 1000 + $0) }
  }

  /// The cache, which cannot be copied into what macros make of expressions.
  private final class Kept {
    private var cache: ChunkCache<UInt32>

    init(bits: Int) { cache = ChunkCache(smallBits: bits, largeBits: bits) }

    func keep(_ text: [UInt8], _ ids: [UInt32], hasUnknown: Bool = false) {
      let padded = ids + [UInt32](repeating: 0, count: 4)
      unsafe text.withUnsafeBufferPointer { text in
        guard let chunk = unsafe cache.chunk(text.baseAddress!, text.count - 32) else { return }
        unsafe padded.withUnsafeBufferPointer {
          unsafe cache.keep(chunk, $0.baseAddress!, ids.count, hasUnknown: hasUnknown)
        }
      }
    }

    func find(_ text: [UInt8]) -> (ids: [UInt32], hasUnknown: Bool)? {
      unsafe text.withUnsafeBufferPointer { text in
        guard let chunk = unsafe cache.chunk(text.baseAddress!, text.count - 32),
          let found = unsafe cache.ids(of: chunk)
        else { return nil }
        return unsafe (Array(found.ids), found.hasUnknown)
      }
    }
  }

  @Test(
    "A chunk that was just kept is found with its ids, whatever its length and number of ids",
    arguments: [1, 14, 15, 16, 17, 30, 31, 32, 33, 100, 1024])
  func lengths(_ length: Int) throws {
    let cache = Kept(bits: 4)
    for (number, count) in [0, 1, 3, 4, 7, 8, 40, 3 * length].enumerated() {
      let text = text(number, length)
      cache.keep(text, ids(number, count), hasUnknown: count == 4)
      let found = try #require(cache.find(text))
      #expect(found.ids == ids(number, count))
      #expect(found.hasUnknown == (count == 4))
    }
  }

  @Test("A chunk that is too long to keep is never found")
  func tooLong() {
    let cache = Kept(bits: 4)
    cache.keep(text(1, 1025), ids(1, 5))
    #expect(cache.find(text(1, 1025)) == nil)
  }

  @Test(
    "Chunks that differ in their last byte only, or in zeros at their end, are different chunks")
  func similar() {
    for length in [3, 15, 16, 31, 32, 60] {
      let cache = Kept(bits: 1)
      let long = [UInt8](repeating: 0, count: length + 32)
      var other = long
      other[length - 1] = 1
      cache.keep(long, ids(1, 2))
      #expect(cache.find(other) == nil)
      #expect(cache.find(Array(long.dropLast())) == nil)
      #expect(cache.find(long + [0]) == nil)
      #expect(cache.find(long)?.ids == ids(1, 2))
    }
  }

  /// The place of a chunk whose ids were overwritten is free, and has what was in it: its ids are not found there.
  @Test(
    "A chunk whose ids have been overwritten is not found, however often it is asked for",
    arguments: [10, 20, 32])
  func overwrittenElsewhere(_ length: Int) {
    let cache = Kept(bits: 10)
    let first = text(0, length)
    cache.keep(first, ids(0, 100))
    // More than there is room for outside the slots.
    let many = ids(1, 4000)
    for number in 1...450 { cache.keep(text(number, length + 1), many) }
    for _ in 0..<3 { #expect(cache.find(first) == nil) }
    cache.keep(first, ids(7, 90))
    for _ in 0..<3 { #expect(cache.find(first)?.ids == ids(7, 90)) }
  }

  @Test("With more chunks than there is room for, those still found have their own ids")
  func overwritten() {
    let cache = Kept(bits: 8)
    var random = CounterRandom(key: 5)
    var sizes: [(length: Int, count: Int)] = []
    var found = 0
    for number in 0..<6000 {
      let size = (length: 1 + random.below(1024), count: random.below(600))
      sizes.append(size)
      cache.keep(text(number, size.length), ids(number, size.count))
      let earlier = number - random.below(min(number, 600) + 1)
      guard let ids = cache.find(text(earlier, sizes[earlier].length))
      else { continue }
      #expect(ids.ids == self.ids(earlier, sizes[earlier].count))
      found += 1
    }
    // 6,000 of them fill the ring twice; the slots have room for half of them.
    #expect(found > 2000)
  }
}
