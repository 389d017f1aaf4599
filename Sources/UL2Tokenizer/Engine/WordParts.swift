/// Encodes normalized words part by part: parts are divided where no piece crosses, and taken from a cache.
///
/// The reference adds up scores from the word's beginning, so that rounding, and with it the choice between nearly equal
/// paths, could depend on what is before a part. Where that is possible, the word is encoded as a whole.

@safe struct WordParts<ID: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>: ~Copyable {
  /// A part whose ids depend on what is before it has none.
  private var cache: ChunkCache<ID>
  private var ends = Scratch<Int>(capacity: 64)
  private var queue = unsafe Scratch<PendingPiece>(capacity: 64)
  private var nodes = Scratch<UnigramWords.Node>(capacity: 64)

  /// Bytes that must be readable before and beyond a word.
  static var padding: Int { 64 + 3 }
  /// More ids than it writes must have room.
  static var spareIDs: Int { 16 }

  init(smallBits: Int, largeBits: Int) {
    cache = ChunkCache(smallBits: smallBits, largeBits: largeBits)
  }

  mutating func shrink(to limit: Int) { nodes.shrink(to: limit) }

  /// Writes a word's ids, and counts them.
  ///
  /// - Parameter output: room for as many ids as any path may have, and `spareIDs`.
  /// - Returns: whether something was left out or became unknown, or bytes.
  mutating func encode(
    _ words: UnigramWords, _ word: UnsafePointer<UInt8>, _ length: Int,
    to output: UnsafeMutablePointer<ID>, _ count: inout Int
  ) -> Bool {
    if length <= words.longestDivided,
      let hasUnknown = unsafe encodeParts(words, word, length, to: output, &count)
    {
      return hasUnknown
    }
    return unsafe encodeWhole(words, word, length, to: output, &count).hasUnknown
  }

  private mutating func encodeWhole(
    _ words: UnigramWords, _ text: UnsafePointer<UInt8>, _ length: Int,
    to output: UnsafeMutablePointer<ID>, _ count: inout Int
  ) -> UnigramWords.Outcome {
    var written = 0
    let outcome = unsafe words.encode(text, length, &nodes) { id in
      unsafe output[written] = ID(truncatingIfNeeded: id)
      written += 1
    }
    count = written
    return outcome
  }

  /// - Returns: nil where the word must be encoded as a whole.
  private mutating func encodeParts(
    _ words: UnigramWords, _ word: UnsafePointer<UInt8>, _ length: Int,
    to output: UnsafeMutablePointer<ID>, _ count: inout Int
  ) -> Bool? {
    ends.reserve(length)
    let parts = unsafe words.cuts.ends(word, length, to: ends.base)
    unsafe self.queue.reserve(parts)
    let queue = unsafe self.queue.base
    unsafe _ = cache.queue(word, from: 0, ends.base, parts, to: queue)
    let small = unsafe cache.small
    var written = 0
    var hasUnknown = false
    for i in 0..<parts {
      let bucket = unsafe small + Int(queue[i].bucket)
      if unsafe ChunkCache<ID>.has(queue[i].key, in: bucket) {
        let facts = unsafe bucket.load(fromByteOffset: 28, as: ChunkFacts.self)
        if !facts.hasUnknown {
          let ids = unsafe bucket.load(fromByteOffset: 16, as: SIMD16<UInt8>.self)
          unsafe UnsafeMutableRawPointer(output + written).storeBytes(
            of: ids, as: SIMD16<UInt8>.self)
          written &+= facts.count
          continue
        }
      }
      guard
        let isUnknown = unsafe encodePart(words, queue[i], to: output, &written)
      else { return nil }
      hasUnknown = hasUnknown || isUnknown
    }
    count = written
    return hasUnknown
  }

  /// Appends the ids of a part that has no slot, or something unknown.
  ///
  /// - Returns: nil where they depend on what is before it.
  @inline(never)
  private mutating func encodePart(
    _ words: UnigramWords, _ part: PendingPiece, to output: UnsafeMutablePointer<ID>,
    _ written: inout Int
  ) -> Bool? {
    let chunk = unsafe cache.chunk(part)
    var count = 0
    var hasUnknown = false
    if let chunk, let (ids, isUnknown) = unsafe cache.ids(of: chunk) {
      unsafe (output + written).update(from: ids.baseAddress!, count: ids.count)
      (count, hasUnknown) = (ids.count, isUnknown)
    } else if let start = unsafe part.start {
      let length = unsafe Int(part.length)
      let outcome = unsafe encodeWhole(words, start, length, to: output + written, &count)
      hasUnknown = outcome.hasUnknown
      if !outcome.isCertain {
        count = 0
        hasUnknown = true
      }
      if let chunk {
        unsafe cache.keep(chunk, output + written, count, hasUnknown: hasUnknown)
      }
    }
    if count == 0 { return nil }
    // Adjacent unknowns are one.
    let unknown = words.unknown
    if hasUnknown, written > 0, unsafe Int(output[written - 1]) == unknown,
      unsafe Int(output[written]) == unknown
    {
      for i in written..<written + count - 1 { unsafe output[i] = unsafe output[i + 1] }
      count -= 1
    }
    written += count
    return hasUnknown
  }
}
