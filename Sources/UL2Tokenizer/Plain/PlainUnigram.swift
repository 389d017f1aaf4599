/// Unigram as it is defined: the best way to each place of a text, from left to right; of two ways that are as good
/// the one that was found first. Scores are doubles, added up per piece of text.

struct PlainUnigram: Sendable {
  private let rules: UnigramRules
  private let pieces: PieceTable
  private let unknownScore: Double
  /// Ids by their pieces' bytes.
  private let sorted: [Int32]

  init(_ rules: UnigramRules, _ pieces: PieceTable) {
    self.rules = rules
    self.pieces = pieces
    unknownScore = rules.unknownScore
    // Of a piece that is there twice only the id that it is found under.
    let used = (0..<pieces.idCount).filter { id in
      guard let piece = pieces[id], !piece.isEmpty else { return false }
      return pieces.id(of: piece.span) == Int32(id)
    }
    sorted = used.map { (id: Int32($0), piece: pieces[$0] ?? []) }
      .sorted { $0.piece.lexicographicallyPrecedes($1.piece) }.map(\.id)
  }

  /// The pieces that a text begins with at `start`, shortest first.
  private func prefixes(_ text: [UInt8], _ start: Int) -> [(end: Int, id: Int32)] {
    var found: [(end: Int, id: Int32)] = []
    // Those that begin with the bytes so far are side by side, the one that is no longer first.
    var range = sorted.indices
    for at in start..<text.count {
      let depth = at - start
      func bound(_ byte: UInt8, isUpper: Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
          let middle = (low + high) / 2
          let piece = pieces[Int(sorted[middle])] ?? []
          let own = depth < piece.count ? Int(piece[piece.startIndex + depth]) : -1
          if isUpper ? own <= Int(byte) : own < Int(byte) {
            low = middle + 1
          } else {
            high = middle
          }
        }
        return low
      }
      range = bound(text[at], isUpper: false)..<bound(text[at], isUpper: true)
      guard let first = range.first else { break }
      if pieces[Int(sorted[first])]?.count == depth + 1 { found.append((at + 1, sorted[first])) }
    }
    return found
  }

  /// Appends the ids of a piece of text.
  ///
  /// - Parameter dropped: the number of characters that became nothing is added.
  func encode(_ piece: PlainPiece, appendingTo ids: inout [Int32], dropped: inout Int) {
    let text = piece.bytes
    var best = [(score: Double, start: Int, id: Int32)](
      repeating: (0, -1, 0), count: text.count + 1)
    let unknown = rules.unknown ?? -1
    for character in piece.characters {
      let start = character.lowerBound
      let score = best[start].score
      var hasOwnPiece = false
      func offer(_ end: Int, _ step: Double, _ id: Int32) {
        if best[end].start < 0 || score + step > best[end].score {
          best[end] = (score + step, start, id)
        }
      }
      for (end, id) in prefixes(text, start) {
        offer(end, rules.scores[Int(id)], id)
        if end == character.upperBound { hasOwnPiece = true }
      }
      if !hasOwnPiece { offer(character.upperBound, unknownScore, unknown) }
    }
    append(best, text, unknown, to: &ids, &dropped)
  }

  private func append(
    _ best: [(score: Double, start: Int, id: Int32)], _ text: [UInt8], _ unknown: Int32,
    to ids: inout [Int32], _ dropped: inout Int
  ) {
    var parts: [(range: Range<Int>, isUnknown: Bool)] = []
    var end = text.count
    while end > 0 {
      let (_, start, id) = best[end]
      if id == unknown, let last = parts.last, last.isUnknown {
        parts[parts.count - 1].range = start..<last.range.upperBound
      } else {
        parts.append((start..<end, id == unknown))
      }
      end = start
    }
    for (range, _) in parts.reversed() {
      // What was unknown character by character may be a piece, whose score is lower still.
      if let id = pieces.id(of: text.span.extracting(range)) {
        ids.append(id)
      } else if let bytes = rules.byteFallback, text[range].allSatisfy({ bytes[Int($0)] >= 0 }) {
        ids.append(contentsOf: text[range].map { bytes[Int($0)] })
      } else if unknown >= 0 {
        ids.append(unknown)
      } else {
        dropped += 1
      }
    }
  }
}
