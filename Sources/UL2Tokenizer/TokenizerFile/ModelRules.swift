/// The rules of the two models, over ids of a `PieceTable`.

/// Byte-pair encoding: pairs of neighbours are merged, those of the lowest rank first, the leftmost of equal ones.
package struct BPERules: Sendable {
  package struct Merge: Hashable, Sendable {
    package var left: Int32
    package var right: Int32
    package var result: Int32
    /// In a `tokenizer.json` the merge's place, so no two are equal; in a file of ranks the result's id.
    package var rank: Int32

    package init(left: Int32, right: Int32, result: Int32, rank: Int32) {
      self.left = left
      self.right = right
      self.result = result
      self.rank = rank
    }
  }

  /// By rank; of a pair that comes twice the last counts.
  package var merges: [Merge] = []
  /// A whole piece of text that is in the vocabulary is one token, whatever merging would make.
  package var looksUpWholePieces = false
  /// For characters that the vocabulary lacks; without it they are dropped.
  package var unknown: Int32?
  /// Adjacent unknown characters are one token.
  package var fusesUnknown = false
  /// By byte, the ids of `<0x00>` to `<0xFF>`, −1 where there is none; nil without byte fallback. A character falls
  /// back if all its bytes can.
  package var byteFallback: [Int32]?
}

/// Unigram: of all ways to divide a text into pieces, the one with the highest sum of scores.
package struct UnigramRules: Sendable {
  /// By id.
  package var scores: [Double] = []
  /// For characters that begin no piece of their own length; runs of them are one token.
  package var unknown: Int32?
  package var byteFallback: [Int32]?

  /// The score of an unknown character; the minimum is of all scores.
  package var unknownScore: Double { (scores.min() ?? 0) - 10 }
}

extension PieceTable {
  /// The ids of the pieces that spell bytes: `<0x0A>`.
  func byteFallbackIDs() -> [Int32] {
    (0..<256).map { byte in
      id(of: "<0x\(hexadecimalDigits([UInt8(byte)]).uppercased())>") ?? -1
    }
  }
}
