/// Looks at each document's last token: one pass over a store, in the order of its files.
///
/// Where documents are short that is the reading of all of it, where they are long of a page for each: a window
/// grows as long as what is wanted next lies in it or right after, and is small again after a jump.
extension TokenStore {
  /// Which documents end in `eos`.
  ///
  /// - Parameter advance: called every so often with the number of documents done since.
  package func judgedEnds(
    eos: Int, advance: (Int) -> Void = { _ in }
  ) throws(Problem) -> JudgedEnds {
    var bits = DocumentBits(documentCount: documentCount)
    var empty = 0
    var told = 0
    for number in shards.indices {
      let shard = shards[number]
      let first = documents(ofShard: number).lowerBound
      var window = DataWindow(shard)
      for index in 0..<shard.documentCount {
        if index & 0xFFFF == 0xFFFF {
          try Interruption.check()
          advance(first + index - told)
          told = first + index
          shard.releasePages()
        }
        let length = try shard.length(of: index)
        if length == 0 {
          empty += 1
          continue
        }
        let place = try shard.bytes(of: index, length - 1..<length).lowerBound
        if try window.token(at: place) == eos { bits.set(first + index) }
      }
      try Interruption.check()
      shard.releasePages()
    }
    advance(documentCount - told)
    return JudgedEnds(bits, empty: empty)
  }
}

extension IndexedDataset {
  /// Whether a document's last token is `eos`.
  package func ends(in eos: Int, _ document: Int) throws(Problem) -> Bool {
    let length = try length(of: document)
    if length == 0 { return false }
    var last: [Int64] = []
    try read(document, length - 1..<length, into: &last)
    return last[0] == eos
  }
}

/// A part of a data file, for tokens that are read in about the order in which they lie there.
private struct DataWindow {
  private let shard: IndexedDataset
  private var bytes: [UInt8] = []
  private var start = 0
  private var size = smallest

  private static let smallest = 1 << 12
  private static let largest = 1 << 18

  init(_ shard: IndexedDataset) { self.shard = shard }

  /// - Parameter place: of its first byte, within the file.
  mutating func token(at place: Int) throws(Problem) -> Int64 {
    if place < start || place + shard.type.size > start + bytes.count {
      try move(to: place)
    }
    return token(place - start)
  }

  private mutating func move(to place: Int) throws(Problem) {
    let end = start + bytes.count
    let isNext = place >= start && place < end + size
    size = isNext ? min(2 * size, Self.largest) : Self.smallest
    let count = min(size, shard.dataSize - place)
    if bytes.count != count { bytes = [UInt8](repeating: 0, count: count) }
    start = place
    let shard = shard
    var span = bytes.mutableSpan
    unsafe try span.withUnsafeMutableBytes { buffer throws(Problem) in
      unsafe try shard.read(buffer, at: place)
    }
  }

  private func token(_ offset: Int) -> Int64 {
    var value: UInt64 = 0
    for i in (0..<shard.type.size).reversed() { value = value << 8 | UInt64(bytes[offset + i]) }
    return switch shard.type {
    case .int8: Int64(Int8(truncatingIfNeeded: value))
    case .int16: Int64(Int16(truncatingIfNeeded: value))
    case .int32: Int64(Int32(truncatingIfNeeded: value))
    case .int64: Int64(bitPattern: value)
    case .uint8, .uint16, .float32, .float64: Int64(value)
    }
  }
}
