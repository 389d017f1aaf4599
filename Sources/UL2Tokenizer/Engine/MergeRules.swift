/// A byte-pair model of a `tokenizer.json` or a file of ranks: its pieces, and which two of them
/// become a third.
package struct MergeRules: Sendable {
  /// Two pieces side by side become a third. The lowest rank comes first; merges of one rank have one result.
  package struct Rule: Hashable, Sendable {
    package var left: Int
    package var right: Int
    package var result: Int
    package var rank: Int

    package init(left: Int, right: Int, result: Int, rank: Int) {
      (self.left, self.right, self.result, self.rank) = (left, right, result, rank)
    }
  }

  /// The alphabet that merging begins with.
  package enum Alphabet: Hashable, Sendable {
    /// Bytes, each a piece; nil where the vocabulary lacks one.
    case bytes([Int?])
    /// Characters, each a piece; for one that is not, the pieces of its bytes, if all exist.
    case characters(bytes: [Int?]?)
  }

  /// By id: a piece's bytes in text; nil where no text can match it.
  package var pieces: [[UInt8]?]
  /// Of several with the same parts the last counts.
  package var rules: [Rule]
  package var alphabet: Alphabet
  /// The piece for what is not in the alphabet; if nil, that is left out.
  package var unknown: Int?
  /// Unknowns side by side become one.
  package var fusesUnknowns: Bool
  /// A text that is a piece as a whole is that piece, whatever merging would make of it.
  package var ignoresMerges: Bool

  package init(
    pieces: [[UInt8]?], rules: [Rule], alphabet: Alphabet, unknown: Int? = nil,
    fusesUnknowns: Bool = false, ignoresMerges: Bool = false
  ) {
    self.pieces = pieces
    self.rules = rules
    self.alphabet = alphabet
    self.unknown = unknown
    self.fusesUnknowns = fusesUnknowns
    self.ignoresMerges = ignoresMerges
  }
}

extension MergeRules {
  /// The rules of a file of ranks: two adjacent pieces merge if their bytes together are a piece, whose rank is its id.
  package init(ranks pieces: [[UInt8]?]) {
    var ids: [ArraySlice<UInt8>: Int] = [:]
    ids.reserveCapacity(pieces.count)
    for (id, piece) in pieces.enumerated() {
      if let piece { ids[piece[...]] = id }
    }
    var rules: [Rule] = []
    rules.reserveCapacity(4 * pieces.count)
    for (id, piece) in pieces.enumerated() {
      guard let piece, piece.count > 1, ids[piece[...]] == id else { continue }
      for cut in 1..<piece.count {
        guard let left = ids[piece[..<cut]], let right = ids[piece[cut...]] else { continue }
        rules.append(Rule(left: left, right: right, result: id, rank: id))
      }
    }
    self.init(
      pieces: pieces, rules: rules,
      alphabet: .bytes((0..<256).map { ids[[UInt8($0)]] }), ignoresMerges: true)
  }
}
