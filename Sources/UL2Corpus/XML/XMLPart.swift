import UL2Markup

/// A part of an XML document: whole records of one kind, and what is between them.
struct XMLPart: Sendable {
  /// Bytes that were taken out, for counting lines and records.
  struct Dropped: Sendable {
    var offset: Int
    var newlines: Int
    var records: Int
  }

  var path: String
  var bytes: [UInt8]
  /// Where each record is, in order.
  var records: [Range<Int>]
  /// The elements that are open at the first byte, and at each record.
  var context: XMLContext
  /// The number of the first record in the document, counted from 1.
  var firstRecord: Int
  var firstLine: Int
  var dropped: [Dropped]
  private(set) var loneReturns = LoneReturns()

  /// The number in the document of a record of this part, counted from 0.
  func number(of record: Int) -> Int {
    dropped.reduce(firstRecord + record) { number, dropped in
      dropped.offset <= records[record].lowerBound ? number + dropped.records : number
    }
  }

  /// The number of the line that `offset` is on.
  ///
  /// - Parameters:
  ///   - end: of what was scanned: bytes that were taken out there were after it.
  ///   - counted: up to where newlines were counted, and how many; moved on to `offset`, so that many places in
  ///     ascending order cost one pass.
  func line(
    at offset: Int, before end: Int = .max, _ counted: inout (offset: Int, newlines: Int)
  ) -> Int {
    let offset = min(offset, bytes.count)
    if offset < counted.offset { counted = (0, 0) }
    counted.newlines += unsafe bytes.span.withUnsafeBufferPointer {
      unsafe $0.newlines(counted.offset..<offset)
    }
    counted.newlines -= loneReturns.count(in: counted.offset..<offset)
    counted.offset = offset
    return dropped.reduce(firstLine + counted.newlines) { line, dropped in
      dropped.offset <= offset && dropped.offset < end ? line + dropped.newlines : line
    }
  }

  /// - Parameter range: what was scanned.
  func problem(
    _ failure: XMLFailure, in range: Range<Int>, _ counted: inout (offset: Int, newlines: Int)
  ) -> Problem {
    Problem(
      .badInput, "not well-formed XML: \(failure.reason)", path: path,
      place: "\(line(at: failure.offset, before: range.upperBound, &counted))")
  }

  /// Makes the bytes such as a scanner takes them: line ends are newlines, as every reader of XML has it, and
  /// U+FFFD is where there is no character.
  ///
  /// - Returns: whether there are control characters, which the scanner leaves out.
  mutating func mend(_ log: SkipLog) -> Bool {
    let (found, noCharacters) = unsafe bytes.span.withUnsafeBufferPointer { bytes in
      let found = unsafe XMLCharacters(unsafe bytes)
      return unsafe (found, found.hasHighBytes ? XMLCharacters.noCharacters(in: bytes) : [])
    }
    if found.hasControls {
      log.noted(Self.forbidden, count: bytes.count { XMLCharacters.isForbidden($0) })
    }
    log.noted(Self.forbidden, count: noCharacters.count)
    if found.hasCarriageReturns || !noCharacters.isEmpty {
      replace(noCharacters, withoutReturns: found.hasCarriageReturns)
    }
    return found.hasControls
  }

  /// The reason that is noted of a record that is kept.
  static let forbidden = "character that XML forbids"

  /// Lines are copied whole.
  private mutating func appendWithoutReturns(_ range: Range<Int>, to result: inout [UInt8]) {
    var at = range.lowerBound
    while let found = bytes[at..<range.upperBound].firstIndex(of: 0x0D) {
      result.append(contentsOf: bytes[at..<found])
      at = found + 1
      if at == bytes.count || bytes[at] != 0x0A {
        loneReturns.add(result.count)
        result.append(0x0A)
      }
    }
    result.append(contentsOf: bytes[at..<range.upperBound])
  }

  private mutating func replace(_ noCharacters: [Range<Int>], withoutReturns: Bool) {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 2 * noCharacters.count)
    // Where a byte that was at some offset is now.
    var moved: [Int] = []
    let boundaries =
      (records.flatMap { [$0.lowerBound, $0.upperBound] } + dropped.map(\.offset)).sorted()
    var offset = 0
    func pass() {
      while moved.count < boundaries.count, boundaries[moved.count] <= offset {
        moved.append(result.count)
      }
    }
    func copy(to end: Int) {
      pass()
      while offset < end {
        let next = moved.count < boundaries.count ? min(boundaries[moved.count], end) : end
        if withoutReturns {
          appendWithoutReturns(offset..<next, to: &result)
        } else {
          result.append(contentsOf: bytes[offset..<next])
        }
        offset = next
        pass()
      }
    }
    for range in noCharacters {
      copy(to: range.lowerBound)
      result.append(contentsOf: [0xEF, 0xBF, 0xBD])
      offset = range.upperBound
    }
    copy(to: bytes.count)
    let place = Dictionary(zip(boundaries, moved)) { first, _ in first }
    func new(_ offset: Int) -> Int { place[offset] ?? result.count }
    records = records.map { new($0.lowerBound)..<new($0.upperBound) }
    for index in dropped.indices { dropped[index].offset = new(dropped[index].offset) }
    bytes = result
  }
}
