/// A vocabulary: pieces as bytes, by id and by their bytes.
///
/// All pieces are in one array, and are found by an open-addressed table over it: a dictionary of arrays would take
/// four times as long to fill, and a vocabulary of 200,000 pieces is looked up a million times while its merges are
/// read.

package struct PieceTable: Sendable {
  /// More ids than any vocabulary has: a larger id is a mistake, and would make arrays by id huge.
  package static let idLimit = 1 << 24

  private var bytes: [UInt8] = []
  /// By id, in `bytes`; an id without a piece has a start beyond all.
  private var places: [(start: UInt32, count: UInt32)] = []
  /// By hash. A power of two of them.
  private var slots: [Slot]
  /// The number of ids with a piece.
  package private(set) var count = 0

  private static let absent = UInt32.max

  private struct Slot: BitwiseCopyable {
    /// Half of the piece's hash: other pieces are told apart without their bytes, which are seldom in a near cache.
    var tag: UInt32
    /// −1 where the slot is free.
    var id: Int32

    init(_ hash: UInt64, id: Int32) {
      tag = UInt32(truncatingIfNeeded: hash >> 32)
      self.id = id
    }

    static var free: Slot { Slot(0, id: -1) }
  }

  package init(expecting pieces: Int = 0) {
    var size = 64
    while size < 2 * pieces { size *= 2 }
    slots = [Slot](repeating: .free, count: size)
  }

  /// One more than the largest id.
  package var idCount: Int { places.count }

  /// Why a piece cannot be added.
  package enum Conflict: Error, Equatable {
    case idOutOfRange
    case idTaken(by: Int32)
    /// The same piece is there, under this id.
    case pieceTaken(id: Int32)
    case tooManyBytes
  }

  /// Adds a piece.
  ///
  /// - Parameter replacing: whether a piece that exists already is found under the new id from now on, and keeps the
  ///   old one, instead of being refused.
  package mutating func add(
    _ piece: Span<UInt8>, id: Int, replacing: Bool = false
  ) throws(Conflict) {
    guard (0..<Self.idLimit).contains(id) else { throw .idOutOfRange }
    guard bytes.count + piece.count < Int(Self.absent) else { throw .tooManyBytes }
    if id < places.count, places[id].start != Self.absent { throw .idTaken(by: Int32(id)) }
    if 2 * (count + 1) > slots.count { grow() }
    let hash = Self.hash(piece)
    let slot = slot(of: piece, hash)
    if slots[slot].id >= 0, !replacing { throw .pieceTaken(id: slots[slot].id) }
    while places.count <= id { places.append((Self.absent, 0)) }
    places[id] = (UInt32(bytes.count), UInt32(piece.count))
    for i in 0..<piece.count { bytes.append(piece[i]) }
    slots[slot] = Slot(hash, id: Int32(id))
    count += 1
  }

  /// The id of a piece.
  package func id(of piece: Span<UInt8>) -> Int32? {
    let id = slots[slot(of: piece, Self.hash(piece))].id
    return id < 0 ? nil : id
  }

  /// The same, where it is likely to be `guess` or the next id, and no piece was replaced.
  func id(of piece: Span<UInt8>, guess: Int32) -> Int32? {
    for id in Int(guess)...Int(guess) + 1 where id < places.count && isEqual(places[id], piece) {
      return Int32(truncatingIfNeeded: id)
    }
    return id(of: piece)
  }

  package func id(of piece: [UInt8]) -> Int32? { id(of: piece.span) }

  package func id(of piece: String) -> Int32? { id(of: Array(piece.utf8)) }

  /// The piece with this id; nil where there is none.
  package subscript(id: Int) -> ArraySlice<UInt8>? {
    guard places.indices.contains(id), places[id].start != Self.absent else { return nil }
    let place = places[id]
    return bytes[Int(place.start)..<Int(place.start) + Int(place.count)]
  }

  /// The slot of a piece, or where it would be put.
  private func slot(of piece: Span<UInt8>, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot].id >= 0 {
      if slots[slot].tag == hash >> 32, isEqual(places[Int(slots[slot].id)], piece) { break }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func isEqual(_ place: (start: UInt32, count: UInt32), _ piece: Span<UInt8>) -> Bool {
    guard Int(place.count) == piece.count, place.start != Self.absent else { return false }
    let start = Int(place.start)
    for i in 0..<piece.count where bytes[start + i] != piece[i] { return false }
    return true
  }

  /// FNV-1a, its upper bits folded in: pieces are short.
  private static func hash(_ piece: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for i in 0..<piece.count { hash = (hash ^ UInt64(piece[i])) &* 0x100_0000_01B3 }
    return hash ^ hash >> 29
  }

  private mutating func grow() {
    let mask = 2 * slots.count - 1
    var larger = [Slot](repeating: .free, count: mask + 1)
    for old in slots where old.id >= 0 {
      let place = places[Int(old.id)]
      let start = Int(place.start)
      let piece = bytes.span.extracting(start..<start + Int(place.count))
      var slot = Int(truncatingIfNeeded: Self.hash(piece)) & mask
      while larger[slot].id >= 0 { slot = (slot + 1) & mask }
      larger[slot] = old
    }
    slots = larger
  }
}
