/// The inverse Burrows–Wheeler transform of a block.
///
/// Text comes back by walking a permutation of up to 900,000 positions, each step a cache miss that only
/// then tells the next one: 12 ns per byte where one step is made after the other. So the
/// permutation is cut at evenly spaced positions into some nine hundred stretches, thirty-two of
/// them are walked at a time, and they are strung together afterwards from the text's own row on.
import Glibc

@safe struct Bzip2InverseBWT: ~Copyable {
  /// Walks at a time.
  private static let laneCount = 32
  /// Of an entry: a stretch begins here, whose number it is, and a walk that comes here ends.
  private static let begins: UInt32 = 1 << 31
  /// Stretches in the largest block, and the one from the text's row.
  private static let maximumStretches = 1026
  /// From one lane's bytes to the next one's: room for a whole block each, of which all together touch
  /// little more than one; an odd number of cache lines, so that they do not compete for places.
  private static let room = 14_129 * 64

  /// The walk between two marked positions.
  private struct Stretch {
    /// The entry that its mark took the place of.
    var first: UInt32 = 0
    var offset = 0
    var count = 0
    /// The number of the stretch that follows.
    var next = 0
  }

  /// For each position, the next one · 256 + the byte; after them one that leads to itself, for
  /// lanes that have nothing left to do.
  private let entries: UnsafeMutablePointer<UInt32>
  private let walked: UnsafeMutablePointer<UInt8>
  private let stretches: UnsafeMutablePointer<Stretch>
  /// The entry that each lane saw last.
  private let lanes: UnsafeMutablePointer<UInt32>
  /// The stretch that each lane is in.
  private let inside: UnsafeMutablePointer<Int>

  init() {
    unsafe entries = .allocate(capacity: Bzip2Block.capacity + 1)
    unsafe walked = .allocate(capacity: Self.laneCount * Self.room)
    unsafe stretches = .allocate(capacity: Self.maximumStretches)
    unsafe stretches.initialize(repeating: Stretch(), count: Self.maximumStretches)
    unsafe lanes = .allocate(capacity: Self.laneCount)
    unsafe lanes.initialize(repeating: 0, count: Self.laneCount)
    unsafe inside = .allocate(capacity: Self.laneCount)
    unsafe inside.initialize(repeating: 0, count: Self.laneCount)
  }

  deinit {
    unsafe entries.deallocate()
    unsafe walked.deallocate()
    unsafe stretches.deallocate()
    unsafe lanes.deallocate()
    unsafe inside.deallocate()
  }

  /// Puts the text in the place of its transform.
  ///
  /// - Parameters:
  ///   - bytes: the last column, at least one byte and at most `Bzip2Block.capacity`.
  ///   - counts: how often each of the 256 bytes occurs in it; used up.
  ///   - origin: the row of the text itself, below the number of bytes.
  func invert(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, counts: UnsafeMutablePointer<UInt32>, origin: Int
  ) {
    unsafe link(bytes, counts)
    let (stretchCount, first) = mark(bytes.count, origin)
    walk(bytes.count, stretchCount)
    unsafe join(from: first, into: bytes)
  }

  /// Builds `entries`, from both ends at once: equal bytes are together, so that each step waits
  /// for the counter that the last one stored.
  private func link(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, _ counts: UnsafeMutablePointer<UInt32>
  ) {
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { ends in
      let column = bytes.baseAddress!
      let up = unsafe counts
      let down = ends.baseAddress!
      let entries = unsafe entries
      var sum: UInt32 = 0
      for byte in 0..<256 {
        let count = unsafe counts[byte]
        unsafe up[byte] = sum
        sum &+= count
        unsafe down[byte] = sum
      }
      // Invariant: the counts are those of these very bytes, so both counters of a byte stay within its
      // share of the positions.
      var front = 0
      var back = bytes.count &- 1
      while front < back {
        let a = unsafe column[front]
        let i = unsafe up[Int(a)]
        unsafe up[Int(a)] = i &+ 1
        unsafe entries[Int(i)] = UInt32(truncatingIfNeeded: front) &<< 8 | UInt32(a)
        let b = unsafe column[back]
        let j = unsafe down[Int(b)] &- 1
        unsafe down[Int(b)] = j
        unsafe entries[Int(j)] = UInt32(truncatingIfNeeded: back) &<< 8 | UInt32(b)
        front &+= 1
        back &-= 1
      }
      if front == back {
        let a = unsafe column[front]
        unsafe entries[Int(up[Int(a)])] = UInt32(truncatingIfNeeded: front) &<< 8 | UInt32(a)
      }
    }
  }

  /// Marks where stretches begin.
  ///
  /// - Returns: how many there are, and the number of the text's first.
  private func mark(_ count: Int, _ origin: Int) -> (count: Int, first: Int) {
    let shift = count >> 15 > 0 ? 10 : 6
    let spaced = (count - 1) >> shift + 1
    for number in 0..<spaced { begin(number, at: number << shift) }
    if origin & (1 << shift - 1) == 0 { return (spaced, origin >> shift) }
    begin(spaced, at: origin)
    return (spaced + 1, spaced)
  }

  private func begin(_ number: Int, at position: Int) {
    unsafe stretches[number].first = entries[position]
    unsafe entries[position] = Self.begins | UInt32(number)
  }

  /// Walks every stretch. Each step belongs to one position, and no two walks share one, so that a lane's
  /// bytes are at most as many as the block's.
  private func walk(_ count: Int, _ stretchCount: Int) {
    let entries = unsafe entries
    let walked = unsafe walked
    let lanes = unsafe lanes
    unsafe entries[count] = UInt32(count) << 8
    var waiting = 0
    var active = 0
    for lane in 0..<Self.laneCount { begin(lane, 0, count, stretchCount, &waiting, &active) }
    var step = 1
    while active > 0 {
      var flags: UInt32 = 0
      repeat {
        flags = 0
        for lane in 0..<Self.laneCount {
          let entry = unsafe entries[Int(lanes[lane] &>> 8)]
          flags |= entry
          unsafe lanes[lane] = entry
          unsafe walked[lane &* Self.room &+ step] = UInt8(truncatingIfNeeded: entry)
        }
        step &+= 1
      } while flags & Self.begins == 0
      for lane in 0..<Self.laneCount where unsafe lanes[lane] & Self.begins != 0 {
        let ended = unsafe inside[lane]
        unsafe stretches[ended].next = Int(lanes[lane] & ~Self.begins)
        unsafe stretches[ended].count = lane * Self.room + step - 1 - stretches[ended].offset
        active -= 1
        begin(lane, step - 1, count, stretchCount, &waiting, &active)
      }
    }
  }

  /// Sets a lane to the next stretch that waits, its first byte to be at `step`; idle where none
  /// does.
  private func begin(
    _ lane: Int, _ step: Int, _ count: Int, _ stretchCount: Int, _ waiting: inout Int,
    _ active: inout Int
  ) {
    guard waiting < stretchCount else {
      unsafe lanes[lane] = UInt32(count) << 8
      return
    }
    let entry = unsafe stretches[waiting].first
    let offset = lane * Self.room + step
    unsafe walked[offset] = UInt8(truncatingIfNeeded: entry)
    unsafe stretches[waiting].offset = offset
    unsafe lanes[lane] = entry
    unsafe inside[lane] = waiting
    waiting += 1
    active += 1
  }

  /// Strings the stretches together. A text that is a repetition has a permutation of several cycles: its
  /// own is gone through as often as it takes. None is empty, so that this ends.
  private func join(from first: Int, into bytes: UnsafeMutableBufferPointer<UInt8>) {
    var number = first
    var filled = 0
    while filled < bytes.count {
      let stretch = unsafe stretches[number]
      let count = min(stretch.count, bytes.count - filled)
      unsafe memcpy(bytes.baseAddress! + filled, walked + stretch.offset, count)
      filled += count
      number = stretch.next
    }
  }
}
