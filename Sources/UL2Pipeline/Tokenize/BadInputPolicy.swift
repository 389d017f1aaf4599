/// How much bad input is tolerated.
package struct BadInputPolicy: Sendable {
  /// Broken records as a share of all, above which nothing is published.
  package var maxBadShare: Double
  /// Any broken record is too many.
  package var isStrict: Bool
  /// Unknown tokens as a share of a source's, above which nothing is published; nil: any share will do.
  package var maxUnknownShare: Double?
  /// Inputs of an unknown format are skipped and counted, instead of ending the run.
  package var skipsUnknown: Bool
  /// A store without a document may be published.
  package var allowsEmpty: Bool

  package init(
    maxBadShare: Double = 0.01, isStrict: Bool = false, maxUnknownShare: Double? = nil,
    skipsUnknown: Bool = false, allowsEmpty: Bool = false
  ) {
    self.maxBadShare = maxBadShare
    self.isStrict = isStrict
    self.maxUnknownShare = maxUnknownShare
    self.skipsUnknown = skipsUnknown
    self.allowsEmpty = allowsEmpty
  }

  /// Throws if there was more than is tolerated.
  ///
  /// Inputs that end too early are weighed against all inputs: how many records each of them lacks is
  /// not known, and the one record at which it broke off says nothing of it. For the same reason what damage
  /// has cost is weighed by bytes.
  ///
  /// - Parameter inputs: how many the shards are made of.
  func check(_ shards: [StoreShard], inputs: Int) throws(Problem) {
    let totals = StoreTotals(shards)
    let skipped = totals.skipped
    let inputBytes = shards.reduce(0) { $0 &+ $1.inputs.reduce(0) { $0 &+ $1.bytesRead } }
    let bad = skipped.badTotal
    if bad == 0 { return }
    let reasons = skipped.bad.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
      .joined(separator: ", ")
    if isStrict { throw notStrict(reasons) }
    try check(unread: skipped.bad[unreadInput] ?? 0, of: inputs)
    let lostShare = Double(skipped.lostBytes) / Double(max(inputBytes, skipped.lostBytes, 1))
    if lostShare > maxBadShare {
      throw Problem(
        .badInput, "too much of the input is damaged, nothing published",
        got: "\(reasons): \(decimal(lostShare * 100, 2)) % of its bytes",
        expected: "at most \(decimal(maxBadShare * 100, 2)) %",
        fix: "get it again; \(.maxBadShare) raises the limit")
    }
    let share = Double(bad) / Double(bad + totals.documents)
    if share > maxBadShare {
      throw Problem(
        .badInput, "too much bad input, nothing published",
        got: "\(reasons): \(decimal(share * 100, 2)) % of records",
        expected: "at most \(decimal(maxBadShare * 100, 2)) %",
        fix: "look at the records named above; \(.maxBadShare) raises the limit")
    }
  }

  /// Throws if so many inputs that end too early, or do not begin, are too many.
  func check(unread: Int, of inputs: Int) throws(Problem) {
    if unread == 0 { return }
    if isStrict { throw notStrict("\(unread) × \(unreadInput)") }
    guard Double(unread) / Double(max(inputs, unread, 1)) > maxBadShare else { return }
    throw Problem(
      .badInput, "inputs that could not be read to their end, nothing published",
      got: "\(unread) of \(inputs)", expected: "at most \(decimal(maxBadShare * 100, 2)) %",
      fix: "get them again; \(.maxBadShare) 1 takes what is whole")
  }

  private func notStrict(_ reasons: String) -> Problem {
    Problem(
      .found, "bad input, nothing published", setting: .strict, got: reasons, expected: "none")
  }
}
