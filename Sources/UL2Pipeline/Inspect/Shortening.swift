/// Leaves out the middle of what is long, so that an example fits on a screen: first of each run of
/// text between special tokens, then of what is still too long as a whole.
package struct Shortening: Hashable, Sendable {
  /// Tokens of a run that stay, where several runs share a part.
  package var run: Int
  /// Tokens of a part that stay.
  package var part: Int

  package init(run: Int, part: Int) {
    self.run = run
    self.part = part
  }

  /// The parts of a text that are shown.
  package enum Piece: Hashable, Sendable {
    case shown(Range<Int>)
    /// Left out, with so many sentinels among its tokens.
    case gap(Range<Int>, sentinels: Int)
  }

  package func pieces(_ ids: [Int], _ names: TokenNames) -> [Piece] {
    var keeps = [Bool](repeating: true, count: ids.count)
    func isText(_ i: Int) -> Bool {
      switch names.kind(of: ids[i]) {
      case .text, .byte, .opaque: true
      case .sentinel, .fim, .special: false
      }
    }
    // Two thirds from the front, one from the end; gaps shorter than what announces them stay.
    func drop(_ kept: [Int], _ limit: Int) {
      guard kept.count > limit + 16 else { return }
      let head = limit * 2 / 3
      for i in kept[head..<(kept.count - (limit - head))] { keeps[i] = false }
    }
    var run: [Int] = []
    var runs: [[Int]] = []
    for i in ids.indices {
      if isText(i) {
        run.append(i)
      } else if !run.isEmpty {
        runs.append(run)
        run = []
      }
    }
    if !run.isEmpty { runs.append(run) }
    for run in runs where runs.count > 1 { drop(run, self.run) }
    drop(ids.indices.filter { keeps[$0] }, part)
    return joined(keeps, ids, names)
  }

  private func joined(_ keeps: [Bool], _ ids: [Int], _ names: TokenNames) -> [Piece] {
    var pieces: [Piece] = []
    var start = 0
    while start < keeps.count {
      let isShown = keeps[start]
      let end = keeps[start...].firstIndex(of: !isShown) ?? keeps.count
      let range = start..<end
      let sentinels = range.count { i in
        if case .sentinel = names.kind(of: ids[i]) { true } else { false }
      }
      pieces.append(isShown ? .shown(range) : .gap(range, sentinels: sentinels))
      start = end
    }
    return pieces
  }
}
