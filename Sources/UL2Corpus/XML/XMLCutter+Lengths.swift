/// Records that are too long, and children that repeat, which are dropped before they make a record so.
import UL2Input
import UL2Markup

extension XMLCutter {
  /// Makes room before more is read.
  func shrink(_ log: SkipLog) throws(Problem) {
    if let record, at - record.start > record.thinAt { thin() }
    // What may begin a tag can be the end of what is before it, and a type declaration goes.
    let end =
      switch state {
      case .markup, .typeDeclaration: token
      default: at
      }
    checkLength(to: end, log)
    try checkGap(to: end)
    if let record, record.isDropped {
      // What the end of a token may still need.
      let needed = if case .markup = state { token } else { at - 3 }
      if needed > record.start { drop(record.start..<needed) }
    }
  }

  /// Gives up a record that is too long. Wherever what is read at a time ends, it is so at its own end.
  ///
  /// - Parameter end: of what was read of the record, or of all of it.
  /// - Returns: the same end, where it is afterwards.
  @discardableResult
  func checkLength(to end: Int, _ log: SkipLog) -> Int {
    guard let long = record, !long.isDropped, end - long.start > shape.limit else { return end }
    let rest = buffer.count - end
    thin()
    let end = buffer.count - rest
    guard end - long.start > shape.limit else { return end }
    record?.isDropped = true
    record?.repeated = []
    record?.repeatedStart = nil
    recordCount += 1
    note(0, records: 1, droppedAt: long.start)
    log.bad(
      "\(shape.record) too long",
      Problem(
        .badInput, "a <\(shape.record)> is longer than \(shape.limit >> 20) MiB", path: path,
        place: "\(line(at: long.start))"))
    return end
  }

  /// Fails where there is no record, nor anything else that ends a part, for longer than a record may be: after
  /// the head that is a tag.
  func checkGap(to end: Int) throws(Problem) {
    guard record == nil else { return }
    let start = max(records.last?.upperBound ?? 0, headIsGiven ? lastTag : 0)
    guard end - start > shape.limit else { return }
    throw Problem(
      .badInput, "\(shape.limit >> 20) MiB without a <\(shape.record)>", path: path,
      place: "\(line(at: start))")
  }

  /// Whether what is between two records is so long that its next tag begins a new part. The size of parts
  /// does not matter: each piece is judged alone, and there may be something wrong with each.
  var isGapFull: Bool {
    let start = max(records.last?.upperBound ?? 0, dropped.last?.offset ?? 0)
    return headIsGiven && token - start >= UL2Input.partBytes
  }

  /// Drops children that repeat, except for the one that is to be kept: at any time, with the same result.
  func thin() {
    guard let ranges = record?.repeated, let start = record?.start else { return }
    if let kept = shape.kept, ranges.count > 1 {
      // The record itself may be closed already.
      var around = context
      around.open = context.open.prefix(record?.depth ?? 0) + [[]]
      around.rootIsSeen = true
      let best = unsafe buffer.withUnsafeBufferPointer {
        unsafe kept(XMLChildren($0, ranges, around))
      }
      let unwanted = ranges.indices.filter { $0 != best }.map { ranges[$0] }
      let before = unwanted.prefix { $0.lowerBound < ranges[best].lowerBound }
      let moved = ranges[best].lowerBound - before.reduce(0) { $0 + $1.count }
      drop(unwanted)
      record?.repeated = [moved..<moved + ranges[best].count]
      record?.thinned += unwanted.reduce(0) { $0 + $1.count }
    }
    record?.thinAt = 2 * (at - start) + shape.partBytes
  }
}
