/// Conditions: `\iffalse … \else … \fi`, and those that an author defines with `\newif`. All others stay,
/// with both their branches.
extension TeXExpander {
  /// Continues in the branch that TeX reads; false where the condition has no end.
  mutating func decide(_ value: Bool) -> Bool {
    guard !current.lacksFi else { return false }
    guard let branch = branchEnd(stopsAtElse: !value) else {
      current.lacksFi = true
      return false
    }
    if value {
      conditions.append(.decided)
    } else {
      current.at = branch.end
      if branch.isElse { conditions.append(.decided) }
    }
    return removed()
  }

  /// At the `\else` of the branch that was read.
  mutating func skipOtherBranch() -> Bool {
    guard conditions.last == .decided, let branch = branchEnd(stopsAtElse: false) else {
      return false
    }
    conditions.removeLast()
    current.at = branch.end
    return removed()
  }

  /// At a `\\fi`: one that was not decided stays, unless both its branches are empty.
  mutating func endCondition() -> Bool {
    switch conditions.popLast() {
    case .decided: return removed()
    case .unknown(let start, argumentDepth) where output.isEmptyCondition(from: start):
      output.truncate(to: start)
      return removed()
    default: return false
    }
  }

  /// The end of the branch that is being read: after its `\fi`, or `\else`.
  private mutating func branchEnd(stopsAtElse: Bool) -> (end: Int, isElse: Bool)? {
    let text = current.text
    var depth = 0
    var at = current.at
    while true {
      at = text.index(of: UInt8(ascii: "\\"), from: at, to: current.end)
      guard at < current.end else { return nil }
      let word = text.controlWord(at: at)
      at = min(max(word.upperBound, at + 2), current.end)
      if text.isWord(word, "fi") {
        if depth == 0 { return (at, false) }
        depth -= 1
      } else if text.isWord(word, "else") {
        if depth == 0, stopsAtElse { return (at, true) }
      } else if text.isWord(word, "newif") {
        at = max(text.controlWord(at: text.skippingTeXSpace(at)).upperBound, at)
        at = min(at, current.end)
      } else if text.has("if", at: word.lowerBound) {
        if case .kept = commands[TeXName(text, word)] { continue }
        depth += 1
      }
    }
  }
}
