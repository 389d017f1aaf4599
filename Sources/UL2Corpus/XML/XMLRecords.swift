import UL2Markup

/// Goes through the records of a part: each is scanned alone, so that one that is broken is passed over and
/// noted, and the next is read.
struct XMLRecords {
  private var part: XMLPart
  private let log: SkipLog
  /// Whether all is ASCII without control characters.
  private let isPlain: Bool
  private var context: XMLContext
  private var index = 0
  /// Up to where all was scanned.
  private var done = 0
  private var counted = (offset: 0, newlines: 0)
  /// Called for an element between records.
  private let foreignElement: ((Problem) -> Void)?

  /// - Parameter foreignElement: told of elements between records; by default they may stand there.
  init(_ part: XMLPart, _ log: SkipLog, foreignElement: ((Problem) -> Void)? = nil) {
    self.part = part
    self.log = log
    self.foreignElement = foreignElement
    context = part.context
    let characters = unsafe part.bytes.span.withUnsafeBufferPointer {
      unsafe XMLCharacters(unsafe $0)
    }
    isPlain = !characters.hasHighBytes && !characters.hasControls
    if characters.hasCarriageReturns { self.part.removeCarriageReturns() }
  }

  /// The number in the document of the record given last.
  var number: Int { part.firstRecord + index - 1 }
  var path: String { part.path }

  /// Parses records until one is well-formed and wanted.
  ///
  /// - Parameter parse: gets the scanner before a record; nil passes over it.
  mutating func next<Record>(
    _ parse: (inout XMLScanner, Int) throws(XMLFailure) -> Record?
  ) -> Record? {
    // Parts are a mebibyte: the array is not copied, the scanner made anew for each record that is given.
    let bytes = part.bytes
    return unsafe bytes.span.withUnsafeBufferPointer { bytes in
      var scanner = unsafe XMLScanner(bytes)
      while index < part.records.count {
        let range = part.records[index]
        checkGap(done..<range.lowerBound, &scanner)
        index += 1
        done = range.upperBound
        do throws(XMLFailure) {
          if let failure = isPlain ? nil : unsafe characterProblem(bytes, range) { throw failure }
          scanner.begin(range, context)
          context.rootIsSeen = true
          if let record = try parse(&scanner, number) { return record }
        } catch {
          note(error)
        }
      }
      checkGap(done..<bytes.count, &scanner)
      done = bytes.count
      return nil
    }
  }

  /// Scans what stands between records, nearly always white space.
  private mutating func checkGap(_ range: Range<Int>, _ scanner: inout XMLScanner) {
    if unsafe scanner.bytes[range].allSatisfy(XMLScanner.isSpace) { return }
    do throws(XMLFailure) {
      if let failure = unsafe characterProblem(scanner.bytes, range) { throw failure }
      scanner.begin(range, context)
      while let token = try scanner.next() {
        switch token {
        case .text(let text): try scanner.check(text)
        case .start:
          foreignElement?(part.problem(XMLFailure("", range.lowerBound), &counted))
        default: break
        }
      }
    } catch {
      note(error)
    }
  }

  private func characterProblem(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> XMLFailure? {
    guard
      var failure = unsafe XMLCharacters.firstProblem(
        in: UnsafeBufferPointer(rebasing: bytes[range]))
    else { return nil }
    failure.offset += range.lowerBound
    return failure
  }

  private mutating func note(_ failure: XMLFailure) {
    log.bad("not well-formed XML", part.problem(failure, &counted))
  }
}
