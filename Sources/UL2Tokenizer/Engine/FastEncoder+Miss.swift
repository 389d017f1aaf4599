/// Chunks that the cache lacks: searches them and keeps the result.

extension FastEncoder {
  /// Encodes a cached chunk whose ids are certain only at scores below the bound on the running one. Often only the
  /// bound is too high.
  @inline(never)
  mutating func encodeGuarded(
    _ start: UnsafePointer<UInt8>, _ length: Int, _ slot: UnsafeMutableRawPointer, idsAt: Int,
    _ facts: ChunkFacts
  ) {
    guard case .unigram(let unigram) = kernel else { return }
    unsafe score.settle(unigram, output.base, count)
    if facts.exponent >= score.limit {
      unsafe append(slot, idsAt: idsAt, facts)
    } else {
      unsafe encodeExactly(unigram, start, length)
    }
  }

  @inline(never)
  mutating func encodeUncached(
    _ start: UnsafePointer<UInt8>, _ length: Int, _ bucket: UnsafeMutableRawPointer?
  ) {
    let first = count
    let hadUnknown = hasUnknown
    hasUnknown = false
    unsafe search(start, length, bucket, first)
    hasUnknown = hasUnknown || hadUnknown
  }

  private mutating func search(
    _ start: UnsafePointer<UInt8>, _ length: Int, _ bucket: UnsafeMutableRawPointer?, _ first: Int
  ) {
    if length > Self.longestUsualChunk { return unsafe searchLong(start, length) }
    var exponent = UInt8.max
    switch kernel {
    case .unigram(let unigram):
      if unigram.isSince022, length > ChunkCache<ID>.longestKey {
        // The score may start again within it.
        unsafe score.settle(unigram, output.base, count)
        return unsafe encodeExactly(unigram, start, length)
      }
      nodes.reserve(length + 1)
      let found = unsafe unigram.findBest(start, length, nodes.base)
      if found < score.limit { unsafe score.settle(unigram, output.base, count) }
      exponent = UInt8(truncatingIfNeeded: found)
      unsafe appendPath(start, length)
      if found < score.limit {
        // The result is kept even so: for smaller scores, or as one that is never certain.
        if let bucket = unsafe bucket { unsafe keep(bucket, start, length, first, exponent) }
        count = first
        hasUnknown = false
        return unsafe encodeExactly(unigram, start, length)
      }
    case .bpe(let bpe):
      let found = unsafe bpe.merge(start, length, &merging)
      for i in 0..<found {
        let symbol = unsafe merging.symbols.base[i]
        let end = unsafe i + 1 < found ? Int(merging.symbols.base[i + 1].start) : length
        unsafe append(bpe.piece(symbol.symbol), start, Int(symbol.start), end)
      }
    }
    if let bucket = unsafe bucket { unsafe keep(bucket, start, length, first, exponent) }
  }

  /// Encodes at the exact running score; the result is not kept.
  mutating func encodeExactly(
    _ unigram: UnigramModel, _ start: UnsafePointer<UInt8>, _ length: Int
  ) {
    nodes.reserve(length + 1)
    let running = unsafe unigram.findExact(start, length, from: score.value, nodes.base)
    unsafe appendPath(start, length)
    score.set(running, count)
  }

  /// Appends the ids of the path, which `nodes` link from its end.
  private mutating func appendPath(_ start: UnsafePointer<UInt8>, _ length: Int) {
    // Reverses the links in place: each node on the path then points to the next.
    var end = length
    var next = UInt32(0)
    while end > 0 {
      let node = unsafe nodes.base[end]
      unsafe nodes.base[end].start = next
      next = UInt32(truncatingIfNeeded: end)
      end = Int(node.start)
    }
    var from = 0
    while from < length {
      let to = Int(next)
      let node = unsafe nodes.base[to]
      next = node.start
      let id = Int(node.id)
      unsafe append(id == unknown ? nil : id, start, from, to)
      from = to
    }
  }

  /// Appends a piece's id, or the ids of an unknown character.
  @inline(__always)
  mutating func append(_ id: Int?, _ text: UnsafePointer<UInt8>, _ from: Int, _ to: Int) {
    if let id {
      put(id)
    } else {
      unsafe appendUnknown(text, from, to)
    }
  }

  @inline(__always)
  private mutating func put(_ id: Int) {
    unsafe output.base[count] = ID(truncatingIfNeeded: id)
    count += 1
  }

  @inline(never)
  private mutating func appendUnknown(_ text: UnsafePointer<UInt8>, _ from: Int, _ to: Int) {
    hasUnknown = true
    guard let byteIDs else { return put(unknown) }
    if escapesWhitespaces, unsafe text[from] == 0x20 {
      for byte in [0xE2, 0x96, 0x81] { put(unsafe byteIDs.base[byte]) }
    } else {
      for i in from..<to { put(unsafe byteIDs.base[Int(text[i])]) }
    }
  }

  /// Keeps a chunk's ids, if they fit.
  private mutating func keep(
    _ bucket: UnsafeMutableRawPointer, _ start: UnsafePointer<UInt8>, _ length: Int, _ first: Int,
    _ exponent: UInt8
  ) {
    let facts = ChunkFacts(count: count - first, exponent: exponent, hasUnknown: hasUnknown)
    unsafe ChunkCache.keep(start, length, output.base + first, facts, in: bucket)
  }
}
