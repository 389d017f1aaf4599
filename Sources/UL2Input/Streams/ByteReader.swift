/// A buffer over a `ByteSource`: look at what is in memory, ask for more, skip what was used.
///
/// It is what an opened input is passed on as: code that recognised its compression or its format
/// by the first bytes hands over the reader that holds them, so nothing is opened, read or copied
/// twice. It takes memory when it is first filled, 256 KiB, and doubles only when a caller asks for
/// more while everything in it is still unread, so memory is bounded by the longest run that a
/// caller insists on seeing in one piece. Consumers with buffers of their own (`StreamWindow`,
/// which gives its away, and XML's cutter) take the bytes by `read`.
import Glibc

@safe package struct ByteReader: ~Copyable {
  package let source: any ByteSource
  /// Invariant: empty, or allocated with `slack` bytes after it; `0 <= start <= end <= storage.count`; the
  /// unread bytes are `start..<end`.
  private var storage: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  /// The first unread byte's place in the source.
  package private(set) var position = 0
  /// Whether the source has nothing beyond what is in memory.
  package private(set) var isExhausted = false
  /// Whose memory `storage` is, where it is not the reader's own.
  private let owner: PartBytes?
  private let capacity: Int
  /// The loss before the bytes in memory, reported to the next reader first.
  private var damage: ArraySlice<Problem> = []
  /// Where streams begin among the bytes in memory, by `position`.
  private var heldStarts: [Int] = []
  /// Where streams begin among the bytes that `read(into:)` gave last.
  package private(set) var streamStarts: [Int] = []

  package init(_ source: any ByteSource, capacity: Int = 256 << 10) {
    precondition(capacity > 0)
    self.source = source
    owner = nil
    self.capacity = capacity
    unsafe storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }

  /// Reads a part where it lies.
  package init(_ part: PartBytes) {
    source = EmptySource(path: part.path)
    owner = part
    capacity = 0
    // Never written to: the reader is exhausted, and so makes no room.
    unsafe storage = UnsafeMutableRawBufferPointer(mutating: part.bytes)
    end = part.count
    position = part.position
    isExhausted = true
  }

  /// After the buffer: ISA-L looks up to eight bytes beyond the end of damaged data.
  private static let slack = 64

  /// Memory for `capacity` bytes, with the slack after it.
  package static func allocate(_ capacity: Int) -> UnsafeMutableRawBufferPointer {
    let all = UnsafeMutableRawBufferPointer.allocate(
      byteCount: capacity + slack, alignment: 64)
    return unsafe UnsafeMutableRawBufferPointer(rebasing: all[..<capacity])
  }

  deinit { if owner == nil { unsafe storage.deallocate() } }

  package var path: String { source.path }

  /// Bytes in memory that were not consumed; valid until the next call that changes the reader.
  package var unread: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: storage[start..<end])
  }

  /// Reads more after the unread bytes; false when there is no more.
  package mutating func fill() throws(Problem) -> Bool {
    if let problem = damage.first { throw problem }
    if isExhausted { return false }
    makeRoom()
    // What is decompressed next should still be in the processor's cache, however large the buffer.
    let room = unsafe UnsafeMutableRawBufferPointer(rebasing: storage[end...].prefix(256 << 10))
    let count = unsafe try source.read(into: room)
    keepStarts()
    end += count
    isExhausted = count == 0
    return count > 0
  }

  /// Keeps where streams begin in what was read after the unread bytes.
  private mutating func keepStarts() {
    let starts = source.streamStarts
    if starts.isEmpty, heldStarts.isEmpty { return }
    heldStarts.removeAll { $0 < position }
    heldStarts.append(
      contentsOf: starts.lazy.map { [position, start, end] in position + (end - start) + $0 })
  }

  /// Reads until `count` bytes are unread; false when the source ends before.
  package mutating func fill(atLeast count: Int) throws(Problem) -> Bool {
    while end - start < count {
      if try !fill() { return false }
    }
    return true
  }

  /// The offset of the next `\n` among the unread bytes, reading on until there is one; nil where
  /// neither the next `limit` bytes nor what is left of the source have one.
  package mutating func newline(within limit: Int) throws(Problem) -> Int? {
    var searched = 0
    while true {
      let bytes = unsafe unread
      if searched < bytes.count, let base = bytes.baseAddress,
        let found = unsafe memchr(base + searched, 0x0A, bytes.count - searched)
      {
        let offset = unsafe UnsafeRawPointer(found) - base
        return offset < limit ? offset : nil
      }
      searched = bytes.count
      if searched >= limit { return nil }
      if try !fill() { return nil }
    }
  }

  /// Skips bytes that are in memory.
  package mutating func consume(_ count: Int) {
    precondition(count >= 0 && count <= end - start)
    start += count
    position += count
  }

  /// Skips `count` bytes wherever they are; false when the source ends before.
  package mutating func skip(_ count: Int) throws(Problem) -> Bool {
    var left = count
    while true {
      let step = min(left, end - start)
      consume(step)
      left -= step
      if left == 0 { return true }
      if try !fill() { return false }
    }
  }

  /// Appends the next `count` bytes to `bytes`; false when the source ends before, with what there
  /// was appended. Memory follows what the source has, not what `count` claims.
  package mutating func read(_ count: Int, appendingTo bytes: inout [UInt8]) throws(Problem) -> Bool
  {
    var left = count
    while true {
      let step = min(left, end - start)
      unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: unread[..<step]))
      consume(step)
      left -= step
      if left == 0 { return true }
      if try !fill() { return false }
    }
  }

  /// Leaves free space after the unread bytes: moves them to the front, or doubles the buffer.
  private mutating func makeRoom() {
    if unsafe storage.isEmpty {
      unsafe storage = Self.allocate(capacity)
    } else if start == end {
      start = 0
      end = 0
    } else if unsafe end == storage.count {
      if start > 0 {
        unsafe storage.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[start..<end]))
      } else {
        let larger = unsafe Self.allocate(2 * storage.count)
        unsafe larger.copyMemory(from: unread)
        unsafe storage.deallocate()
        unsafe storage = larger
      }
      end -= start
      start = 0
    }
  }
}

// MARK: Passing on

extension ByteReader {
  /// Gives the next bytes to a caller with a buffer of its own: those in memory first, then what the source
  /// writes straight into `buffer`. 0 only at the end.
  package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    if let problem = damage.first { throw problem }
    streamStarts = []
    if start == end {
      if isExhausted { return 0 }
      let count = unsafe try source.read(into: buffer)
      streamStarts = source.streamStarts
      position += count
      isExhausted = count == 0
      return count
    }
    let count = min(end - start, buffer.count)
    unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[start..<start + count]))
    streamStarts = heldStarts.filter { (position..<position + count).contains($0) }
      .map { $0 - position }
    consume(count)
    return count
  }

  /// The next bytes where they are in memory, read where none are; none only at the end. They stay unread.
  package mutating func next() throws(Problem) -> UnsafeRawBufferPointer {
    if let problem = damage.first { throw problem }
    if start == end { _ = try fill() }
    return unsafe unread
  }

  /// Calls `ByteSource.recover` after `read` or `fill` has thrown.
  package mutating func recover() throws(Problem) -> Int? {
    if damage.popFirst() != nil { return 0 }
    return try source.recover()
  }

  /// Reads the first `count` bytes or more, skipping damage before them, which must not cost what comes
  /// after it; the next reader gets it.
  ///
  /// - Parameter tells: whether bytes that are all there is before the next damage show what the input is.
  ///   Those that do are kept, and the source names that damage again when it is read; others are damaged
  ///   themselves.
  /// - Returns: whether damage was skipped: what follows it may begin within a record.
  package mutating func begin(
    with count: Int, tells: (UnsafeRawBufferPointer) -> Bool
  ) throws(Problem) -> Bool {
    var skipped: [Problem] = []
    while true {
      do throws(Problem) {
        _ = try fill(atLeast: count)
        break
      } catch  where error.kind == .badInput {
        if unsafe !unread.isEmpty, unsafe tells(unread) { break }
        guard try source.recover() != nil else { throw error }
        consume(end - start)
        skipped.append(error)
      }
    }
    damage = skipped[...]
    return !skipped.isEmpty
  }
}
