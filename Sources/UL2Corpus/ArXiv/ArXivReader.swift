import UL2Input

/// arXiv's sources from front to back, on one thread.
package final class ArXivReader: DocumentReader {
  private let reader: PartsReader

  package init(
    _ source: any ByteSource, form: TextForm, dropsAppendix: Bool = false, log: SkipLog
  ) throws(Problem) {
    let options = ArXivOptions(form: form, dropsAppendix: dropsAppendix)
    reader = PartsReader(ArXivParts(source, options), log: log)
  }

  package func next(_ document: inout Document) throws(Problem) -> Bool {
    try reader.next(&document)
  }
}
