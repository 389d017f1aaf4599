/// What happens to pieces that the cache does not have.

extension PieceEncoder {
  /// Appends a piece's ids. There is room for them unless it is a huge one.
  @inline(__always)
  mutating func search(_ start: UnsafePointer<UInt8>, _ length: Int) {
    if let whole = kernel.whole, let id = unsafe whole.value(start, length) {
      return put(id)
    }
    if length > MergeModel.longestUsualPiece { return unsafe searchHuge(start, length) }
    let found = unsafe kernel.merge(start, length, &merging)
    for i in 0..<found {
      unsafe put(kernel.ids.base[Int(merging.symbols.base[i].symbol)])
    }
    hasUnknown = hasUnknown || found == 0
  }

  @inline(__always)
  private mutating func put(_ id: UInt32) {
    unsafe output.base[count] = ID(truncatingIfNeeded: id)
    count += 1
  }

  /// A piece of more than 64 KiB.
  @inline(never)
  private mutating func searchHuge(_ start: UnsafePointer<UInt8>, _ length: Int) {
    giveAway()
    let end = unsafe kernel.mergeHuge(start, length, &hugeMerging)
    var at = 0
    while at < end {
      output.reserve(count + room + 1, keeping: count)
      unsafe put(kernel.ids.base[Int(hugeMerging.symbol(at))])
      at += hugeMerging.length(at)
      if count >= 1 << 20, unsafe give != nil {
        giveAway()
        hugeMerging.discard(before: at)
      }
    }
  }

  /// Gives away the ids so far, if anybody takes them.
  mutating func giveAway() {
    guard let give = unsafe give, count > 0 else { return }
    unsafe give(UnsafeBufferPointer(start: output.base, count: count), hasUnknown)
    count = 0
    hasUnknown = false
  }
}
