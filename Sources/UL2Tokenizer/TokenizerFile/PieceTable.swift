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
  /// Ids by hash; −1 where a slot is free. A power of two of them.
  private var slots: [Int32]
  /// The number of ids with a piece.
  package private(set) var count = 0

  private static let absent = UInt32.max

  package init(expecting pieces: Int = 0) {
    var size = 64
    while size < 2 * pieces { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
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
    let slot = slot(of: piece)
    if slots[slot] >= 0, !replacing { throw .pieceTaken(id: slots[slot]) }
    while places.count <= id { places.append((Self.absent, 0)) }
    places[id] = (UInt32(bytes.count), UInt32(piece.count))
    for i in 0..<piece.count { bytes.append(piece[i]) }
    slots[slot] = Int32(id)
    count += 1
  }

  /// The id of a piece.
  package func id(of piece: Span<UInt8>) -> Int32? {
    let id = slots[slot(of: piece)]
    return id < 0 ? nil : id
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
  private func slot(of piece: Span<UInt8>) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: Self.hash(piece)) & mask
    while slots[slot] >= 0, !isEqual(places[Int(slots[slot])], piece) { slot = (slot + 1) & mask }
    return slot
  }

  private func isEqual(_ place: (start: UInt32, count: UInt32), _ piece: Span<UInt8>) -> Bool {
    guard Int(place.count) == piece.count else { return false }
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
    var larger = [Int32](repeating: -1, count: mask + 1)
    for id in slots where id >= 0 {
      let place = places[Int(id)]
      let start = Int(place.start)
      let piece = bytes.span.extracting(start..<start + Int(place.count))
      var slot = Int(truncatingIfNeeded: Self.hash(piece)) & mask
      while larger[slot] >= 0 { slot = (slot + 1) & mask }
      larger[slot] = id
    }
    slots = larger
  }
}
