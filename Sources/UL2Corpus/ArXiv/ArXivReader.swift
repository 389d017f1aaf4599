/// arXiv's sources from front to back, on one thread.
public final class ArXivReader: DocumentReader {
  private let reader: PartsReader

  public init(
    _ source: any ByteSource, form: TextForm, dropsAppendix: Bool = false, log: SkipLog
  ) throws(Problem) {
    let options = ArXivOptions(form: form, dropsAppendix: dropsAppendix)
    reader = PartsReader(ArXivParts(source, options), log: log)
  }

  public func next(_ document: inout Document) throws(Problem) -> Bool {
    try reader.next(&document)
  }
}
