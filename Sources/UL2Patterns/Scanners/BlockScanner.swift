/// Scans texts by blocks: computes where pieces begin, and up to where that is sure. The rest, mostly long runs, is for
/// the automaton.

@safe struct BlockScanner: Sendable {
  let rule: BlockRule
  let classes: ClassTable
  /// The byte of ASCII that the family distinguishes.
  private let special: UInt8?

  init?(_ steps: [PieceStep]) {
    guard let rule = BlockRule(steps) else { return nil }
    self.rule = rule
    classes = rule.classes
    special = if case .cased = rule { UInt8(ascii: "/") } else { nil }
  }

  /// Room for this many ends is enough for any block.
  static var room: Int { 80 }

  /// Writes the ends of pieces from `start` on that are sure, as many as there is room for; it may stop when there is
  /// less than `room`.
  ///
  /// - Parameter text: 64 readable bytes follow its `count`.
  /// - Returns: how many; 0 where the next piece is not sure.
  func scan(
    _ text: UnsafePointer<UInt8>, count: Int, from start: Int,
    into ends: UnsafeMutableBufferPointer<Int>, _ reader: BlockReader
  ) -> Int {
    guard let output = ends.baseAddress else { return 0 }
    var written = 0
    var at = start
    while at < count {
      let p = unsafe text + at
      let left = count - at
      let masks = unsafe reader.read(p, left, classes, special: special)
      var starts = unsafe BlockStarts(masks, p)
      add(to: &starts)
      var bits = Self.sure(starts)
      // The text's end is one of a piece too.
      let isLast = !masks.goesOn && starts.limit >= masks.count
      if bits == 0 && !isLast { break }
      if ends.count &- written >= Self.room {
        if bits != 0 {
          let found = unsafe reader.write(bits, masks, at, to: output + written)
          written &+= found.count
          at = found.last
        }
      } else if written > 0 {
        break
      } else {
        let start = at
        while bits != 0, written < ends.count {
          at = start + masks.place(bits.trailingZeroBitCount)
          unsafe output[written] = at
          written += 1
          bits &= bits &- 1
        }
        if written == ends.count { break }
      }
      if isLast {
        unsafe output[written] = count
        written += 1
        break
      }
    }
    return written
  }

  private func add(to starts: inout BlockStarts) {
    switch rule {
    case .gpt2(let digitsApart): starts.addGPT2(digitsApart: digitsApart)
    case .words(let rule): starts.addWords(rule)
    case .cased(let digits, let hasContractions):
      starts.addCased(digits: digits, hasContractions: hasContractions)
    case .deepSeek: starts.addDeepSeek()
    }
  }

  /// The bits that are sure, without the first: the end of the piece before it is written already.
  @inline(__always)
  private static func sure(_ starts: BlockStarts) -> UInt64 {
    if starts.limit < 1 { return 0 }
    let below: UInt64 = starts.limit >= 63 ? ~0 : (2 << UInt64(starts.limit)) &- 1
    return starts.starts & below & starts.masks.valid & ~1
  }
}
