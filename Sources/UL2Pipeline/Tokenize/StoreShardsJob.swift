import UL2Input

/// Inputs to shards: what `tokenize` does on all workers. What `runInputs` calls an input is a shard here, made
/// of files one after the other.
struct StoreShardsJob: InputJob {
  struct Worker {
    /// Of each tokenizer, and the one whose turn it is.
    let encoders: [TokenEncoder]
    var current = 0
    /// Of each job.
    let filters: [DocumentFilter?]
    /// The library's ids of a document that is checked.
    var reference: [Int32] = []

    var encoder: TokenEncoder { encoders[current] }
  }

  /// A shard of one of the units.
  private struct Shard {
    let unit: Int
    let job: Int
    let number: Int
    let pieces: [StoreLayout.Piece]
    let size: Int?
  }

  let jobs: [TokenizeJob]
  let outputs: [OutputDirectory]
  let units: [StoreUnit]
  private let shards: [Shard]
  private let shardsOfUnits: [Range<Int>]
  /// Those of the jobs: one, or two where some sources' texts may become special tokens.
  private let tokenizers: [Tokenizer]
  /// Of each job, in `tokenizers`.
  private let tokenizerOfJob: [Int]
  let check: LibraryCheck
  let threads: Int
  /// Whether inputs of an unknown format are skipped.
  let skipsUnknown: Bool
  /// Told of each unit whose record is kept.
  let done: @Sendable (Int) -> Void
  /// The finished shards of unfinished units.
  private let finished = Monitor<[Int: [Int: StoreShardRecord]]>([:])

  init(
    jobs: [TokenizeJob], outputs: [OutputDirectory], units: [StoreUnit], check: LibraryCheck,
    threads: Int, skipsUnknown: Bool,
    done: @escaping @Sendable (Int) -> Void
  ) {
    self.jobs = jobs
    self.outputs = outputs
    self.units = units
    var tokenizers: [Tokenizer] = []
    tokenizerOfJob = jobs.map { job in
      if let known = tokenizers.firstIndex(where: { $0 === job.tokenizer }) { return known }
      tokenizers.append(job.tokenizer)
      return tokenizers.count - 1
    }
    self.tokenizers = tokenizers
    self.check = check
    self.threads = threads
    self.skipsUnknown = skipsUnknown
    self.done = done
    var shards: [Shard] = []
    var shardsOfUnits: [Range<Int>] = []
    for (u, unit) in units.enumerated() {
      let layout = jobs[unit.job].layout
      let first = shards.count
      for number in layout.units[unit.number].shards {
        let shard = layout.shards[number]
        shards.append(
          Shard(unit: u, job: unit.job, number: number, pieces: shard.pieces, size: shard.size))
      }
      shardsOfUnits.append(first..<shards.count)
    }
    self.shards = shards
    self.shardsOfUnits = shardsOfUnits
  }

  /// The shards of a unit.
  func shards(of unit: Int) -> Range<Int> { shardsOfUnits[unit] }

  func makeWorker() -> Worker {
    Worker(
      encoders: tokenizers.map { TokenEncoder($0) }, filters: jobs.map { $0.filters.makeFilter() })
  }

  func makeBatch() -> StoreShardBatch { StoreShardBatch(type: .forStore(of: tokenizers[0])) }

  func size(of shard: Int) -> Int? { shards[shard].size }

  func fileCount(of shard: Int) -> Int { shards[shard].pieces.count }

  /// Files up to this are one part of their shard.
  private static let smallFile = 4 * partBytes

  func open(
    _ index: Int, _ meter: ReadMeter
  ) throws(Problem) -> (parts: any InputParts, sink: StoreShardSink) {
    let shard = shards[index]
    let (job, output) = (jobs[shard.job], outputs[shard.job])
    let isAlone = shard.pieces.count == 1
    let parts = FilesInOrder(count: shard.pieces.count) { file in
      guard !isAlone, let size = job.listing.entries[shard.pieces[file].input].identity.size else {
        return false
      }
      return size <= Self.smallFile
    } open: { [threads, skipsUnknown] file throws(Problem) in
      let piece = shard.pieces[file]
      let entry = job.listing.entries[piece.input]
      try entry.check(in: output.path)
      let own = ReadMeter(of: piece.part?.count ?? entry.identity.size) { meter.add($0) }
      let parts = try openForReading(
        entry.path, part: piece.part, source: job.source, options: job.options,
        scratch: output.scratch(""), threads: isAlone ? threads : 1, skipsUnknown: skipsUnknown,
        meter: own)
      return FilesInOrder.OpenFile(parts: parts, meter: own)
    }
    let name = job.layout.shardName(shard.number)
    let sink = try StoreShardSink(job, shard.pieces, name: name, base: output.scratch(name))
    return (parts, sink)
  }

  func add(
    _ document: inout Document, to batch: inout StoreShardBatch, _ worker: inout Worker,
    _ place: InputPlace, _ log: SkipLog
  ) throws(Problem) -> Int {
    let job = shards[place.input].job
    worker.current = tokenizerOfJob[job]
    switch worker.filters[job]?.verdict(&document, log) ?? .train {
    case .dropped: return batch.byteCount
    case .train: try encode(document, into: &batch.train, &worker, place)
    case .validation:
      // The counts so far are of texts to train on.
      batch.train.addCounts(of: worker.encoder)
      try encode(document, into: &batch.validation, &worker, place)
      batch.validation.addCounts(of: worker.encoder)
    }
    return batch.byteCount
  }

  /// Adds a document's tokens, and compares them, as they will be stored, with the library's where it is
  /// one of those that are checked.
  private func encode(
    _ document: Document, into batch: inout TokenBatch, _ worker: inout Worker, _ place: InputPlace
  ) throws(Problem) {
    let job = jobs[shards[place.input].job]
    let eos = job.appendsEOD ? job.eos : nil
    let isChecked = check.chooses(document)
    do throws(Problem) {
      try batch.add(document, isChecked: isChecked) { tokens throws(Problem) in
        let first = tokens.count
        try worker.encoder.encode(document.text.span, appendingTo: &tokens)
        if isChecked {
          try worker.encoder.encodeByReference(document.text, into: &worker.reference)
          try LibraryCheck.compare(
            tokens.ids(from: first), with: worker.reference, of: job.tokenizer.referenceName)
        }
        if let eos { tokens.append(eos) }
      }
    } catch {
      let path = job.inputs[shards[place.input].pieces[place.file].input]
      throw error.at(path, place: String(decoding: document.id, as: UTF8.self))
    }
  }

  func complete(_ batch: inout StoreShardBatch, _ worker: inout Worker) {
    batch.train.addCounts(of: worker.encoder)
  }

  func write(
    _ batch: StoreShardBatch, to sink: inout StoreShardSink, _ place: InputPlace
  ) throws(Problem) {
    try sink.add(batch, ofFile: place.file)
  }

  func finish(_ sink: StoreShardSink, _ index: Int, _ skipped: SkipCounts) throws(Problem) {
    let shard = shards[index]
    let unit = units[shard.unit]
    let range = jobs[unit.job].layout.units[unit.number].shards
    let record = try sink.publish(skipped)
    let whole = finished.withLock { finished -> StoreUnitRecord? in
      finished[shard.unit, default: [:]][shard.number] = record
      guard let made = finished[shard.unit], made.count == range.count else { return nil }
      finished[shard.unit] = nil
      return StoreUnitRecord(range.compactMap { made[$0] })
    }
    if let whole {
      try outputs[unit.job].record(unit.name, whole)
      done(shard.unit)
    }
  }
}

extension InputListing.Entry {
  /// Throws where a file of this machine is not as it was when it was listed; remote ones are compared as they
  /// are read.
  ///
  /// - Parameter output: what was begun with it.
  fileprivate func check(in output: String) throws(Problem) {
    guard let size = identity.size, !isRemote(path) else { return }
    let now = try fileSize(path)
    guard now != size else { return }
    throw Problem(
      .readWrite, "the input has changed since it was listed", path: path, got: "\(now) bytes",
      expected: "\(size)", fix: "restore it, or remove \(output) and start over")
  }
}
