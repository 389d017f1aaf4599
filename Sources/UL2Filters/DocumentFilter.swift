/// Decides about documents, one after the other, in the order of what it costs: a hash, a scan of the
/// metadata, rules over the text, language detection; then the side of the validation split.
///
/// A filter holds buffers: each worker has its own, and the tables of `Exclusions` are shared. Its
/// verdict depends on the document alone, so it is the same for any number of workers.

package enum Verdict: Sendable, Equatable {
  case train, validation, dropped
}

package final class DocumentFilter {
  /// A filter that runs after those over metadata and before those over text. It returns false to drop the
  /// document, and has then counted it in the log.
  package typealias ExtraFilter = (_ document: borrowing Document, _ log: SkipLog) -> Bool

  private let exclusions: Exclusions?
  private var fields: MetadataFilter?
  private let extra: ExtraFilter?
  private var c4: C4Filter?
  private var gopher: GopherFilter?
  private var language: LanguageFilter?
  private let split: ValidationSplit?

  package init(
    _ settings: DocumentFilterSettings, exclusions: Exclusions?, extra: ExtraFilter? = nil
  ) {
    self.exclusions = exclusions
    fields = MetadataFilter(keep: settings.keep, drop: settings.drop, licenses: settings.licenses)
    self.extra = extra
    c4 = settings.quality.contains(.c4) ? C4Filter() : nil
    gopher = settings.quality.contains(.gopher) ? GopherFilter() : nil
    language = LanguageFilter(settings.languages, minScore: settings.minLanguageScore)
    split = settings.validationShare.map { ValidationSplit(share: $0) }
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
    if let extra, !extra(document, log) { return "" }
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
