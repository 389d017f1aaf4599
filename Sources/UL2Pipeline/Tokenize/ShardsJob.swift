import UL2Input

/// Inputs to shards: what `tokenize` does on all workers.
struct ShardsJob: InputJob {
  struct Unit: Sendable {
    var job: Int
    var input: Int
    var bytes: Int
  }

  struct Worker {
    let encoder: Encoder
    /// Of each job.
    let filters: [DocumentFilter?]
    var ids: [Int32] = []
    /// Those of a document that is checked.
    var reference: [Int32] = []
  }

  let jobs: [TokenizeJob]
  let outputs: [OutputDirectory]
  let units: [Unit]
  /// All jobs of a run have the same tokenizer, so a worker's encoder serves them all.
  let tokenizer: Tokenizer
  let check: LibraryCheck
  let threads: Int
  let reporter: Reporter

  func makeWorker() -> Worker {
    Worker(encoder: Encoder(tokenizer), filters: jobs.map { $0.choosing.makeFilter() })
  }

  func makeBatch() -> ShardBatch { ShardBatch(type: .forStore(of: tokenizer)) }

  func open(_ unit: Int) throws(Problem) -> (parts: any InputParts, sink: ShardSink) {
    let (job, output, input) = named(unit)
    let path = job.inputs[input]
    let name = job.shardName(input)
    let parts = try openParts(
      path, source: job.source, options: job.options, scratch: output.scratch(""),
      threads: threads)
    return (parts, try ShardSink(job, input, output.scratch(name)))
  }

  func add(
    _ document: inout Document, to batch: inout ShardBatch, _ worker: inout Worker, _ unit: Int,
    _ log: SkipLog
  ) throws(Problem) -> Int {
    let (job, _, input) = named(unit)
    let verdict = worker.filters[units[unit].job]?.verdict(&document, log) ?? .train
    if verdict == .dropped { return batch.byteCount }
    // What was counted until now was in texts to train on.
    if verdict == .validation { batch.train.add(matches: worker.encoder.takeProtectedMatches()) }
    let isChecked = check.chooses(document)
    do throws(Problem) {
      try worker.encoder.encode(document.text, into: &worker.ids)
      if isChecked { try compare(document, &worker) }
    } catch {
      throw error.at(job.inputs[input], place: String(decoding: document.id, as: UTF8.self))
    }
    if job.appendsEOD, let eos = job.tokenizer.eos { worker.ids.append(Int32(eos)) }
    if verdict == .validation {
      batch.validation.add(document, worker.ids, isChecked: isChecked)
      batch.validation.add(matches: worker.encoder.takeProtectedMatches())
    } else {
      batch.train.add(document, worker.ids, isChecked: isChecked)
    }
    reporter.advance(document.text.count, of: nil, unit: "B of text")
    return batch.byteCount
  }

  private func compare(_ document: Document, _ worker: inout Worker) throws(Problem) {
    try worker.encoder.encodeByLibrary(document.text, into: &worker.reference)
    if let problem = LibraryCheck.difference(worker.ids, from: worker.reference) { throw problem }
  }

  func complete(_ batch: inout ShardBatch, _ worker: inout Worker) {
    batch.train.add(matches: worker.encoder.takeProtectedMatches())
  }

  func write(_ batch: ShardBatch, to sink: inout ShardSink, _ unit: Int) throws(Problem) {
    try sink.write(batch)
  }

  func finish(_ sink: ShardSink, _ unit: Int, _ skipped: SkipCounts) throws(Problem) {
    let record = try sink.publish(skipped)
    try outputs[units[unit].job].record(record.name, record.json, files: record.fileNames)
  }

  private func named(_ unit: Int) -> (TokenizeJob, OutputDirectory, input: Int) {
    (jobs[units[unit].job], outputs[units[unit].job], units[unit].input)
  }
}
