/// Encodes pieces that the cache lacks.
import UL2Patterns

extension PieceEncoder {
  /// Appends the ids of a piece that the cache lacks.
  mutating func encodeUncached(
    _ start: UnsafePointer<UInt8>, _ length: Int
  ) throws(PatternProblem) {
    switch kernel {
    case .merges(let merges): unsafe merge(merges, start, length)
    case .spelled(let merges, let scanner): unsafe try divide(scanner, merges, start, length)
    case .words(let words): unsafe try search(words, start, length)
    }
  }

  /// Appends a piece's ids. There is room for them unless it is huge.
  private mutating func merge(_ merges: MergeModel, _ start: UnsafePointer<UInt8>, _ length: Int) {
    if let whole = merges.whole, let id = unsafe whole.value(start, length) { return put(id) }
    if length > MergeModel.longestUsualPiece { return unsafe mergeHuge(merges, start, length) }
    let (symbols, isLossy) = unsafe merges.begin(start, length, &merging, lanes, 0)
    hasUnknown = hasUnknown || isLossy
    finish(merges, symbols)
  }

  /// Merges the symbols in the first lane, or in the workspace if there are too many, and appends their ids.
  private mutating func finish(_ merges: MergeModel, _ symbols: Int) {
    if symbols > MergeLanes.longest {
      let found = merges.pairs.mergeLong(symbols, &merging)
      for i in 0..<found { unsafe put(merges.id(of: merging.symbols.base[i].symbol)) }
    } else if symbols > 0 {
      lanes.run(1, merges.pairs)
      let output = unsafe self.output.base
      var count = self.count
      lanes.forEach(0) { symbol in
        unsafe output[count] = ID(truncatingIfNeeded: merges.id(of: symbol))
        count += 1
      }
      self.count = count
    }
  }

  @inline(__always)
  private mutating func put(_ id: UInt32) {
    unsafe output.base[count] = ID(truncatingIfNeeded: id)
    count += 1
  }

  /// Merges a piece of more than 64 KiB.
  @inline(never)
  private mutating func mergeHuge(
    _ merges: MergeModel, _ start: UnsafePointer<UInt8>, _ length: Int
  ) {
    giveAway()
    let (end, isLossy) = unsafe merges.mergeHuge(start, length, &hugeMerging)
    hasUnknown = hasUnknown || isLossy
    var at = 0
    while at < end {
      output.reserve(count + room + 1, keeping: count)
      put(merges.id(of: hugeMerging.symbol(at)))
      at += hugeMerging.length(at)
      if count >= Self.keptIDs, unsafe give != nil {
        giveAway()
        hugeMerging.discard(before: at)
      }
    }
    output.reserve(count + room, keeping: count)
  }

  /// Divides a piece's spelling, and merges the parts.
  @inline(never)
  mutating func divide(
    _ spelled: PieceScanner, _ merges: MergeModel, _ start: UnsafePointer<UInt8>, _ length: Int
  ) throws(PatternProblem) {
    spelling.text.removeAll(keepingCapacity: true)
    unsafe ByteAlphabet.spell(
      UnsafeBufferPointer(start: start, count: length), into: &spelling.text)
    let count = spelling.text.count
    spelling.text.append(contentsOf: repeatElement(0, count: 64))
    var cursor = PieceScanner.Cursor()
    // Each character of the spelling is one byte of the piece.
    var (from, at) = (0, 0)
    while cursor.position < count {
      let written = try spelling.scan(spelled, count, &cursor)
      for i in 0..<written {
        let end = spelling.ends[i]
        let stop = end < 0 ? ~end : end
        var to = from
        while at < stop {
          if spelling.text[at] & 0xC0 != 0x80 { to += 1 }
          at += 1
        }
        if end >= 0 { unsafe merge(merges, start + from, to - from) }
        from = to
      }
    }
  }

  /// Hands over the ids so far, if there is a consumer.
  mutating func giveAway() {
    guard let give = unsafe give, count > 0 else { return }
    unsafe give(UnsafeBufferPointer(start: output.base, count: count))
    count = 0
  }
}

/// Scratch space for dividing pieces.
struct Spelling {
  var text: [UInt8] = []
  var ends = [Int](repeating: 0, count: 256)

  mutating func scan(
    _ scanner: PieceScanner, _ count: Int, _ cursor: inout PieceScanner.Cursor
  ) throws(PatternProblem) -> Int {
    var result = Result<Int, PatternProblem>.success(0)
    unsafe text.withUnsafeBufferPointer { text in
      unsafe ends.withUnsafeMutableBufferPointer { ends in
        guard let base = text.baseAddress else { return }
        result = Result { () throws(PatternProblem) in
          unsafe try scanner.scan(base, count: count, &cursor, into: ends)
        }
      }
    }
    return try result.get()
  }
}
