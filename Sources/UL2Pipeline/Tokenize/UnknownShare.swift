/// How many of a source's tokens may be unknown.
///
/// The text of an unknown token is lost, and a model learns to write the unknown piece. A source with more than
/// one per cent was probably tokenized with a model for other texts.
extension TokenizeReport {
  /// Unknown tokens as a share of all; nil where they were not counted, or there are no tokens.
  package var unknownShare: Double? {
    guard let unknown = totals.fallbacks?.unknown, totals.tokens > 0 else { return nil }
    return Double(unknown) / Double(totals.tokens)
  }

  /// Above this, `tokenize` warns.
  package static let largestUnknownShare = 0.01
}

extension BadInputPolicy {
  /// Throws if a source has more unknown tokens than are allowed.
  ///
  /// - Parameter shards: of one source, those held out among them.
  func checkUnknown(_ source: String, _ shards: [StoreShard], model: String) throws(Problem) {
    guard let maxUnknownShare else { return }
    let totals = StoreTotals(shards)
    guard let unknown = totals.fallbacks?.unknown, totals.tokens > 0 else { return }
    let share = Double(unknown) / Double(totals.tokens)
    if share <= maxUnknownShare { return }
    throw Problem(
      .badInput, "too many unknown tokens in \(source), nothing published", path: model,
      got: "\(percentage(share)) of \(totals.tokens) tokens",
      expected: "at most \(percentage(maxUnknownShare))",
      fix:
        "use a model with byte fallback, or one for such texts; \(.maxUnknownShare) raises the limit"
    )
  }

  /// Small shares have more decimals: a limit of 0.0001 is 0.01 %.
  private func percentage(_ share: Double) -> String {
    decimal(share * 100, share > 0 && share < 0.0005 ? 4 : 2) + " %"
  }
}
