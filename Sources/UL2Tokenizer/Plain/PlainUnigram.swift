/// Unigram as it is defined: the best way to each place of a text, from left to right; of two ways that are as good
/// the one that was found first. Scores are doubles, added up per piece of text.

struct PlainUnigram: Sendable {
  private let rules: UnigramRules
  private let pieces: PieceTable
  private let longest: Int

  init(_ rules: UnigramRules, _ pieces: PieceTable) {
    self.rules = rules
    self.pieces = pieces
    longest = (0..<pieces.idCount).reduce(1) { max($0, pieces[$1]?.count ?? 0) }
  }

  /// Appends the ids of a piece of text.
  ///
  /// - Parameter dropped: the number of characters that became nothing is added.
  func encode(_ piece: PlainPiece, appendingTo ids: inout [Int32], dropped: inout Int) {
    let text = piece.bytes
    var best = [(score: Double, start: Int, id: Int32)](
      repeating: (0, -1, 0), count: text.count + 1)
    let unknown = rules.unknown ?? -1
    let unknownScore = rules.unknownScore
    for character in piece.characters {
      let start = character.lowerBound
      let score = best[start].score
      var hasOwnPiece = false
      func offer(_ end: Int, _ step: Double, _ id: Int32) {
        if best[end].start < 0 || score + step > best[end].score {
          best[end] = (score + step, start, id)
        }
      }
      var end = start
      while end < text.count, end - start < longest {
        end = min(end + characterLength(text[end]), text.count)
        guard let id = pieces.id(of: text.span.extracting(start..<end)) else { continue }
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
