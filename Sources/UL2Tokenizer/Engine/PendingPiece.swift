/// A piece of a text that waits for its bucket, which has been prefetched, or an id.
@safe struct PendingPiece: BitwiseCopyable {
  /// A short piece's key; `noKey` for others.
  var key: ChunkKey
  var start: UnsafePointer<UInt8>
  var length: UInt32
  /// Where its small bucket is, in bytes; 0 where there is none.
  var bucket: UInt32

  static var noKey: ChunkKey { ChunkKey(low: .max, high: .max) }
  private static var isID: UInt32 { .max }

  /// The id, where this is not a piece.
  var id: Int? { length == Self.isID ? unsafe Int(bitPattern: start) - 1 : nil }

  init(_ key: ChunkKey, start: UnsafePointer<UInt8>, length: Int, bucket: UInt32) {
    self.key = key
    unsafe self.start = start
    self.length = UInt32(truncatingIfNeeded: length)
    self.bucket = bucket
  }

  init(id: Int) {
    key = Self.noKey
    unsafe start = UnsafePointer(UnsafeMutablePointer<UInt8>(bitPattern: id + 1)!)
    length = Self.isID
    bucket = 0
  }
}
