/// Cuts texts into the pieces that a tokenizer's pre-tokenizers make, many pieces per call.
///
/// The patterns that many tokenizers share are scanned by hand, 64 characters at once; others by automata, one for each
/// step. For steps that neither can do there is no scanner, only the textbook matcher (`Pattern.matches`).
import CByteScan

package struct PieceScanner: Sendable {
  package enum Tier: Hashable, Sendable {
    case byHand
    case automaton
  }

  package var tier: Tier { blocks == nil ? .automaton : .byHand }
  private let blocks: BlockScanner?
  private let isWide: Bool
  private let automata: [(automaton: Automaton, dropsGaps: Bool)]

  /// - Parameters:
  ///   - steps: in the order of the file. Without any, a text is one piece.
  ///   - byHand: false for automata alone, which scanners by hand are compared with.
  ///   - isWide: false for no AVX-512, which is compared with it where the processor has it.
  /// - Returns: nil where a step needs the textbook matcher.
  package init?(_ steps: [PieceStep], byHand: Bool = true, isWide: Bool = true) {
    var automata: [(automaton: Automaton, dropsGaps: Bool)] = []
    for step in steps {
      guard let automaton = Automaton(step.pattern.tree) else { return nil }
      automata.append((automaton, step.dropsGaps))
    }
    self.automata = automata
    blocks = byHand ? BlockScanner(steps) : nil
    self.isWide = isWide && BlockReader.canBeWide
  }

  /// The state of scanning a text. Each text has its own.
  package struct Cursor: Sendable {
    /// Where the next piece begins; the text's length when all of it has been scanned.
    package fileprivate(set) var position = 0
    /// For each step but the last, the end of its piece around `position`.
    fileprivate var ends: [Int] = []
    fileprivate var read = 0

    package init() {}
  }

  /// Writes the ends of the next pieces, in order, until the text ends or `ends` has little room left. Where a piece is
  /// dropped, its end is written as `~end`, which is negative.
  ///
  /// - Parameters:
  ///   - text: UTF-8; 64 readable bytes follow it, whatever they are. Nothing else is read, whatever the bytes.
  ///   - count: its length in bytes: where the text ends for the patterns.
  /// - Returns: how many ends were written; 0 only at the text's end, or without room.
  package func scan(
    _ text: UnsafePointer<UInt8>, count: Int, _ cursor: inout Cursor,
    into ends: UnsafeMutableBufferPointer<Int>
  ) throws(PatternProblem) -> Int {
    guard let blocks else {
      return try unsafe scan(text, count, &cursor, ends, from: 0, to: ends.count)
    }
    return try unsafe withUnsafeTemporaryAllocation(of: ul2_block.self, capacity: 1) {
      block throws(PatternProblem) in
      guard let block = block.baseAddress else { return 0 }
      let reader = unsafe BlockReader(block, isWide: isWide)
      var written = 0
      while written < ends.count, cursor.position < count {
        let room = unsafe UnsafeMutableBufferPointer(rebasing: ends[written...])
        let found = unsafe blocks.scan(
          text, count: count, from: cursor.position, into: room, reader)
        written += found
        if found > 0 { cursor.position = unsafe ends[written - 1] }
        // The rest of the room would be for less than a block.
        if written > 0, ends.count - written < BlockScanner.room { break }
        // One piece that blocks cannot decide, mostly a long run.
        written = try unsafe scan(
          text, count, &cursor, ends, from: written, to: min(ends.count, written + 1))
      }
      return written
    }
  }

  private func scan(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ cursor: inout Cursor,
    _ ends: UnsafeMutableBufferPointer<Int>, from first: Int, to limit: Int
  ) throws(PatternProblem) -> Int {
    var written = first
    while written < limit, cursor.position < count {
      let (end, isDropped) = try unsafe piece(text, count, &cursor)
      unsafe ends[written] = isDropped ? ~end : end
      written += 1
    }
    return written
  }

  private func piece(_ text: UnsafePointer<UInt8>, _ count: Int, _ cursor: inout Cursor)
    throws(PatternProblem) -> (end: Int, isDropped: Bool)
  {
    let start = cursor.position
    while let last = cursor.ends.last, last <= start { cursor.ends.removeLast() }
    var outer = cursor.ends.last ?? count
    var isDropped = false
    for level in cursor.ends.count..<max(automata.count, cursor.ends.count) {
      let (automaton, dropsGaps) = automata[level]
      let (end, isGap, read) = unsafe Self.split(automaton, text, start, outer)
      cursor.read += read
      // The textbook matcher's limit, so that no regex takes forever here either.
      if cursor.read > 10_000_000 + 1000 * min(count, 1 << 40) {
        var steps = StepCounter(bytes: 0)
        try steps.spend(.max / 2)
      }
      outer = end
      if isGap && dropsGaps {
        isDropped = true
        break
      }
      if level < automata.count - 1 { cursor.ends.append(end) }
    }
    cursor.position = outer
    return (outer, isDropped)
  }

  /// The piece at `start` in a text that ends at `end`: a match, or the gap before the next.
  private static func split(
    _ automaton: Automaton, _ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int
  ) -> (end: Int, isGap: Bool, read: Int) {
    var at = start
    var read = 0
    while at < end {
      let (found, last) = unsafe automaton.match(text, at, end)
      read += last - at + 1
      if found > at { return at == start ? (found, false, read) : (at, true, read) }
      at += unsafe automaton.classes.next(text + at, text + end).length
    }
    return (end, true, read)
  }
}
