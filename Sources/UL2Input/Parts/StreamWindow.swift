/// The bytes of a stream that were read and are not in a part yet: cutters look for the ends of records in them.
///
/// A part takes the buffer with it; only the unfinished record after it is copied. Damage is noted here, so that a
/// cutter only has to know that the current record is lost.
@safe package struct StreamWindow: ~Copyable {
  package enum Filled {
    /// As many bytes are held as were asked for.
    case whole
    /// The stream has ended before; `isCut` tells whether the last record is to be trusted.
    case end
    /// Something was lost after the bytes that are held: the record that has begun there is broken.
    case damaged
  }

  private var input: ByteReader
  /// Invariant: allocated by `PartMemory`; its first `end` bytes are held.
  private var storage: UnsafeMutableRawBufferPointer
  private var end = 0
  /// Where the first held byte is in the uncompressed input, not counting what was lost.
  package private(set) var position = 0
  /// The stream ended with a problem.
  package private(set) var isCut = false
  private var isAtEnd = false
  /// Where compressed streams begin among the bytes that are held, by `position`, in order.
  package private(set) var streamStarts: ArraySlice<Int> = []

  package init(_ input: consuming ByteReader) {
    path = input.path
    self.input = input
    unsafe storage = PartMemory.allocate(partBytes)
  }

  deinit { unsafe PartMemory.free(storage) }

  package let path: String

  /// Valid until the next call that changes the window.
  package var held: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: storage[..<end])
  }

  /// Reads until exactly `count` bytes are held, or nothing more can be added to them.
  package mutating func fill(to count: Int, _ log: SkipLog) throws(Problem) -> Filled {
    if unsafe count > storage.count { grow(to: count) }
    try Interruption.check()
    while end < count {
      if isAtEnd { return .end }
      do throws(Problem) {
        let read = unsafe try input.read(
          into: UnsafeMutableRawBufferPointer(rebasing: storage[end..<count]))
        let before = position + end
        streamStarts.append(contentsOf: input.streamStarts.lazy.map { before + $0 })
        end += read
        isAtEnd = read == 0
      } catch  where error.kind == .badInput {
        guard let spoiled = try input.recover() else {
          log.bad(unreadInput, error)
          isCut = true
          isAtEnd = true
          continue
        }
        log.bad("damaged input", error)
        end -= min(spoiled, end)
        while let last = streamStarts.last, last >= position + end { streamStarts.removeLast() }
        return .damaged
      }
    }
    return .whole
  }

  /// The bytes at `offset`, by `position`, however far from what is held; nil where the input cannot be read
  /// there, or ends before.
  package func bytes(at offset: Int, count: Int) throws(Problem) -> [UInt8]? {
    try input.source.bytes(at: offset, count: count)
  }

  /// Hands over the first `count` bytes; what is held after them stays.
  package mutating func take(_ count: Int) -> PartBytes {
    precondition(count <= end)
    let rest = end - count
    let next = unsafe PartMemory.allocate(max(partBytes, rest))
    unsafe next.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[count..<end]))
    let part = unsafe PartBytes(path: path, position: position, storage: storage, count: count)
    unsafe storage = next
    end = rest
    advance(count)
    return part
  }

  private mutating func advance(_ count: Int) {
    position += count
    while let first = streamStarts.first, first < position { streamStarts.removeFirst() }
    // What a slice no longer shows, its array keeps.
    if streamStarts.isEmpty { streamStarts = [] }
  }

  /// Forgets the first `count` bytes.
  package mutating func drop(_ count: Int) {
    precondition(count <= end)
    unsafe storage.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[count..<end]))
    end -= count
    advance(count)
  }

  /// Forgets all that is held.
  package mutating func dropAll() { drop(end) }

  /// Skips `count` bytes wherever they are; false when the stream ends, or is damaged, before.
  package mutating func skip(_ count: Int, _ log: SkipLog) throws(Problem) -> Filled {
    var left = count
    while true {
      let step = min(left, end)
      drop(step)
      left -= step
      if left == 0 { return .whole }
      switch try fill(to: min(left, partBytes), log) {
      case .whole: continue
      case .end:
        dropAll()
        return .end
      case .damaged:
        dropAll()
        return .damaged
      }
    }
  }

  private mutating func grow(to count: Int) {
    let larger = unsafe PartMemory.allocate(count)
    unsafe larger.copyMemory(from: held)
    unsafe PartMemory.free(storage)
    unsafe storage = larger
  }
}
