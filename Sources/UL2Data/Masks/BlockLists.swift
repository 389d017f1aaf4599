/// How lists of blocks are written: those that count, ascending, then the others, ascending. They are runs of numbers
/// one after another most often, four of which are written at a time.

/// Words that so many bits take.
func wordsOfBits(_ count: Int) -> Int { (count &+ 63) &>> 6 }

/// Some of the blocks of a row, one bit each, 64 in a word.
///
/// The pointer is the invariant: it has `wordsOfBits(count)` words.
@unsafe struct BlockSet {
  private let bits: UnsafePointer<UInt64>
  let count: Int

  init(_ bits: UnsafePointer<UInt64>, _ count: Int) {
    unsafe self.bits = unsafe bits
    unsafe self.count = count
  }

  var members: Int {
    var found = 0
    for word in 0..<wordsOfBits(unsafe count) {
      found &+= unsafe bits[word].nonzeroBitCount
    }
    return found
  }

  /// Calls `body` with the runs of blocks that are members, or of those that are not.
  @inline(__always)
  func forEachRange(ofMembers: Bool, _ body: (Range<Int>) -> Void) {
    let count = unsafe count
    for word in 0..<wordsOfBits(count) {
      let first = word &<< 6
      var left = unsafe ofMembers ? bits[word] : ~bits[word]
      if count &- first < 64 { left &= (1 &<< UInt64(count &- first)) &- 1 }
      while left != 0 {
        let start = left.trailingZeroBitCount
        let length = (~(left &>> UInt64(start))).trailingZeroBitCount
        body(first &+ start..<first &+ start &+ length)
        if start &+ length >= 64 { break }
        left &= ~((1 &<< UInt64(start &+ length)) &- 1)
      }
    }
  }
}

extension BlockMask.Lists {
  /// Writes list `place` of what a block of queries sees: in full, or in part alone.
  @inline(__always)
  func write(_ place: Int, _ blocks: Int, _ seen: SeenBlocks, full: Bool) {
    let (touched, whole) = (seen.touched, seen.full)
    if let counts = unsafe counts {
      let count = full ? whole.count : touched.count &- whole.count
      unsafe counts[place] = Int32(truncatingIfNeeded: count)
    }
    guard let indices = unsafe indices else { return }
    var list = unsafe RangeWriter(indices + place &* blocks, room: blocks)
    if full {
      unsafe list.add(whole)
      unsafe list.add(0..<whole.lowerBound)
      unsafe list.add(whole.upperBound..<blocks)
    } else {
      unsafe list.add(touched.lowerBound..<whole.lowerBound)
      unsafe list.add(whole.upperBound..<touched.upperBound)
      unsafe list.add(0..<touched.lowerBound)
      unsafe list.add(whole)
      unsafe list.add(touched.upperBound..<blocks)
    }
  }

  /// Writes list `place` of some blocks.
  @inline(__always)
  func write(_ place: Int, _ set: BlockSet) {
    let (count, blocks) = unsafe (set.members, set.count)
    if let counts = unsafe counts { unsafe counts[place] = Int32(truncatingIfNeeded: count) }
    guard let indices = unsafe indices else { return }
    var list = unsafe RangeWriter(indices + place &* blocks, room: blocks)
    if count == 0 {
      // Most lists: rows see few blocks in full.
      unsafe list.add(0..<blocks)
      return
    }
    unsafe set.forEachRange(ofMembers: true) { range in unsafe list.add(range) }
    unsafe set.forEachRange(ofMembers: false) { range in unsafe list.add(range) }
  }
}

/// Writes runs of numbers one after another.
///
/// The pointer is the invariant: it has room for `room` numbers, which all runs together are.
@unsafe private struct RangeWriter {
  private let list: UnsafeMutablePointer<Int32>
  private let room: Int
  private var next = 0

  @inline(__always)
  init(_ list: UnsafeMutablePointer<Int32>, room: Int) {
    unsafe self.list = unsafe list
    unsafe self.room = room
  }

  @inline(__always)
  mutating func add(_ range: Range<Int>) {
    let stop = unsafe next &+ range.count
    var value = range.lowerBound
    while value < range.upperBound {
      let number = Int32(truncatingIfNeeded: value)
      if unsafe next &+ 4 <= room {
        // What is too much the next run writes over.
        unsafe UnsafeMutableRawPointer(list + next).storeBytes(
          of: SIMD4(repeating: number) &+ SIMD4(0, 1, 2, 3), as: SIMD4<Int32>.self)
        value &+= 4
        unsafe next &+= 4
      } else {
        unsafe list[next] = number
        value &+= 1
        unsafe next &+= 1
      }
    }
    unsafe next = stop
  }
}
