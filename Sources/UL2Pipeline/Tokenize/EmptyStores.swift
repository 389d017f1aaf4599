import UL2Input

/// Stores without a document, which nobody asked for: each is named, with what became of its records.
enum EmptyStores {
  /// Throws where one of the stores that are to be published would hold no document.
  static func check(
    _ stores: [(job: TokenizeJob, records: [StoreShardRecord])]
  ) throws(Problem) {
    let empty = stores.filter { $0.records.allSatisfy { $0.shard.documents == 0 } }
    guard let first = empty.first else { return }
    var problem = Problem(.badInput, "no document to publish", path: first.job.output)
    let reasons = empty.map { store in Self.reasons(store.job, store.records) }
    if empty.count == 1 {
      problem.fix = "\(reasons[0]); \(.allowEmpty) publishes it anyway"
    } else {
      problem.path = nil
      problem.got = "\(empty.count) of \(stores.count) stores without any"
      let named: [Wording] = zip(empty, reasons).map { "\(baseName($0.job.output)): \($1)" }
      problem.fix =
        "\(Wording(named, separator: "; ")); \(.allowEmpty) publishes them anyway"
    }
    problem.outcome = "nothing published"
    throw problem
  }

  /// More reasons than these say no more.
  private static let most = 8

  private static func reasons(_ job: TokenizeJob, _ records: [StoreShardRecord]) -> Wording {
    let totals = StoreTotals(records.lazy.map(\.shard))
    let held = records.reduce(0) { $0 + ($1.validation?.documents ?? 0) }
    var causes = Causes(job.filters.documents)
    for (reason, count) in totals.skipped.filtered { causes.add(reason, count) }
    var reasons: [(count: Int, wording: Wording)] = []
    for (cause, count) in causes.counts {
      reasons.append((count, "\(grouped(count)) dropped by \(cause)"))
    }
    for (reason, count) in causes.others {
      reasons.append(
        (
          count,
          without(reason, count, job) ?? "\(grouped(count)) × \(totals.skipped.named(reason))"
        ))
    }
    for (reason, count) in totals.skipped.bad {
      reasons.append((count, "\(grouped(count)) × \(reason)"))
    }
    if held > 0 { reasons.append((held, "\(grouped(held)) held out by \(.validationShare)")) }
    if reasons.isEmpty {
      let files = job.inputs.count == 1 ? "the input holds" : "the \(job.inputs.count) inputs hold"
      return "\(files) no record"
    }
    if reasons.count == 1, let (cause, count) = causes.counts.first {
      return "all \(grouped(count)) dropped by \(cause)"
    }
    reasons.sort { ($1.count, $0.wording.description) < ($0.count, $1.wording.description) }
    let rest = reasons.count - most
    return Wording(
      reasons.prefix(most).map(\.wording) + (rest > 0 ? ["\(rest) more reasons"] : []),
      separator: ", ")
  }

  /// `300 lines had no field text; they have: id, body.content`, of lines without one.
  private static func without(_ reason: String, _ count: Int, _ job: TokenizeJob) -> Wording? {
    guard ["no text", "no content"].contains(reason),
      let names = job.inputs.lazy.filter(hasIdentity).compactMap({
        FieldNames($0, source: job.source, options: job.options)
      }).first, !names.found.contains(where: names.wanted.contains)
    else { return nil }
    let wanted = names.wanted.joined(separator: " or ")
    let lines = count == 1 ? "1 line" : "\(grouped(count)) lines"
    let found: Wording =
      names.found.isEmpty
      ? "they have no strings"
      : "they have: \(names.found.joined(separator: ", ")), of which \(.textField) names one"
    return "\(lines) had no field \(wanted); \(found)"
  }
}

/// The settings that dropped documents, as users have made them.
private struct Causes {
  private let settings: DocumentFilterSettings
  /// Documents by the setting that dropped them.
  private(set) var counts: [Wording: Int] = [:]
  /// Documents by reasons that no setting has.
  private(set) var others: [String: Int] = [:]

  init(_ settings: DocumentFilterSettings) { self.settings = settings }

  mutating func add(_ reason: String, _ count: Int) {
    if let cause = cause(of: reason) {
      counts[cause, default: 0] += count
    } else {
      others[reason, default: 0] += count
    }
  }

  private func cause(of reason: String) -> Wording? {
    if reason.hasPrefix("other language") || reason.hasPrefix("language score") {
      return "\(.language) \(settings.languages.joined(separator: ","))"
    }
    for rules in settings.quality where reason.hasPrefix(rules.rawValue + ": ") {
      return "\(.quality) \(rules.rawValue)"
    }
    if reason.hasPrefix("license ") {
      return "\(.license) \(settings.licenses.joined(separator: ","))"
    }
    if reason.hasPrefix("excluded by ") { return "\(.exclude)" }
    for rule in settings.keep where reason == "not kept by \(rule.field)" {
      return "\(.keep) \(rule.field)=\(rule.values.joined(separator: ", "))"
    }
    for rule in settings.drop where reason == "dropped by \(rule.field)" {
      return "\(.drop) \(rule.field)=\(rule.values.joined(separator: ", "))"
    }
    return nil
  }
}
