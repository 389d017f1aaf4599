/// Finds the pieces that merging can make, and from which pair: each from only one.
///
/// While a piece is being made, no merge crosses its borders, so its symbols merge as they would alone. Merging each
/// piece's own symbols therefore shows whether it can be made at all, and from which pair in every text. The other
/// rules, three times as many, are never used and are dropped.
extension MergeRules {
  /// A piece that can be made.
  struct Made {
    var left: Int
    var right: Int
    var result: Int
    /// Only its order matters.
    var rank: Int
  }

  /// The pieces that can be made, in the order of their ranks.
  ///
  /// - Parameter split: appends the ids of a piece's symbols before any merge; false where one has none.
  func made(
    _ split: (_ piece: [UInt8], inout [UInt32]) -> Bool
  ) throws(TextModel.Unfit) -> [Made] {
    let memory = TableMemory()
    defer { withExtendedLifetime(memory) {} }
    var merger = try RuleMerger(rules, in: memory)
    var isResult = [Bool](repeating: false, count: pieces.count)
    for rule in rules { isResult[rule.result] = true }
    var made: [Made] = []
    for (id, piece) in pieces.enumerated() where isResult[id] {
      guard let piece else { continue }
      merger.symbols.removeAll(keepingCapacity: true)
      guard split(piece, &merger.symbols), merger.symbols.count > 1 else { continue }
      if let last = merger.last(making: id) { made.append(last) }
    }
    return made.sorted { ($0.rank, $0.result) < ($1.rank, $1.result) }
  }
}

/// Merges a piece's symbols by all rules.
private struct RuleMerger {
  private let pairs: PairTable
  /// By rank, the ranks numbered without gaps.
  private var results: [UInt32] = []
  var symbols: [UInt32] = []
  /// The rank of each symbol's merge with the next, the last symbol's excepted.
  private var ranks: [UInt32] = []

  init(_ rules: [MergeRules.Rule], in memory: TableMemory) throws(TextModel.Unfit) {
    var pairs: [(left: UInt32, right: UInt32, rank: UInt32)] = []
    pairs.reserveCapacity(rules.count)
    for rule in rules {
      pairs.append(
        (UInt32(truncatingIfNeeded: rule.left), UInt32(truncatingIfNeeded: rule.right), 0))
    }
    // No rank is negative.
    var last = (rank: -1, result: -1)
    for i in rules.indices.sorted(by: { rules[$0].rank < rules[$1].rank }) {
      let rule = rules[i]
      if last != (rule.rank, rule.result) {
        results.append(UInt32(truncatingIfNeeded: rule.result))
        last = (rule.rank, rule.result)
      }
      pairs[i].rank = UInt32(truncatingIfNeeded: results.count - 1)
    }
    guard results.count < PairTable.rankLimit else {
      throw TextModel.Unfit(reason: "more than \(PairTable.rankLimit - 1) merges")
    }
    self.pairs = PairTable(pairs, in: memory)
  }

  private func rank(_ i: Int) -> UInt32 { pairs.merge(of: symbols[i], symbols[i + 1]).rank }

  /// The last merge that makes a piece of its symbols, at least two; nil where they become something else.
  mutating func last(making id: Int) -> MergeRules.Made? {
    ranks.removeAll(keepingCapacity: true)
    for i in 0..<(symbols.count - 1) { ranks.append(rank(i)) }
    while true {
      var best = 0
      for i in ranks.indices where ranks[i] < ranks[best] { best = i }
      let rank = ranks[best]
      if rank == Merge.noRank { return nil }
      let result = results[Int(rank)]
      if symbols.count == 2 {
        if Int(result) != id { return nil }
        return MergeRules.Made(
          left: Int(symbols[0]), right: Int(symbols[1]), result: id, rank: Int(rank))
      }
      symbols[best] = result
      symbols.remove(at: best + 1)
      ranks.remove(at: best)
      if best < ranks.count { ranks[best] = self.rank(best) }
      if best > 0 { ranks[best - 1] = self.rank(best - 1) }
    }
  }
}
