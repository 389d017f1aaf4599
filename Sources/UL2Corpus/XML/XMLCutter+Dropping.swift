/// Taking bytes out of what is held, and counting lines over them.

extension XMLCutter {
  /// Takes bytes out of the buffer.
  func drop(_ range: Range<Int>) { drop([range]) }

  /// Takes bytes out of the buffer, in one pass.
  func drop(_ ranges: [Range<Int>]) {
    guard let first = ranges.first?.lowerBound else { return }
    func moved(_ offset: Int) -> Int {
      ranges.reduce(offset) { moved, range in
        range.lowerBound < offset
          ? moved - (min(range.upperBound, offset) - range.lowerBound) : moved
      }
    }
    for i in dropped.indices { dropped[i].offset = moved(dropped[i].offset) }
    var removed = 0
    for range in ranges {
      let newlines = unsafe buffer.withUnsafeBufferPointer { unsafe $0.newlines(range) }
      note(newlines, droppedAt: range.lowerBound - removed)
      removed += range.count
    }
    at = moved(at)
    token = moved(token)
    tokenBody = moved(tokenBody)
    lastTag = moved(lastTag)
    if let start = record?.repeatedStart { record?.repeatedStart = moved(start) }
    let end = ranges.last?.upperBound ?? first
    var kept: [UInt8] = []
    for (range, next) in zip(ranges, ranges.dropFirst()) {
      kept += buffer[range.upperBound..<next.lowerBound]
    }
    buffer.replaceSubrange(first..<end, with: kept)
  }

  /// Notes what was dropped. A record of gigabytes, which is dropped piece by piece at one place, is noted once.
  func note(_ newlines: Int, records: Int = 0, droppedAt offset: Int) {
    if let last = dropped.indices.last, dropped[last].offset == offset {
      dropped[last].newlines += newlines
      dropped[last].records += records
    } else {
      dropped.append(XMLPart.Dropped(offset: offset, newlines: newlines, records: records))
    }
  }

  /// The number of the line that `offset` is on.
  func line(at offset: Int) -> Int {
    let lines = unsafe buffer.withUnsafeBufferPointer { unsafe $0.newlines(0..<offset) }
    return dropped.reduce(firstLine + lines) { $1.offset <= offset ? $0 + $1.newlines : $0 }
  }
}
