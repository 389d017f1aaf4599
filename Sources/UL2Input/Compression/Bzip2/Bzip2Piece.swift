/// A stretch of a compressed file from one magic to the next, and what it is decoded to.
///
/// Blocks begin at any bit, so that the byte in which one piece ends and another begins belongs to both.

/// - Note: It is one thread's at a time: from `Bzip2Workers.submit` until the decoded piece is waited for, a
///   worker's; all else is the reading thread's, which meanwhile only reads `bytes`.
@safe final class Bzip2Piece: @unchecked Sendable {
  enum Kind {
    /// The bytes before the first magic: the header of the first stream.
    case head
    case block
    /// The end of a stream: its checksum, and the header of the next.
    case end
  }

  private(set) var kind = Kind.head
  /// Its first bit in the file.
  private(set) var start = 0
  /// The first bit of the next piece, or the end of the file.
  private(set) var end = 0
  /// Whether the file ends with it.
  private(set) var isLast = false
  /// Pieces after it whose bytes were appended, because its block continues in them.
  private(set) var appended = 0
  /// Whether its bytes are all that there is, up to the end of the file.
  private(set) var reachesEnd = false
  /// Whether bytes were left out, of which no block has so many.
  private(set) var isTooLong = false

  /// Bytes from the one of the first bit on. Invariant: allocated with `Bzip2Bits.slack` after
  /// `capacity`.
  private var storage: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0

  /// The block's bytes, allocated when there is one, with `Bzip2Runs.slack`.
  private var output: UnsafeMutablePointer<UInt8>?
  /// The decoded bytes; their end is a bit of the file.
  var outcome: Result<Bzip2Block, Bzip2Failure>?

  init() {
    capacity = 4096
    unsafe storage = .allocate(byteCount: capacity + Bzip2Bits.slack, alignment: 16)
  }

  deinit {
    unsafe storage.deallocate()
    unsafe output?.deallocate()
  }

  func begin(_ kind: Kind, at start: Int) {
    self.kind = kind
    self.start = start
    end = start
    isLast = false
    appended = 0
    reachesEnd = false
    isTooLong = false
    count = 0
    outcome = nil
  }

  func finish(at end: Int, isLast: Bool) {
    self.end = end
    self.isLast = isLast
    reachesEnd = isLast && !isTooLong
  }

  func append(_ bytes: UnsafeRawBufferPointer) {
    let kept = min(bytes.count, Bzip2Block.maximumCompressed - count)
    if kept < bytes.count { isTooLong = true }
    guard kept > 0, let source = bytes.baseAddress else { return }
    if count + kept > capacity {
      let larger = max(2 * capacity, count + kept)
      let moved = UnsafeMutableRawPointer.allocate(
        byteCount: larger + Bzip2Bits.slack, alignment: 16)
      unsafe moved.copyMemory(from: storage, byteCount: count)
      unsafe storage.deallocate()
      unsafe storage = moved
      capacity = larger
    }
    unsafe (storage + count).copyMemory(from: source, byteCount: kept)
    count += kept
  }

  /// Takes in the bytes of the piece that follows the last one taken in.
  func append(_ following: Bzip2Piece) {
    let shared = following.start & 7 == 0 ? 0 : 1
    unsafe append(UnsafeRawBufferPointer(rebasing: following.bytes[shared...]))
    if following.isTooLong { isTooLong = true }
    appended += 1
    reachesEnd = following.isLast && !isTooLong
  }

  var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: storage, count: count) }

  /// The bits of the piece from one of the file's on.
  func bits(from position: Int) -> Bzip2Bits {
    unsafe Bzip2Bits(UnsafeRawPointer(storage), count: count, from: position - origin)
  }

  /// The first bit of its first byte.
  private var origin: Int { start & ~7 }

  func decode(with decoder: borrowing Bzip2BlockDecoder) -> Result<Bzip2Block, Bzip2Failure> {
    let target =
      unsafe output ?? .allocate(capacity: Bzip2Block.capacity + Bzip2Runs.slack)
    unsafe output = target
    do throws(Bzip2Failure) {
      var block = unsafe try decoder.decode(bits(from: start), into: target)
      block.end += origin
      return .success(block)
    } catch {
      return .failure(error)
    }
  }

  /// The bytes of its block, runs not yet expanded; none unless `outcome` is a success.
  var decoded: UnsafeBufferPointer<UInt8> {
    guard case .success(let block) = outcome else {
      return unsafe UnsafeBufferPointer(start: nil, count: 0)
    }
    return unsafe UnsafeBufferPointer(start: output, count: block.count)
  }
}
