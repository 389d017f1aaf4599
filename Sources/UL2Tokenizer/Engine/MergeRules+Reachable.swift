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
    var rank: Int
  }

  /// The pieces that can be made, in the order of their ranks.
  ///
  /// - Parameter split: appends the ids of a piece's symbols before any merge; false where one has none.
  func made(_ split: (_ piece: [UInt8], inout [UInt32]) -> Bool) -> [Made] {
    let all = RuleTable(rules)
    var isResult = [Bool](repeating: false, count: pieces.count)
    for rule in rules { isResult[rule.result] = true }
    var made: [Made] = []
    var merger = RuleMerger(all)
    for (id, piece) in pieces.enumerated() where isResult[id] {
      guard let piece else { continue }
      merger.symbols.removeAll(keepingCapacity: true)
      guard split(piece, &merger.symbols), merger.symbols.count > 1 else { continue }
      if let last = merger.last(making: id) { made.append(last) }
    }
    return made.sorted { ($0.rank, $0.result) < ($1.rank, $1.result) }
  }
}

/// All rules by their parts.
private struct RuleTable {
  /// Left and right, 32 bits each; all ones where there is none.
  private var keys: [UInt64]
  private var values: [(rank: UInt32, result: UInt32)]
  private let shift: UInt64

  init(_ rules: [MergeRules.Rule]) {
    var bits = 4
    while 1 << bits < 2 * rules.count { bits += 1 }
    shift = UInt64(64 - bits)
    keys = .init(repeating: .max, count: 1 << bits)
    values = .init(repeating: (0, 0), count: 1 << bits)
    for rule in rules {
      let key = UInt64(rule.left) << 32 | UInt64(rule.right)
      let i = place(key)
      keys[i] = key
      values[i] = (UInt32(truncatingIfNeeded: rule.rank), UInt32(truncatingIfNeeded: rule.result))
    }
  }

  @inline(__always)
  private func place(_ key: UInt64) -> Int {
    var i = Int(truncatingIfNeeded: ((key ^ key >> 29) &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    while keys[i] != key && keys[i] != .max { i = (i + 1) & (keys.count - 1) }
    return i
  }

  @inline(__always)
  func rule(_ left: UInt32, _ right: UInt32) -> (rank: UInt32, result: UInt32)? {
    let i = place(UInt64(left) << 32 | UInt64(right))
    return keys[i] == .max ? nil : values[i]
  }
}

/// Merges a piece's symbols by all rules.
private struct RuleMerger {
  private let table: RuleTable
  var symbols: [UInt32] = []
  /// The merge of each symbol but the last with the next.
  private var next: [(rank: UInt32, result: UInt32)] = []

  init(_ table: RuleTable) { self.table = table }

  private func rule(_ i: Int) -> (rank: UInt32, result: UInt32) {
    table.rule(symbols[i], symbols[i + 1]) ?? (.max, 0)
  }

  /// The last merge that makes a piece of its symbols, at least two; nil where they become something else.
  mutating func last(making id: Int) -> MergeRules.Made? {
    next.removeAll(keepingCapacity: true)
    for i in 0..<(symbols.count - 1) { next.append(rule(i)) }
    while true {
      var best = 0
      for i in next.indices where next[i].rank < next[best].rank { best = i }
      let merge = next[best]
      if merge.rank == .max { return nil }
      if symbols.count == 2 {
        if Int(merge.result) != id { return nil }
        return MergeRules.Made(
          left: Int(symbols[0]), right: Int(symbols[1]), result: id, rank: Int(merge.rank))
      }
      symbols[best] = merge.result
      symbols.remove(at: best + 1)
      next.remove(at: best)
      if best < next.count { next[best] = rule(best) }
      if best > 0 { next[best - 1] = rule(best - 1) }
    }
  }
}
