/// Cuts an XML document into parts of whole records, such as `<page>` or `<row>`, from any stream.
///
/// Only tags are looked at, so cutting is many times as fast as what follows. What is open at each place is
/// known, so that every part can be scanned alone. Nothing is judged here but what must be known for cutting:
/// a broken record is kept whole up to the next one's tag, and its scanner says what is wrong.
///
/// Memory is bounded by a part and one record of at most `limit` bytes. Longer ones are skipped and noted;
/// but of children that repeat, the revisions of a page's history, only one is kept before the limit counts.
/// Whether that is done, what is too long, and where parts end follow from the bytes alone, not from how many
/// of them come at a time: each is decided where a tag says so, or comes to the same a little later.
///
/// After damage in the stream the record that was being read is dropped, and reading continues at
/// the next one.
import UL2Input
import UL2Markup

final class XMLCutter {
  let shape: XMLShape
  private var input: ByteReader
  let path: String
  var buffer: [UInt8] = []
  /// Bytes before were looked at.
  var at = 0
  var state = State.text
  /// Where the token begins that `at` is in.
  var token = 0
  /// Where the token's end can begin.
  var tokenBody = 0
  var tagName: [UInt8] = []
  var isEndTag = false

  var context = XMLContext()
  var typeIsDeclared = false
  private var isStandalone = false
  var record: Record?
  /// Of the part that is being filled.
  var records: [Range<Int>] = []
  /// Where the last tag outside records begins.
  var lastTag = 0
  private var partContext = XMLContext()
  private var firstRecord = 1
  var recordCount = 0
  private(set) var firstLine = 1
  /// Bytes taken out of that part.
  var dropped: [XMLPart.Dropped] = []

  private var isAtEnd = false
  private var isFinished = false
  private var problem: Problem?
  /// Whether nothing whole has been read since the last damage.
  var isAfterDamage = false
  private(set) var headIsGiven = false
  private(set) var headIsDamaged = false
  /// Whether the head given is all there is.
  private(set) var headIsAll = false
  private var isOpen = false

  init(_ input: consuming ByteReader, _ shape: XMLShape) {
    path = input.path
    self.input = input
    self.shape = shape
  }

  /// The next part. The first holds what is before the first record.
  func next(_ log: SkipLog) throws(Problem) -> XMLPart? {
    if let problem, isFinished { throw problem }
    do throws(Problem) {
      if !isOpen { try open(log) }
      while true {
        if let part = try advance(log) { return part }
        if isAtEnd { break }
        try fill(log)
      }
    } catch {
      problem = error
      // Whole records before it are given, and nothing else, however much there is in memory.
      record = nil
      drop((records.last?.upperBound ?? 0)..<buffer.count)
      at = buffer.count
      state = .text
    }
    if isFinished { return nil }
    isFinished = true
    finish(log)
    if let problem, records.isEmpty { throw problem }
    return headIsGiven && buffer.isEmpty ? nil : cut(at: buffer.count)
  }

  private func open(_ log: SkipLog) throws(Problem) {
    isOpen = true
    while !isAtEnd, buffer.count < 4 { try fill(log) }
    var isConverted = false
    if let encoding = XMLEncoding.guess(buffer) {
      try convert(from: encoding)
      isConverted = true
    }
    while !isAtEnd, XMLDeclaration.isIncomplete(buffer) { try fill(log) }
    let hasMark = buffer.starts(with: [0xEF, 0xBB, 0xBF])
    if hasMark { buffer.removeFirst(3) }
    guard let declaration = try XMLDeclaration(buffer, path: path) else { return }
    drop(0..<declaration.count)
    isStandalone = declaration.isStandalone
    if !isConverted, !hasMark, let encoding = declaration.encoding {
      try convert(from: encoding)
    }
  }

  /// Takes what was read, and all that follows, for text in another encoding.
  private func convert(from encoding: String) throws(Problem) {
    try XMLEncoding.convert(&input, from: encoding, after: buffer)
    buffer = []
    isAtEnd = false
  }

  // MARK: Bytes

  private func fill(_ log: SkipLog) throws(Problem) {
    try shrink(log)
    var count = 0
    do throws(Problem) {
      try buffer.append(addingCapacity: Self.chunk) { span throws(Problem) in
        count = unsafe try span.withUnsafeMutableBufferPointer { bytes, count throws(Problem) in
          count = unsafe try input.read(into: UnsafeMutableRawBufferPointer(bytes))
          return count
        }
      }
    } catch  where error.kind == .badInput {
      isAfterDamage = true
      if let tainted = try input.recover() {
        log.bad("damaged input", error)
        resume(without: tainted)
      } else {
        log.bad(unreadInput, error)
        isAtEnd = true
        headIsDamaged = headIsDamaged || !headIsGiven
      }
      return
    }
    isAtEnd = count == 0
  }

  private static let chunk = 128 << 10

  /// Drops what is damaged and the record that it was in; reading continues at the next record.
  private func resume(without tainted: Int) {
    let sound = max(0, buffer.count - tainted)
    if !headIsGiven {
      headIsDamaged = true
      context.open = Array(context.open.prefix(1))
      if context.open.isEmpty { context.open = [[]] }
      context.rootIsSeen = true
    }
    if let record { context.open.removeLast(context.open.count - record.depth) }
    var end = record?.start ?? records.last?.upperBound ?? 0
    if !headIsGiven, record == nil { end = min(sound, state.isText ? at : token) }
    while let last = records.last, last.upperBound > sound {
      end = last.lowerBound
      records.removeLast()
      recordCount -= 1
    }
    drop(end..<buffer.count)
    at = buffer.count
    state = .text
    record = Record(
      start: at, depth: context.open.count, thinAt: .max, isBroken: true, isDropped: true)
  }

  // MARK: Parts

  /// Whether the next record begins a new part.
  var isPartFull: Bool { token >= shape.partBytes || context != partContext || !headIsGiven }

  /// The part up to `end`.
  func cut(at end: Int) -> XMLPart {
    let rest = Array(buffer[end...])
    buffer.removeSubrange(end...)
    let part = XMLPart(
      path: path, bytes: buffer, records: records, context: partContext, firstRecord: firstRecord,
      firstLine: firstLine, dropped: dropped)
    var counted = (offset: 0, newlines: 0)
    firstLine = part.line(at: end, &counted)
    firstRecord = recordCount + 1
    buffer = []
    buffer.reserveCapacity(rest.count + shape.partBytes + Self.chunk)
    buffer += rest
    records = []
    dropped = []
    partContext = context
    headIsGiven = true
    at -= end
    token -= end
    tokenBody -= end
    lastTag = max(0, lastTag - end)
    record?.start -= end
    return part
  }

  /// Notes that a document type is declared.
  func declareForeignEntities() {
    if isStandalone { return }
    context.hasForeignEntities = true
    partContext.hasForeignEntities = true
  }

  private var lineAtEnd: Int { line(at: buffer.count) }

  /// Leaves whole records only, and notes what has no end.
  private func finish(_ log: SkipLog) {
    let isCut = record != nil || !state.isText || context.open.contains { !$0.isEmpty }
    let line = lineAtEnd
    // A document without records is judged as a whole.
    headIsAll = !headIsGiven
    if headIsAll, !headIsDamaged { return }
    if let start = record?.start {
      drop(start..<buffer.count)
    } else if !state.isText {
      drop(token..<buffer.count)
    }
    if isCut, !isAfterDamage, problem == nil {
      let inside =
        context.open.last.map { " inside <\(shown($0))>" } ?? ""
      log.bad(
        unreadInput,
        Problem(
          .badInput, "the input is cut off: it ends\(inside)", path: path, place: "\(line)",
          fix: "get the file again"))
    }
  }
}
