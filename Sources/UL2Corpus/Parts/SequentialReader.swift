/// The documents of all parts of an input, one part after the other, on one thread.
final class SequentialReader: DocumentReader {
  private let parts: any InputParts
  private let log: SkipLog
  private var current: (any DocumentReader)?

  init(_ parts: any InputParts, log: SkipLog) {
    self.parts = parts
    self.log = log
  }

  func next(_ document: inout Document) throws(Problem) -> Bool {
    while true {
      if let current, try current.next(&document) { return true }
      guard let part = try parts.next(log) else { return false }
      current = try part.open(log)
    }
  }
}
