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
    /// Where it would be among whole pieces.
    var whole = PieceIndex.Place.none
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
  /// A bit for each bucket, modulo 64.
  private var buckets: UInt64 = 0
  private var ids = Scratch<ID>(capacity: 1 << 12)
  private var idCount = 0
  /// The output from the first piece's place on, while it is put together.
  private var joined = Scratch<ID>(capacity: 1 << 12)

  init() {}

  var isFull: Bool { count == MergeLanes.count }

  /// - Parameters:
  ///   - place: where its ids belong in the output; ascending.
  ///   - mostIDs: the most ids that it can become.
  mutating func append(_ chunk: ChunkCache<ID>.Chunk, at place: Int, mostIDs: Int) {
    // A new word comes again soon.
    var twin: Int?
    let bit = unsafe UInt64(1) &<< UInt64(truncatingIfNeeded: Int(bitPattern: chunk.bucket) >> 6)
    if buckets & bit != 0 {
      for i in 0..<count where unsafe pieces.base[i].chunk.isSameWhole(chunk) { twin = i }
    }
    buckets |= bit
    unsafe pieces.base[count] = Piece(chunk: chunk, place: place, twin: twin)
    count += 1
    self.mostIDs += mostIDs
  }

  mutating func removeAll() { (count, mostIDs, idCount, buckets) = (0, 0, 0, 0) }

  /// Finds the ids of all, and keeps them in the cache.
  ///
  /// - Returns: whether something was left out or became unknown.
  @inline(never)
  mutating func encode(
    _ merges: MergeModel, _ space: inout MergeWorkspace, _ lanes: inout MergeLanes,
    _ cache: inout ChunkCache<ID>
  ) -> Bool {
    ids.reserve(mostIDs + Self.part)
    if let whole = merges.whole { prefetch(whole) }
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
  private func prefetch(_ whole: PieceIndex) {
    for i in 0..<count {
      let piece = unsafe pieces.base + i
      let place = unsafe whole.place(of: piece.pointee.chunk.start, piece.pointee.chunk.length)
      whole.prefetchEntry(place)
      unsafe piece.pointee.whole = place
    }
    for i in 0..<count { unsafe whole.prefetchRecord(pieces.base[i].whole) }
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
    if let whole = merges.whole,
      let id = unsafe whole.value(chunk.start, chunk.length, at: piece.pointee.whole)
    {
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
  ///   - output: with `room` after the ids.
  ///   - outputCount: how many ids there are.
  mutating func insert(into output: UnsafeMutablePointer<ID>, _ outputCount: inout Int) {
    let first = unsafe pieces.base[0].place
    joined.reserve(outputCount - first + mostIDs + 2 * Self.part)
    let joined = unsafe self.joined.base
    var (from, end) = (first, 0)
    for i in 0..<count {
      let piece = unsafe pieces.base[i]
      unsafe Self.copy(output + from, piece.place - from, to: joined + end)
      end += piece.place - from
      from = piece.place
      unsafe Self.copy(ids.base + piece.first, piece.count, to: joined + end)
      end += piece.count
    }
    unsafe Self.copy(output + from, outputCount - from, to: joined + end)
    end += outputCount - from
    unsafe (output + first).update(from: joined, count: end)
    outputCount = first + end
    removeAll()
  }

  /// The ids that the output needs room for after those it has.
  var room: Int { mostIDs + Self.part }

  private typealias Part = SIMD64<UInt8>
  private static var part: Int { MemoryLayout<Part>.size / MemoryLayout<ID>.size }

  /// Copies ids, and up to a part more.
  @inline(__always)
  private static func copy(
    _ from: UnsafePointer<ID>, _ count: Int, to place: UnsafeMutablePointer<ID>
  ) {
    var at = 0
    repeat {
      let bytes = unsafe UnsafeRawPointer(from + at).loadUnaligned(as: Part.self)
      unsafe UnsafeMutableRawPointer(place + at).storeBytes(of: bytes, as: Part.self)
      at += part
    } while at < count
  }
}
