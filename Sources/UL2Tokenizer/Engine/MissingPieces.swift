/// Pieces that the cache lacks, until there are enough to merge them side by side, or the text ends. The output goes on
/// without their ids, which are put in afterwards.
import UL2Patterns

@safe struct MissingPieces<ID: FixedWidthInteger & BitwiseCopyable>: ~Copyable {
  struct Piece: BitwiseCopyable {
    let chunk: ChunkCache<ID>.Chunk
    /// Where its ids belong in the output as it is.
    let place: Int
    /// An earlier one that is the same.
    let twin: Int?
    /// Its ids in `ids`.
    var first = 0
    var count = 0
    var isInLane = false
    var isLossy = false
  }

  private var pieces = Scratch<Piece>(capacity: MergeLanes.count)
  private(set) var count = 0
  /// The most ids that they can become.
  private(set) var mostIDs = 0
  private var ids = Scratch<ID>(capacity: 1 << 12)
  private var idCount = 0

  init() {}

  var isFull: Bool { count == MergeLanes.count }

  /// - Parameters:
  ///   - place: where its ids belong in the output; ascending.
  ///   - mostIDs: the most ids that it can become.
  mutating func append(_ chunk: ChunkCache<ID>.Chunk, at place: Int, mostIDs: Int) {
    // A new word comes again soon.
    var twin: Int?
    for i in 0..<count where unsafe pieces.base[i].chunk.isSameWhole(chunk) { twin = i }
    unsafe pieces.base[count] = Piece(chunk: chunk, place: place, twin: twin)
    count += 1
    self.mostIDs += mostIDs
  }

  mutating func removeAll() { (count, mostIDs, idCount) = (0, 0, 0) }

  /// Finds the ids of all, and keeps them in the cache.
  ///
  /// - Returns: whether something was left out or became unknown.
  @inline(never)
  mutating func encode(
    _ merges: MergeModel, _ space: inout MergeWorkspace, _ lanes: inout MergeLanes,
    _ cache: inout ChunkCache<ID>
  ) -> Bool {
    ids.reserve(mostIDs + 16)
    prefetch(merges)
    var used = 0
    for i in 0..<count where unsafe pieces.base[i].twin == nil {
      begin(i, merges, &space, lanes, &used)
    }
    lanes.run(used, merges.pairs)
    used = 0
    var isLossy = false
    for i in 0..<count {
      let piece = unsafe pieces.base + i
      if let twin = unsafe piece.pointee.twin {
        unsafe piece.pointee.first = unsafe pieces.base[twin].first
        unsafe piece.pointee.count = unsafe pieces.base[twin].count
        continue
      }
      if unsafe piece.pointee.isInLane {
        unsafe take(lanes, used, merges, piece)
        used += 1
      }
      unsafe cache.keep(
        piece.pointee.chunk, ids.base + piece.pointee.first, piece.pointee.count,
        hasUnknown: piece.pointee.isLossy)
      unsafe isLossy = isLossy || piece.pointee.isLossy
    }
    return isLossy
  }

  /// Asks for what looking them up whole will read.
  @inline(__always)
  private func prefetch(_ merges: MergeModel) {
    guard let whole = merges.whole else { return }
    for i in 0..<count {
      let chunk = unsafe pieces.base[i].chunk
      unsafe whole.prefetchEntry(chunk.start, chunk.length)
    }
    for i in 0..<count {
      let chunk = unsafe pieces.base[i].chunk
      unsafe whole.prefetchRecord(chunk.start, chunk.length)
    }
  }

  /// Finds a piece's ids, or puts it into the next lane.
  @inline(__always)
  private mutating func begin(
    _ i: Int, _ merges: MergeModel, _ space: inout MergeWorkspace, _ lanes: borrowing MergeLanes,
    _ used: inout Int
  ) {
    let piece = unsafe pieces.base + i
    let chunk = unsafe piece.pointee.chunk
    unsafe piece.pointee.first = idCount
    if let whole = merges.whole, let id = unsafe whole.value(chunk.start, chunk.length) {
      unsafe ids.base[idCount] = ID(truncatingIfNeeded: id)
      unsafe piece.pointee.count = 1
      idCount += 1
      return
    }
    let (symbols, isLossy) = unsafe merges.begin(chunk.start, chunk.length, &space, lanes, used)
    unsafe piece.pointee.isLossy = isLossy
    if symbols > MergeLanes.longest {
      let found = merges.pairs.mergeLong(symbols, &space)
      for j in 0..<found {
        let id = unsafe merges.id(of: space.symbols.base[j].symbol)
        unsafe ids.base[idCount + j] = ID(truncatingIfNeeded: id)
      }
      unsafe piece.pointee.count = found
      idCount += found
    } else if symbols > 0 {
      unsafe piece.pointee.isInLane = true
      used += 1
    }
  }

  /// Takes a piece's ids from its lane.
  @inline(__always)
  private mutating func take(
    _ lanes: borrowing MergeLanes, _ lane: Int, _ merges: MergeModel,
    _ piece: UnsafeMutablePointer<Piece>
  ) {
    let ids = unsafe self.ids.base
    var end = idCount
    lanes.forEach(lane) { symbol in
      unsafe ids[end] = ID(truncatingIfNeeded: merges.id(of: symbol))
      end += 1
    }
    unsafe piece.pointee.first = idCount
    unsafe piece.pointee.count = end - idCount
    idCount = end
  }

  /// Puts the ids into the output, between those that are there, and forgets the pieces.
  ///
  /// - Parameters:
  ///   - output: with room for `mostIDs` more.
  ///   - outputCount: how many ids there are.
  mutating func insert(into output: UnsafeMutablePointer<ID>, _ outputCount: inout Int) {
    var shift = 0
    for i in 0..<count { unsafe shift += pieces.base[i].count }
    var end = outputCount
    outputCount += shift
    for i in (0..<count).reversed() {
      let piece = unsafe pieces.base + i
      let (place, own) = unsafe (piece.pointee.place, piece.pointee.count)
      unsafe Self.moveUp(output + place, end - place, by: shift)
      shift &-= own
      let room = unsafe output + place + shift
      let ids = unsafe self.ids.base + piece.pointee.first
      for j in 0..<own { unsafe room[j] = unsafe ids[j] }
      end = place
    }
    removeAll()
  }

  /// Moves ids to higher places, the last first, since the old and the new places may overlap.
  @inline(__always)
  private static func moveUp(_ ids: UnsafeMutablePointer<ID>, _ count: Int, by shift: Int) {
    var left = count
    let part = 16 / MemoryLayout<ID>.size
    while left >= part {
      left &-= part
      let from = unsafe UnsafeMutableRawPointer(ids + left)
      let bytes = unsafe from.loadUnaligned(as: SIMD16<UInt8>.self)
      unsafe UnsafeMutableRawPointer(ids + left + shift).storeBytes(
        of: bytes, as: SIMD16<UInt8>.self)
    }
    while left > 0 {
      left &-= 1
      unsafe ids[left &+ shift] = unsafe ids[left]
    }
  }
}
