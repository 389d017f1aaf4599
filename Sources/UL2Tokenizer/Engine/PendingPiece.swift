/// A piece of a text that waits for its bucket, which has been prefetched, or an id.
import CByteScan

typealias PendingPiece = ul2_piece

extension PendingPiece {
  private static var isID: UInt32 { .max }

  /// A short piece's key; that of no piece for others.
  @inline(__always)
  var key: ChunkKey { unsafe ChunkKey(low: low, high: high) }

  /// The id, where this is not a piece.
  var id: Int? { unsafe length == Self.isID ? Int(low) : nil }

  init(id: Int) {
    unsafe self.init(low: UInt64(id), high: .max, start: nil, length: Self.isID, bucket: 0)
  }
}
