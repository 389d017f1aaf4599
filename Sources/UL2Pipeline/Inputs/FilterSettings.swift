/// Which documents of the inputs are wanted: the filters of all documents, and those of source code.
package struct FilterSettings: Sendable {
  package var documents: DocumentFilterSettings
  /// The contents of the lists of excluded documents, shared by all workers.
  package var exclusions: Exclusions?
  package var codeFilter: CodeFilter

  /// Wants every document.
  package init() {
    documents = DocumentFilterSettings()
    codeFilter = CodeFilter()
  }

  package init(documents: DocumentFilterSettings, exclusions: Exclusions?, codeFilter: CodeFilter) {
    self.documents = documents
    self.exclusions = exclusions
    self.codeFilter = codeFilter
  }

  /// As it appears in configurations and manifests.
  package var json: JSONValue { ["documents": documents.json, "code": codeFilter.json] }

  /// A worker's own filter; nil where every document is wanted.
  func makeFilter() -> DocumentFilter? {
    if documents.isEmpty, codeFilter.isEmpty { return nil }
    let code = codeFilter
    var extra: DocumentFilter.ExtraFilter?
    if !code.isEmpty { extra = { code.accepts($0, $1) } }
    return DocumentFilter(documents, exclusions: exclusions, extra: extra)
  }
}

extension DocumentFilter {
  /// Whether `read` shows a document: one to train on; those of the validation store are counted as skipped.
  func isWanted(_ document: inout Document, _ log: SkipLog) -> Bool {
    let verdict = verdict(&document, log)
    if verdict == .validation { log.filtered("validation") }
    return verdict == .train
  }
}
