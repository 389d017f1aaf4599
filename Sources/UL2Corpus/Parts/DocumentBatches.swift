/// Parts of an input that can only be read from front to back: its documents, a mebibyte at a time.
///
/// Reading is not shared among workers, what follows it is.
final class DocumentBatches: InputParts {
  private let reader: any DocumentReader
  /// What `reader` notes goes to the log of the part that is being filled.
  private let relay = SkipLog()

  /// - Parameter open: makes the reader with the log that it is to use.
  init(_ open: (SkipLog) throws(Problem) -> any DocumentReader) throws(Problem) {
    reader = try open(relay)
  }

  func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? {
    var documents: [Document] = []
    var bytes = 0
    var problem: Problem?
    do throws(Problem) {
      var document = Document()
      while bytes < partBytes, try reader.next(&document) {
        bytes += document.text.count + document.metadata.count
        documents.append(document)
        document = Document()
      }
    } catch {
      problem = error
    }
    relay.empty(into: log)
    if documents.isEmpty {
      if let problem { throw problem }
      return nil
    }
    // A problem behind whole documents: the reader throws it again with the next call.
    return DocumentBatch(documents: documents)
  }
}

private struct DocumentBatch: InputPart {
  let documents: [Document]

  func open(_ log: SkipLog) -> any DocumentReader { Reader(documents) }

  private final class Reader: DocumentReader {
    private let documents: [Document]
    private var index = 0

    init(_ documents: [Document]) { self.documents = documents }

    func next(_ document: inout Document) -> Bool {
      guard index < documents.count else { return false }
      document = documents[index]
      index += 1
      return true
    }
  }
}
