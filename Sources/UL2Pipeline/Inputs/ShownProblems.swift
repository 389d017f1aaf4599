/// How many of an input's broken records are shown.
let shownProblems = 20

extension Problem {
  /// Says of how many broken records nothing was said.
  static func notShown(_ rest: Int, _ skipped: SkipCounts, path: String?) -> Problem {
    let reasons = skipped.bad.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let all = reasons.prefix(5).map { "\(grouped($0.value)) × \($0.key)" }
    return Problem(
      .badInput,
      "\(grouped(rest)) more like these; in all "
        + all.joined(separator: ", ") + (reasons.count > 5 ? ", …" : ""), path: path)
  }
}
