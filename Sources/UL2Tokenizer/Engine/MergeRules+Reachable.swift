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
    let table = try RuleTable(rules, in: memory)
    var isResult = [Bool](repeating: false, count: pieces.count)
    for rule in rules { isResult[rule.result] = true }
    var made: [Made] = []
    var (id, busy) = (0, 0)
    // Side by side: while one waits for the table's memory, the others go on.
    var mergers = [RuleMerger](repeating: RuleMerger(), count: 16)
    repeat {
      busy = 0
      for i in mergers.indices {
        while mergers[i].isDone, id < pieces.count {
          if isResult[id], let piece = pieces[id] { mergers[i].begin(id, piece, split, table) }
          id += 1
        }
        if mergers[i].isDone { continue }
        busy += 1
        if let piece = mergers[i].step(table) { made.append(piece) }
      }
    } while busy > 0
    return made.sorted { ($0.rank, $0.result) < ($1.rank, $1.result) }
  }
}

/// All rules by their parts.
private struct RuleTable {
  let pairs: PairTable
  /// By rank, the ranks numbered without gaps.
  private(set) var results: [UInt32] = []

  init(_ rules: [MergeRules.Rule], in memory: TableMemory) throws(TextModel.Unfit) {
    var pairs: [(left: UInt32, right: UInt32, rank: UInt32)] = []
    pairs.reserveCapacity(rules.count)
    for rule in rules {
      pairs.append(
        (UInt32(truncatingIfNeeded: rule.left), UInt32(truncatingIfNeeded: rule.right), 0))
    }
    var last: (rank: Int, result: Int)?
    for i in rules.indices.sorted(by: { rules[$0].rank < rules[$1].rank }) {
      let rule = rules[i]
      if last == nil || last! != (rule.rank, rule.result) {
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
}

/// Merges a piece's symbols by all rules, a merge per step.
private struct RuleMerger {
  private var id = 0
  private var symbols: [UInt32] = []
  /// The rank of each symbol's merge with the next, the last symbol's excepted.
  private var ranks: [UInt32] = []
  /// The symbol whose merges with those beside it are to be looked up.
  private var changed = 0
  private var before: PairTable.Place?
  private var after: PairTable.Place?
  private(set) var isDone = true

  /// Begins with a piece, if it has at least two symbols.
  mutating func begin(
    _ id: Int, _ piece: [UInt8], _ split: (_ piece: [UInt8], inout [UInt32]) -> Bool,
    _ table: RuleTable
  ) {
    symbols.removeAll(keepingCapacity: true)
    ranks.removeAll(keepingCapacity: true)
    guard split(piece, &symbols), symbols.count > 1 else { return }
    self.id = id
    isDone = false
    // Symbols of text are few, so their pairs are in near caches.
    for i in 0..<(symbols.count - 1) {
      ranks.append(table.pairs.merge(of: symbols[i], symbols[i + 1]).rank)
    }
  }

  /// Merges two symbols.
  ///
  /// - Returns: the last merge, if it makes the piece.
  mutating func step(_ table: RuleTable) -> MergeRules.Made? {
    if let before { ranks[changed - 1] = table.pairs.merge(at: before).rank }
    if let after { ranks[changed] = table.pairs.merge(at: after).rank }
    (before, after) = (nil, nil)
    var best = 0
    for i in ranks.indices where ranks[i] < ranks[best] { best = i }
    let rank = ranks[best]
    isDone = rank == Merge.noRank || symbols.count == 2
    if rank == Merge.noRank { return nil }
    let result = table.results[Int(rank)]
    if isDone {
      return Int(result) != id
        ? nil
        : MergeRules.Made(
          left: Int(symbols[0]), right: Int(symbols[1]), result: id, rank: Int(rank))
    }
    symbols[best] = result
    symbols.remove(at: best + 1)
    ranks.remove(at: best)
    changed = best
    if best > 0 { before = place(best - 1, table.pairs) }
    if best < ranks.count { after = place(best, table.pairs) }
    return nil
  }

  private func place(_ i: Int, _ pairs: PairTable) -> PairTable.Place {
    let place = pairs.place(of: symbols[i], symbols[i + 1])
    pairs.prefetch(place)
    return place
  }
}
