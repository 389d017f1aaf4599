/// Records that one chunk of input gave, waiting to be taken in their order.
struct RecordQueue<Record> {
  private var records: [Record?] = []
  private var first = 0

  var isEmpty: Bool { first == records.count }

  mutating func append(_ record: Record) { records.append(record) }

  mutating func next() -> Record? {
    guard !isEmpty else { return nil }
    let record = records[first]
    // What is taken is not kept alive here.
    records[first] = nil
    first += 1
    if isEmpty {
      records.removeAll(keepingCapacity: true)
      first = 0
    }
    return record
  }
}
