/// The meaning of tags: where records begin and end, their children that repeat, and what is open.
import UL2Input
import UL2Markup

extension XMLCutter {
  /// Notes that the record's tags no longer match.
  func breakUp() {
    guard let open = record, !open.isBroken else { return }
    // Now, or what it holds would depend on how much of it was in memory before.
    thin()
    record?.isBroken = true
    record?.repeated = []
    record?.repeatedStart = nil
  }

  private func isTag(_ name: StaticString) -> Bool {
    unsafe tagName.withUnsafeBufferPointer { bytes in
      let whole = 0..<bytes.count
      return unsafe bytes.is(name, whole) || bytes.is(name, bytes.localName(whole))
    }
  }

  func enterTag(_ log: SkipLog) throws(Problem) -> XMLPart? {
    let isRecord = isTag(shape.record)
    if let open = record, open.isBroken {
      let isOuter = isEndTag && open.depth > 0 && tagName == context.open[open.depth - 1]
      if (isRecord && !isEndTag) || isOuter { endRecord(at: token, log) }
    }
    guard record == nil else { return nil }
    try checkGap(to: token)
    lastTag = token
    let begins = isRecord && !isEndTag
    let part = (begins ? isPartFull : isGapFull) ? cut(at: token) : nil
    if begins {
      record = Record(start: token, depth: context.open.count, thinAt: shape.partBytes)
    }
    return part
  }

  func endTag(_ isEmpty: Bool, _ log: SkipLog) throws(Problem) {
    let depth = context.open.count
    let floor = record?.depth ?? 0
    if let open = record, open.isBroken {
      // Its own end tag ends it, or that of what is around it.
      if isEndTag, isTag(shape.record) { endRecord(at: at, log) }
      return
    }
    if !isEndTag {
      context.rootIsSeen = true
      if let open = record, depth == open.depth + 1, let name = shape.repeated, isTag(name) {
        record?.repeatedStart = spaceBefore(token, inside: open)
        if isEmpty { endRepeated(log) }
      }
      if isEmpty {
        if record?.depth == depth { endRecord(at: at, log) }
      } else if depth < XMLScanner.depthLimit {
        context.open.append(tagName)
      } else if record != nil {
        breakUp()
      } else {
        try checkGap(to: at)
        throw Problem(
          .badInput, "not well-formed XML: nested deeper than \(depth) elements", path: path)
      }
    } else if depth > floor, let last = context.open.last, last == tagName || last.isEmpty {
      context.open.removeLast()
      guard let open = record else { return }
      if depth - 1 == open.depth {
        endRecord(at: at, log)
      } else if depth - 1 == open.depth + 1 {
        endRepeated(log)
      }
    } else if record != nil {
      breakUp()
      if isTag(shape.record) { endRecord(at: at, log) }
    }
  }

  /// Where the white space begins before a child that repeats: it goes with the child, or it would grow with
  /// their number.
  private func spaceBefore(_ child: Int, inside record: Record) -> Int {
    var start = child
    while start > record.start, XMLScanner.isSpace(buffer[start - 1]) { start -= 1 }
    return start
  }

  /// Ends a child that repeats. With it in memory, beside the one that is kept, the record may be too long.
  private func endRepeated(_ log: SkipLog) {
    guard record?.repeatedStart != nil else { return }
    checkLength(to: at, log)
    if let open = record, !open.isDropped, let start = open.repeatedStart {
      record?.repeated.append(start..<at)
    }
    record?.repeatedStart = nil
  }

  private func endRecord(at end: Int, _ log: SkipLog) {
    var end = checkLength(to: end, log)
    if let open = record, !open.isDropped, !open.isBroken,
      end - open.start + open.thinned > min(shape.limit, shape.partBytes)
    {
      let rest = buffer.count - end
      thin()
      end = buffer.count - rest
    }
    guard let open = record else { return }
    context.open.removeLast(context.open.count - open.depth)
    context.rootIsSeen = true
    if open.isDropped {
      drop(open.start..<end)
    } else {
      records.append(open.start..<end)
      recordCount += 1
      isAfterDamage = false
    }
    record = nil
  }
}
