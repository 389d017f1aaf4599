/// Decides about documents, one after the other, in the order of what it costs: a hash, a scan of the
/// metadata, rules over the text, language detection; then the side of the validation split.
///
/// A filter holds buffers: each worker has its own, and the tables of `Exclusions` are shared. Its
/// verdict depends on the document alone, so it is the same for any number of workers.

package enum Verdict: Sendable, Equatable {
  case train, validation, dropped
}

package final class DocumentFilter {
  /// Another rule, after those over metadata and before those over text: false drops the document, which
  /// the rule has noted in the log itself.
  package typealias Rule = (_ document: borrowing Document, _ log: SkipLog) -> Bool

  private let exclusions: Exclusions?
  private var fields: FieldRules?
  private let rule: Rule?
  private var c4: C4Rules?
  private var gopher: GopherRules?
  private var language: LanguageRule?
  private let split: ValidationSplit?

  package init(_ choice: DocumentChoice, exclusions: Exclusions?, rule: Rule? = nil) {
    self.exclusions = exclusions
    fields = FieldRules(keep: choice.keep, drop: choice.drop, licenses: choice.licenses)
    self.rule = rule
    c4 = choice.quality.contains(.c4) ? C4Rules() : nil
    gopher = choice.quality.contains(.gopher) ? GopherRules() : nil
    language = LanguageRule(choice.languages, minScore: choice.minLanguageScore)
    split = choice.validationShare.map { ValidationSplit(share: $0) }
  }

  /// Decides about `document`, whose text the C4 rules may have shortened; a drop is counted in `log`.
  package func verdict(_ document: inout Document, _ log: SkipLog) -> Verdict {
    if let reason = fault(in: &document, log) {
      if !reason.isEmpty { log.filtered(reason, document) }
      return .dropped
    }
    if let split, split.isValidation(document.text) { return .validation }
    return .train
  }

  /// Why the document is dropped: empty where it is noted already, nil where it is kept.
  private func fault(in document: inout Document, _ log: SkipLog) -> String? {
    if let exclusions {
      if exclusions.contains(id: document.id) { return "excluded by id" }
      if exclusions.contains(text: document.text) { return "excluded by text" }
    }
    if let reason = fields?.fault(in: document) { return reason }
    if let rule, !rule(document, log) { return "" }
    if let outcome = c4?.apply(to: &document.text) {
      switch outcome {
      case .unchanged: break
      case .changed:
        if let exclusions, exclusions.contains(text: document.text) { return "excluded by text" }
      case .fault(let reason): return reason
      }
    }
    if let reason = gopher?.fault(in: document.text.span) { return reason }
    return language?.fault(in: document.text)
  }
}
