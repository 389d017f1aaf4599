import UL2Input

/// Inputs to shards: what `tokenize` does on all workers.
struct StoreShardsJob: InputJob {
  struct Unit: Sendable {
    var job: Int
    var input: Int
    var bytes: Int
  }

  struct Worker {
    let encoder: TokenEncoder
    /// Of each job.
    let filters: [DocumentFilter?]
    /// The library's ids of a document that is checked.
    var reference: [Int32] = []
  }

  let jobs: [TokenizeJob]
  let outputs: [OutputDirectory]
  let units: [Unit]
  /// All jobs of a run have the same tokenizer, so a worker's encoder serves them all.
  let tokenizer: Tokenizer
  let check: LibraryCheck
  let threads: Int
  /// Whether inputs of no form that is read are left out.
  let skipsUnknown: Bool

  func makeWorker() -> Worker {
    Worker(encoder: TokenEncoder(tokenizer), filters: jobs.map { $0.choosing.makeFilter() })
  }

  func makeBatch() -> StoreShardBatch { StoreShardBatch(type: .forStore(of: tokenizer)) }

  func size(of unit: Int) -> Int? { units[unit].bytes == .max ? nil : units[unit].bytes }

  func open(
    _ unit: Int, _ meter: ReadMeter
  ) throws(Problem) -> (parts: any InputParts, sink: StoreShardSink) {
    let (job, output) = (jobs[units[unit].job], outputs[units[unit].job])
    let input = units[unit].input
    let path = job.inputs[input]
    let name = job.shardName(input)
    let parts = try openForReading(
      path, source: job.source, options: job.options, scratch: output.scratch(""),
      threads: threads, skipsUnknown: skipsUnknown, meter: meter)
    return (parts, try StoreShardSink(job, input, output.scratch(name)))
  }

  func add(
    _ document: inout Document, to batch: inout StoreShardBatch, _ worker: inout Worker,
    _ unit: Int,
    _ log: SkipLog
  ) throws(Problem) -> Int {
    switch worker.filters[units[unit].job]?.verdict(&document, log) ?? .train {
    case .dropped: return batch.byteCount
    case .train: try encode(document, into: &batch.train, &worker, unit)
    case .validation:
      // What was counted until now was in texts to train on.
      batch.train.addCounts(of: worker.encoder)
      try encode(document, into: &batch.validation, &worker, unit)
      batch.validation.addCounts(of: worker.encoder)
    }
    return batch.byteCount
  }

  /// Adds a document's tokens, and compares them, as they will be stored, with the library's where it is
  /// one of those that are checked.
  private func encode(
    _ document: Document, into batch: inout TokenBatch, _ worker: inout Worker, _ unit: Int
  ) throws(Problem) {
    let (job, input) = (units[unit].job, units[unit].input)
    let eod = jobs[job].appendsEOD ? jobs[job].eos : nil
    let isChecked = check.chooses(document)
    do throws(Problem) {
      try batch.add(document, isChecked: isChecked) { tokens throws(Problem) in
        let first = tokens.count
        try worker.encoder.encode(document.text.span, appendingTo: &tokens)
        if isChecked {
          try worker.encoder.encodeByLibrary(document.text, into: &worker.reference)
          try LibraryCheck.compare(tokens.ids(from: first), with: worker.reference)
        }
        if let eod { tokens.append(eod) }
      }
    } catch {
      throw error.at(jobs[job].inputs[input], place: String(decoding: document.id, as: UTF8.self))
    }
  }

  func complete(_ batch: inout StoreShardBatch, _ worker: inout Worker) {
    batch.train.addCounts(of: worker.encoder)
  }

  func write(_ batch: StoreShardBatch, to sink: inout StoreShardSink, _ unit: Int) throws(Problem) {
    try sink.train?.add(batch.train)
    try sink.validation?.add(batch.validation)
  }

  func finish(_ sink: StoreShardSink, _ unit: Int, _ skipped: SkipCounts) throws(Problem) {
    let record = try sink.publish(skipped)
    try outputs[units[unit].job].record(record)
  }
}
