/// A scanner's pieces and the textbook matcher's, which are the definition.
import UL2Patterns

package struct ScannerComparison {
  package let steps: [PieceStep]

  package init(_ steps: [PieceStep]) { self.steps = steps }

  /// The ends of a text's pieces by the textbook matcher, step after step; gaps between matches are pieces too.
  package func textbookEnds(_ text: [UInt8]) throws(PatternProblem) -> [Int] {
    var pieces = [0..<text.count]
    for step in steps {
      var finer: [Range<Int>] = []
      for piece in pieces where !piece.isEmpty {
        var at = piece.lowerBound
        for match in try step.pattern.matches(in: Array(text[piece]).span) {
          let start = piece.lowerBound + match.lowerBound
          if start > at { finer.append(at..<start) }
          at = piece.lowerBound + match.upperBound
          finer.append(start..<at)
        }
        if at < piece.upperBound { finer.append(at..<piece.upperBound) }
      }
      pieces = finer
    }
    return pieces.filter { !$0.isEmpty }.map(\.upperBound)
  }

  /// The ends by a scanner, `~end` of what it drops; nil where it stops before the text's end.
  ///
  /// - Parameter room: how many pieces it is asked for per call.
  package func ends(
    _ text: [UInt8], by scanner: PieceScanner, room: Int = 512
  ) throws(PatternProblem) -> [Int]? {
    // Bytes after a text must not matter.
    let padded = text + [UInt8](repeating: 0x27, count: 64)
    var result: [Int] = []
    var cursor = PieceScanner.Cursor()
    var ends = [Int](repeating: 0, count: room)
    while cursor.position < text.count {
      let count = try unsafe padded.withUnsafeBufferPointer { bytes throws(PatternProblem) in
        try unsafe ends.withUnsafeMutableBufferPointer { ends throws(PatternProblem) in
          unsafe try scanner.scan(bytes.baseAddress!, count: text.count, &cursor, into: ends)
        }
      }
      if count == 0 { return nil }
      result += ends[..<count]
    }
    return result
  }
}
