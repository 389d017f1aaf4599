import UL2Input

/// Documents as JSON lines: what `read` does on all workers.
struct DocumentLines: InputJob, @unchecked Sendable {
  let reading: Reading
  /// That decompress one input.
  let threads: Int
  let reporter: Reporter
  /// Called by the one thread whose turn it is; not sendable for that reason alone.
  let write: ([UInt8]) throws(Problem) -> Void
  let total: Monitor<SkipCounts>

  func makeWorker() -> DocumentFilter? { reading.filters.makeFilter() }

  func makeBatch() -> [UInt8] { [] }

  func size(of input: Int) -> Int? { reading.size(of: input) }

  func open(
    _ input: Int, _ meter: ReadMeter
  ) throws(Problem) -> (parts: any InputParts, sink: Void) {
    (try reading.open(input, threads: threads, meter), ())
  }

  func add(
    _ document: inout Document, to batch: inout [UInt8], _ filter: inout DocumentFilter?,
    _ input: InputPlace, _ log: SkipLog
  ) throws(Problem) -> Int {
    if let filter, !filter.isWanted(&document, log) { return batch.count }
    Self.append(document, reading.source, to: &batch)
    return batch.count
  }

  func write(_ batch: [UInt8], to sink: inout Void, _ input: InputPlace) throws(Problem) {
    try write(batch)
  }

  func finish(_ sink: Void, _ input: Int, _ skipped: SkipCounts) {
    total.withLock { $0.add(skipped) }
  }

  static func append(_ document: Document, _ source: Source, to lines: inout [UInt8]) {
    lines.append(contentsOf: "{\"id\": ".utf8)
    appendJSONString(document.id, to: &lines)
    lines.append(contentsOf: ", \"source\": \"\(source.name)\", \"text\": ".utf8)
    appendJSONString(document.text, to: &lines)
    lines.append(contentsOf: ", \"metadata\": ".utf8)
    lines.append(contentsOf: document.metadata.isEmpty ? Array("{}".utf8) : document.metadata)
    lines.append(contentsOf: "}\n".utf8)
  }
}
