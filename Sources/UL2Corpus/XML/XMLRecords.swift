import UL2Markup

/// Goes through the records of a part: each is scanned alone, so that one that is broken is skipped and
/// noted, and the next is read.
struct XMLRecords {
  private var part: XMLPart
  private let log: SkipLog
  private let hasControls: Bool
  private var context: XMLContext
  private var index = 0
  /// Up to where all was scanned.
  private var done = 0
  private var counted = (offset: 0, newlines: 0)
  /// Called for an element between records.
  private let foreignElement: ((Problem) -> Void)?

  /// - Parameter foreignElement: called for elements between records; by default they may appear
  ///   there.
  init(_ part: XMLPart, _ log: SkipLog, foreignElement: ((Problem) -> Void)? = nil) {
    var part = part
    hasControls = part.mend(log)
    self.part = part
    self.log = log
    self.foreignElement = foreignElement
    context = part.context
  }

  var path: String { part.path }

  /// Parses records until one is well-formed and wanted.
  ///
  /// - Parameter parse: gets the scanner before a record; nil skips it.
  mutating func next<Record>(
    _ parse: (inout XMLScanner, Int) throws(XMLFailure) -> Record?
  ) -> Record? {
    // The part's bytes are not copied; the scanner is made for each record that is given.
    let bytes = part.bytes
    return unsafe bytes.span.withUnsafeBufferPointer { bytes in
      var scanner = unsafe XMLScanner(bytes)
      scanner.hasControls = hasControls
      defer { log.noted(XMLPart.forbidden, count: scanner.forbiddenReferences) }
      while index < part.records.count {
        let range = part.records[index]
        checkGap(done..<range.lowerBound, &scanner)
        index += 1
        done = range.upperBound
        do throws(XMLFailure) {
          scanner.begin(range, context)
          context.rootIsSeen = true
          if let record = try parse(&scanner, part.number(of: index - 1)) { return record }
        } catch {
          note(error, in: range)
        }
      }
      checkGap(done..<bytes.count, &scanner)
      done = bytes.count
      return nil
    }
  }

  /// Scans what is between records, nearly always white space.
  private mutating func checkGap(_ range: Range<Int>, _ scanner: inout XMLScanner) {
    if unsafe scanner.bytes[range].allSatisfy(XMLScanner.isSpace) { return }
    // A record that was dropped has divided it: a new part can begin there as well.
    var start = range.lowerBound
    for dropped in part.dropped where dropped.offset > start && dropped.offset < range.upperBound {
      checkPiece(start..<dropped.offset, &scanner)
      start = dropped.offset
    }
    checkPiece(start..<range.upperBound, &scanner)
  }

  private mutating func checkPiece(_ range: Range<Int>, _ scanner: inout XMLScanner) {
    do throws(XMLFailure) {
      scanner.begin(range, context)
      while let token = try scanner.next() {
        switch token {
        case .text(let text): try scanner.check(text)
        case .start:
          foreignElement?(part.problem(XMLFailure("", scanner.tagStart), in: range, &counted))
        default: break
        }
      }
    } catch {
      note(error, in: range)
    }
  }

  private mutating func note(_ failure: XMLFailure, in range: Range<Int>) {
    log.bad("not well-formed XML", part.problem(failure, in: range, &counted))
  }
}
