/// The class of every code point, one byte each, in pages of 64: two loads for a character that is not ASCII. The page
/// of one of two or three bytes is the bits of all its bytes but the last.
@safe final class ClassTable: @unchecked Sendable {
  /// Invariant: 0x110000 / 64 numbers of pages; allocated here, freed in `deinit`, not changed between.
  let pages: UnsafeMutablePointer<UInt16>
  /// Invariant: 64 bytes per page; the first two are those of ASCII, by code. The third is no page: it has, by the
  /// lower six bits of first bytes of three, the class that all their characters have, or `noClass`.
  let blocks: UnsafeMutablePointer<UInt8>
  /// How many classes there are.
  let count: Int

  private static let pageCount = 0x110000 / 64
  private static let noClass: UInt8 = 0xFF

  /// - Parameter sets: a code point's class is the number of the first set that has it, `sets.count` where none has. At
  ///   most 255.
  init(_ sets: [CharacterSet]) {
    count = sets.count + 1
    var numbers: [Int: UInt16] = [:]
    var pageOf = [UInt16](repeating: 0, count: Self.pageCount)
    var made: [UInt8] = []
    // Pages of one class share a block.
    var current: [UInt8] = []
    let runs = Self.runs(sets)
    var run = 0
    for page in 0..<Self.pageCount {
      if page == 2 { made.append(contentsOf: repeatElement(Self.noClass, count: 64)) }
      let first = page * 64
      while runs[run].end <= first { run += 1 }
      if runs[run].end >= first + 64, page >= 2 {
        let value = Int(runs[run].value)
        if let known = numbers[value] {
          pageOf[page] = known
        } else {
          let number = UInt16(made.count / 64)
          numbers[value] = number
          pageOf[page] = number
          made.append(contentsOf: repeatElement(UInt8(value), count: 64))
        }
        continue
      }
      current.removeAll(keepingCapacity: true)
      var at = run
      for code in first..<first + 64 {
        if runs[at].end <= code { at += 1 }
        current.append(runs[at].value)
      }
      pageOf[page] = UInt16(made.count / 64)
      made.append(contentsOf: current)
    }
    // Pages that are the same have one class.
    for lead in 0..<16 {
      let own = pageOf[lead * 64..<lead * 64 + 64]
      if let page = own.first, own.allSatisfy({ $0 == page }) {
        made[128 + 32 + lead] = made[Int(page) * 64]
      }
    }
    unsafe pages = .allocate(capacity: pageOf.count)
    unsafe blocks = .allocate(capacity: made.count)
    for i in pageOf.indices { unsafe pages[i] = pageOf[i] }
    for i in made.indices { unsafe blocks[i] = made[i] }
  }

  deinit {
    unsafe pages.deallocate()
    unsafe blocks.deallocate()
  }

  /// Runs of code points of one class, in order.
  private static func runs(_ sets: [CharacterSet]) -> [(end: Int, value: UInt8)] {
    var borders: [UInt32] = [0x110000]
    for set in sets { borders += set.borders }
    borders.sort()
    var inside = [Int](repeating: 0, count: sets.count)
    var runs: [(end: Int, value: UInt8)] = []
    var code: UInt32 = 0
    for border in borders where border > code {
      for i in sets.indices {
        let own = sets[i].borders
        while inside[i] < own.count, own[inside[i]] <= code { inside[i] += 1 }
      }
      let value = sets.indices.first { inside[$0] & 1 == 1 } ?? sets.count
      if runs.last?.value == UInt8(value) { runs.removeLast() }
      runs.append((Int(border), UInt8(value)))
      code = border
    }
    return runs
  }

  func value(of code: UInt32) -> UInt8 {
    code < 0x110000
      ? unsafe blocks[Int(pages[Int(code >> 6)]) << 6 | Int(code & 63)] : unsafe blocks[0]
  }

  /// The class and the length of the character that begins at `p`; reads no byte at or after `end`.
  @inline(__always)
  func next(_ p: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> (value: UInt8, length: Int) {
    let first = unsafe p[0]
    if first < 0x80 { return unsafe (blocks[Int(first)], 1) }
    return unsafe beyondASCII(p, end)
  }

  @inline(__always)
  private func beyondASCII(_ p: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> (
    value: UInt8, length: Int
  ) {
    let first = unsafe Int(p[0])
    let left = unsafe end - p
    var page: Int
    var length: Int
    // Malformed bytes each have U+FFFD's class.
    if first < 0xE0 {
      page = first & 0x1F
      length = 2
      if left < 2 { return (value(of: 0xFFFD), 1) }
    } else if first < 0xF0 {
      length = 3
      if left < 3 { return (value(of: 0xFFFD), 1) }
      page = unsafe (first & 0x0F) << 6 | Int(p[1] & 0x3F)
    } else {
      length = 4
      if left < 4 || first > 0xF4 { return (value(of: 0xFFFD), 1) }
      page = unsafe (first & 0x07) << 12 | Int(p[1] & 0x3F) << 6 | Int(p[2] & 0x3F)
      if page >= Self.pageCount { return (value(of: 0xFFFD), 1) }
    }
    return unsafe (blocks[Int(pages[page]) << 6 | Int(p[length - 1] & 0x3F)], length)
  }
}
