/// Which documents of the inputs are wanted: the general rules and those for source code together.
package struct DocumentChoosing: Sendable {
  package var choice: DocumentChoice
  /// The contents of the lists of excluded documents, shared by all workers.
  package var exclusions: Exclusions?
  package var codeFilter: CodeFilter

  /// Wants every document.
  package init() {
    choice = DocumentChoice()
    codeFilter = CodeFilter()
  }

  package init(choice: DocumentChoice, exclusions: Exclusions?, codeFilter: CodeFilter) {
    self.choice = choice
    self.exclusions = exclusions
    self.codeFilter = codeFilter
  }

  /// As it appears in configurations and manifests.
  package var json: JSONValue { ["documents": choice.json, "code": codeFilter.json] }

  /// A worker's own filter; nil where every document is wanted.
  func makeFilter() -> DocumentFilter? {
    if choice.isEmpty, codeFilter.isEmpty { return nil }
    let code = codeFilter
    var rule: DocumentFilter.Rule?
    if !code.isEmpty { rule = { code.accepts($0, $1) } }
    return DocumentFilter(choice, exclusions: exclusions, rule: rule)
  }
}

extension DocumentFilter {
  /// Whether `read` shows a document: one to train on; those of the validation store are counted as left out.
  func isWanted(_ document: inout Document, _ log: SkipLog) -> Bool {
    let verdict = verdict(&document, log)
    if verdict == .validation { log.filtered("validation") }
    return verdict == .train
  }
}
