import UL2Markup

/// A part of an XML document: whole records of one kind, and what is between them.
struct XMLPart: Sendable {
  /// Bytes that were taken out, for counting lines.
  struct Dropped: Sendable {
    var offset: Int
    var newlines: Int
  }

  var path: String
  var bytes: [UInt8]
  /// Where each record stands, in order.
  var records: [Range<Int>]
  /// What is open at the first byte, and at each record.
  var context: XMLContext
  /// The number of the first record in the document, counted from 1.
  var firstRecord: Int
  var firstLine: Int
  var dropped: [Dropped]

  /// The number of the line that `offset` stands on.
  ///
  /// - Parameter counted: up to where newlines were counted, and how many; moved on to `offset`, so that many
  ///   places in ascending order cost one pass.
  func line(at offset: Int, _ counted: inout (offset: Int, newlines: Int)) -> Int {
    let offset = min(offset, bytes.count)
    if offset < counted.offset { counted = (0, 0) }
    counted.newlines += unsafe bytes.span.withUnsafeBufferPointer {
      unsafe $0.newlines(counted.offset..<offset)
    }
    counted.offset = offset
    return dropped.reduce(firstLine + counted.newlines) { line, dropped in
      dropped.offset <= offset ? line + dropped.newlines : line
    }
  }

  func problem(_ failure: XMLFailure, _ counted: inout (offset: Int, newlines: Int)) -> Problem {
    Problem(
      .badInput, "not well-formed XML: \(failure.reason)", path: path,
      place: "\(line(at: failure.offset, &counted))")
  }

  /// Turns line ends into newlines, as every reader of XML does first.
  mutating func removeCarriageReturns() {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    // Where a byte that stood at some offset stands now.
    var moved: [Int] = []
    var boundaries = records.flatMap { [$0.lowerBound, $0.upperBound] }[...]
    for (offset, byte) in bytes.enumerated() {
      while boundaries.first == offset {
        moved.append(result.count)
        boundaries.removeFirst()
      }
      if byte != 0x0D {
        result.append(byte)
      } else if offset + 1 == bytes.count || bytes[offset + 1] != 0x0A {
        result.append(0x0A)
      }
    }
    moved += boundaries.map { _ in result.count }
    records = records.indices.map { moved[2 * $0]..<moved[2 * $0 + 1] }
    dropped = dropped.map { _ in Dropped(offset: 0, newlines: 0) }
    bytes = result
  }
}
