/// Merges sorted runs of one scratch file with a binary heap of the runs' next keys.
///
/// Each run has a buffer of 64 MiB / runs, between 16 KiB and 1 MiB: larger reads where there are
/// few runs, bounded memory where there are thousands (2,000 runs hold 64 GB).
final class RunMerger {
  private struct Head: Comparable {
    var key: ExternalSorter.Key
    var run: Int

    /// Of equal keys, the earlier run's came first.
    static func < (a: Head, b: Head) -> Bool { a.key == b.key ? a.run < b.run : a.key < b.key }
  }

  private var cursors: [RunCursor] = []
  private var heap: [Head] = []

  init(_ runs: [SortedRun], in file: ScratchFile) throws(Problem) {
    let bufferBytes = min(max((64 << 20) / max(runs.count, 1), 16 << 10), 1 << 20)
    for run in runs {
      let cursor = RunCursor(run, in: file, bufferBytes: bufferBytes)
      cursors.append(cursor)
      guard let key = try cursor.nextKey() else { continue }
      heap.append(Head(key: key, run: cursors.count - 1))
      siftUp(heap.count - 1)
    }
  }

  func next(into record: inout [UInt8]) throws(Problem) -> ExternalSorter.Key? {
    guard let head = heap.first else { return nil }
    let cursor = cursors[head.run]
    try cursor.readRecord(into: &record)
    if let key = try cursor.nextKey() {
      heap[0].key = key
    } else {
      heap[0] = heap[heap.count - 1]
      heap.removeLast()
    }
    siftDown()
    return head.key
  }

  private func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child] < heap[parent] else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private func siftDown() {
    var parent = 0
    while true {
      var smallest = parent
      for child in 2 * parent + 1...2 * parent + 2
      where child < heap.count && heap[child] < heap[smallest] { smallest = child }
      if smallest == parent { return }
      heap.swapAt(parent, smallest)
      parent = smallest
    }
  }
}

/// Reads one run from its first record to its last.
final class RunCursor {
  private let file: ScratchFile
  private let bufferBytes: Int
  private var unread: Range<Int>
  private var buffer: [UInt8] = []
  private var at = 0
  private var recordCount = 0

  init(_ run: SortedRun, in file: ScratchFile, bufferBytes: Int) {
    self.file = file
    self.bufferBytes = bufferBytes
    unread = run.range
  }

  /// Reads the next record's header; nil at the end of the run.
  func nextKey() throws(Problem) -> ExternalSorter.Key? {
    if at == buffer.count, unread.isEmpty { return nil }
    var header: [UInt8] = []
    try take(SortRun.headerBytes, into: &header)
    recordCount = Int(littleEndian(header, at: 16))
    return ExternalSorter.Key(
      major: littleEndian(header, at: 0), minor: littleEndian(header, at: 8))
  }

  func readRecord(into record: inout [UInt8]) throws(Problem) {
    record.removeAll(keepingCapacity: true)
    try take(recordCount, into: &record)
  }

  private func take(_ count: Int, into bytes: inout [UInt8]) throws(Problem) {
    var missing = count
    while missing > 0 {
      if at == buffer.count {
        let end = min(unread.lowerBound + bufferBytes, unread.upperBound)
        guard unread.lowerBound < end else {
          throw Problem(.readWrite, "a sorted run ends inside a record")
        }
        try file.read(unread.lowerBound..<end, into: &buffer)
        unread = end..<unread.upperBound
        at = 0
      }
      let piece = min(missing, buffer.count - at)
      bytes.append(contentsOf: buffer[at..<at + piece])
      at += piece
      missing -= piece
    }
  }
}
