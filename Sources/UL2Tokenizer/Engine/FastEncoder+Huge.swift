/// Documents of many megabytes: normalized and encoded window by window, and their ids handed over as they come, so
/// that only the current chunk is held. Very long chunks are here too.

extension FastEncoder {
  /// Longer chunks are searched and merged in ways that need less memory.
  static var longestUsualChunk: Int { 1 << 16 }

  /// Encodes a document of any length; the ids are those of `encode`.
  ///
  /// - Parameters:
  ///   - window: how many bytes of the document are normalized before they are encoded.
  ///   - give: called with the ids as they come.
  /// - Returns: false where a chunk has 2³⁰ bytes or more, even if ids were given.
  mutating func encode(
    _ bytes: UnsafeBufferPointer<UInt8>, window: Int = 1 << 20,
    give: Gift
  ) -> Bool {
    unsafe withoutActuallyEscaping(give) { give in
      unsafe self.give = give
      isAfterUnknown = false
      count = 0
      hasUnknown = false
      score.restart()
      defer {
        unsafe self.give = nil
        shrink()
      }
      return unsafe encodeWindows(bytes, window)
    }
  }

  /// Takes ids, valid until it returns, and whether any represents an unknown character.
  typealias Gift = (UnsafeBufferPointer<ID>, _ hasUnknown: Bool) -> Void

  private mutating func encodeWindows(_ bytes: UnsafeBufferPointer<UInt8>, _ window: Int) -> Bool {
    guard var source = bytes.baseAddress, bytes.count > 0 else { return true }
    var total = bytes.count
    var isRest = false
    var run = unsafe normalizer.begin(source, total, into: &text, offset: Self.offset)
    if run.at == total { return true }
    // Cuts before this place have been found.
    var known = 0
    while true {
      if !isRest, total - run.at <= window + TextNormalizer.padding {
        // The normalizer reads beyond its input's end.
        isRest = true
        let rest = total - run.at
        input.reserve(rest + TextNormalizer.padding)
        unsafe input.base.update(from: source + run.at, count: rest)
        unsafe (input.base + rest).update(repeating: 0, count: TextNormalizer.padding)
        unsafe source = UnsafePointer(input.base)
        total = rest
        run.at = 0
      }
      unsafe normalizer.advance(
        &run, source, to: isRest ? total : run.at + window, of: total, into: &text)
      if isRest { normalizer.finish(&run, &text) }
      guard run.length < 1 << 30 else { return false }
      pad(run.length)
      // Cuts depend on what follows, and spaces at the end may be dropped.
      let end =
        isRest ? run.length : run.length - normalizer.trailingSpaces(run, text) - 8
      var queued = 0
      var start = 0
      if end > known { start = encodeChunks(in: known..<end, from: 0, &queued) }
      if isRest, run.length > 0 {
        encodeChunk(start..<run.length, &queued)
      } else {
        flush(&queued)
      }
      settle()
      giveAway()
      if isRest { return true }
      known = max(known, end) - start
      run.length -= start
      let kept = unsafe text.base + Self.offset
      unsafe UnsafeMutableRawPointer(kept).copyMemory(from: kept + start, byteCount: run.length)
    }
  }

  /// Computes the score of the ids so far.
  private mutating func settle() {
    if case .unigram(let unigram) = kernel { unsafe score.settle(unigram, output.base, count) }
  }

  /// Hands over the ids so far, whose score is settled.
  private mutating func giveAway() {
    guard let give = unsafe give, count > 0 else { return }
    if hasUnknown, byteIDs == nil {
      var isAfter = isAfterUnknown
      mergeUnknowns(after: &isAfter)
      isAfterUnknown = isAfter
    } else {
      isAfterUnknown = false
    }
    unsafe give(UnsafeBufferPointer(start: output.base, count: count), hasUnknown)
    count = 0
    hasUnknown = false
    score.restartCounting()
  }

  /// Encodes a chunk of more than 64 KiB.
  @inline(never)
  mutating func searchLong(_ start: UnsafePointer<UInt8>, _ length: Int) {
    settle()
    giveAway()
    switch kernel {
    case .unigram(let unigram):
      guard unigram.longestPiece <= UnigramModel.longestLongPiece else {
        return unsafe encodeExactly(unigram, start, length)
      }
      let running = unsafe unigram.findLong(start, length, from: score.value, &long)
      var at = 0
      while at < length {
        let end = unsafe at + Int(long.lengths.base[at])
        let id = unsafe unigram.piece(start + at, end - at)
        unsafe append(id, start, at, end)
        giveAwayLong(at) { $0.long.lengths.discard(before: $1) }
        at = end
      }
      score.set(running, count)
    case .bpe(let bpe):
      unsafe bpe.mergeHuge(start, length, &hugeMerging)
      var at = 0
      while at < length {
        let end = at + hugeMerging.length(at)
        unsafe append(bpe.piece(hugeMerging.symbol(at)), start, at, end)
        giveAwayLong(at) { $0.hugeMerging.discard(before: $1) }
        at = end
      }
    }
  }

  /// Hands over a long chunk's ids so far where there are many, and frees the search's memory before them.
  @inline(__always)
  private mutating func giveAwayLong(_ at: Int, _ discard: (inout FastEncoder, Int) -> Void) {
    if count < 1 << 20 || (unsafe give == nil) { return }
    giveAway()
    discard(&self, at)
  }
}
