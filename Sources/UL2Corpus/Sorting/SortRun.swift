/// The records of one run: their bytes one after another, and an index that is what gets sorted.
///
/// Spilled, a record is its key, its length and its bytes, little-endian.
struct SortRun {
  private struct Entry {
    var key: ExternalSorter.Key
    var offset: Int
    var count: Int
  }

  /// Key and length before each record in a scratch file.
  static let headerBytes = 24

  private var bytes: [UInt8] = []
  private var entries: [Entry] = []

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }
  var memory: Int { bytes.count + entries.count * MemoryLayout<Entry>.stride }

  mutating func append(_ key: ExternalSorter.Key, _ record: [UInt8]) {
    entries.append(Entry(key: key, offset: bytes.count, count: record.count))
    bytes.append(contentsOf: record)
  }

  /// Orders by key, then by arrival.
  mutating func sort() {
    entries.sort { $0.key == $1.key ? $0.offset < $1.offset : $0.key < $1.key }
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
  }

  func key(_ index: Int) -> ExternalSorter.Key { entries[index].key }

  func record(_ index: Int) -> ArraySlice<UInt8> {
    let entry = entries[index]
    return bytes[entry.offset..<entry.offset + entry.count]
  }

  /// Appends the run to `file`, 1 MiB at a time.
  func write(to file: ScratchFile) throws(Problem) -> SortedRun {
    let start = file.count
    var buffer: [UInt8] = []
    for index in 0..<count {
      let record = record(index)
      let key = key(index)
      for word in [key.major, key.minor, UInt64(record.count)] {
        appendLittleEndian(word, to: &buffer)
      }
      buffer.append(contentsOf: record)
      if buffer.count >= 1 << 20 {
        try file.append(buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    try file.append(buffer)
    return SortedRun(range: start..<file.count)
  }
}

/// Where a sorted run is in its scratch file.
struct SortedRun {
  var range: Range<Int>
}
