/// arXiv's sources from front to back, on one thread.
public final class ArXivReader: DocumentReader {
  private let parts: ArXivParts
  private let log: SkipLog
  private var current: (any DocumentReader)?

  public init(
    _ source: any ByteSource, form: TextForm, dropsAppendix: Bool = false, log: SkipLog
  ) throws(Problem) {
    parts = ArXivParts(source, ArXivOptions(form: form, dropsAppendix: dropsAppendix))
    self.log = log
  }

  public func next(_ document: inout Document) throws(Problem) -> Bool {
    while true {
      if let current, try current.next(&document) { return true }
      current = try parts.next(log)?.open(log)
      if current == nil { return false }
    }
  }
}
