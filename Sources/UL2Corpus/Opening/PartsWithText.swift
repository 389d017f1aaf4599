/// The documents of an input that have any text; the others are counted.
///
/// A document without text would be an EOD alone. It is asked of all sources here, and not
/// of each reader.
import UL2Input

final class PartsWithText: InputParts {
  private let parts: any InputParts

  init(_ parts: any InputParts) { self.parts = parts }

  func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? {
    guard let part = try parts.next(log) else { return nil }
    return PartWithText(part: part)
  }
}

private struct PartWithText: InputPart {
  let part: any InputPart

  func open(_ log: SkipLog) throws(Problem) -> any DocumentReader {
    Reader(try part.open(log), log)
  }

  private final class Reader: DocumentReader {
    private let reader: any DocumentReader
    private let log: SkipLog

    init(_ reader: any DocumentReader, _ log: SkipLog) {
      self.reader = reader
      self.log = log
    }

    func next(_ document: inout Document) throws(Problem) -> Bool {
      while try reader.next(&document) {
        if !isBlank(document.text.span) { return true }
        log.filtered("no text", document)
      }
      return false
    }
  }
}
