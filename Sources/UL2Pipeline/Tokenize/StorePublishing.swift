/// Finished units become token stores. Several tasks may do it at the same time, each step having the
/// same result whoever takes it, and whoever is ended in between leaves what the next one can finish
/// (`docs/decisions/0007-ranks.md`).
struct StorePublishing {
  let jobs: [TokenizeJob]
  let outputs: [OutputDirectory]
  /// As they were when the run began.
  let states: [OutputDirectory.State]

  /// Inputs of all jobs that nobody has finished yet.
  func missingInputs() throws(Problem) -> Int {
    var missing = 0
    for (j, job) in jobs.enumerated() where states[j] == .open && !outputs[j].isFinished {
      do throws(Problem) {
        let done = try outputs[j].finishedUnits()
        missing += job.inputs.indices.count { !done.contains(job.shardName($0)) }
      } catch {
        guard outputs[j].isFinished else { throw error }
      }
    }
    return missing
  }

  /// Publishes what is not published, if bad input is within limits.
  func publish(_ policy: BadInputPolicy) throws(Problem) -> [TokenizeReport] {
    var all = StoreTotals()
    var inputs = 0
    var pending: [(job: Int, records: [JSONValue], totals: StoreTotals)] = []
    var results: [TokenizeReport] = []
    for (j, job) in jobs.enumerated() {
      let records = try records(of: j)
      var totals = StoreTotals()
      for record in records { totals.add(record) }
      if states[j] == .open {
        for record in records { all.add(record) }
        inputs += records.count
        pending.append((j, records, totals))
      }
      results.append(
        TokenizeReport(
          source: job.source.name, output: job.output, documents: totals.documents,
          tokens: totals.tokens, textBytes: totals.textBytes, skipped: totals.skipped,
          checkedDocuments: totals.checkedDocuments, protectedMatches: totals.protectedMatches,
          wasFinished: states[j] == .finished))
    }
    // Finished units stay: with a higher limit the same command only has to publish them.
    try policy.check(all, inputs: inputs)
    for (j, records, totals) in pending where !outputs[j].isFinished {
      do throws(Problem) {
        try publish(jobs[j], outputs[j], records, totals)
      } catch {
        // Another task was faster, and took away what this one was about to publish.
        guard outputs[j].isFinished else { throw error }
      }
    }
    return results
  }

  /// The records of a job's units, from its manifest where it has one.
  private func records(of j: Int) throws(Problem) -> [JSONValue] {
    if states[j] == .open {
      var records: [JSONValue] = []
      for i in jobs[j].inputs.indices {
        guard let record = try? outputs[j].record(of: jobs[j].shardName(i)) else { break }
        records.append(record)
      }
      if records.count == jobs[j].inputs.count { return records }
      guard outputs[j].isFinished else {
        throw Problem(
          .readWrite, "a finished unit's record is damaged", path: jobs[j].output,
          place: jobs[j].shardName(records.count), fix: "run the same command again")
      }
    }
    return try JSONValue.parse(file: joined(jobs[j].output, "manifest.json"))["shards"]?.array
      ?? []
  }

  private func publish(
    _ job: TokenizeJob, _ output: OutputDirectory, _ records: [JSONValue], _ totals: StoreTotals
  ) throws(Problem) {
    if job.choosing.choice.validationShare != nil {
      try publishValidation(job, output, records)
    }
    for record in records { try move(record, output, unit: "", to: "") }
    try output.publish(job.tokenizer.modelBytes, as: "tokenizer.model")
    try output.finish(manifest: manifest(job, output, records: records, totals: totals))
  }

  /// The documents held out are a store of their own, below the other.
  private func publishValidation(
    _ job: TokenizeJob, _ output: OutputDirectory, _ records: [JSONValue]
  ) throws(Problem) {
    try makeDirectories(joined(job.output, "validation"))
    var held: [JSONValue] = []
    var totals = StoreTotals()
    for record in records {
      guard let validation = record["validation"] else { continue }
      try move(validation, output, unit: ".validation", to: "validation/")
      held.append(validation)
      totals.add(validation)
    }
    try output.publish(job.tokenizer.modelBytes, as: "validation/tokenizer.model")
    try output.publish(
      ManifestFile.text(manifest(job, output, records: held, totals: totals)),
      as: "validation/manifest.json")
  }

  /// Moves a shard's finished files; a try that was ended here before has moved some already.
  private func move(
    _ record: JSONValue, _ output: OutputDirectory, unit: String, to directory: String
  ) throws(Problem) {
    let name = record["name"]?.string ?? ""
    for file in record["files"]?.members ?? [] {
      try output.publish(name + unit + file.key.dropFirst(name.count), as: directory + file.key)
    }
  }

  private func manifest(
    _ job: TokenizeJob, _ output: OutputDirectory, records: [JSONValue], totals: StoreTotals
  ) -> JSONValue {
    let model = job.tokenizer
    let tokenizer: JSONValue = [
      "path": "tokenizer.model", "xxh3": .string(hexadecimal(model.hash)),
      "vocab_size": JSONValue(model.vocabularySize), "extra_ids": 0,
      "eos": JSONValue(model.eos) { JSONValue($0) },
      "protected_pieces": .array(model.protectedPieces.map { .string($0) }),
      "protected_matches": countsJSON(totals.protectedMatches),
      "engine": [
        "tier": .string(model.engine.kind.rawValue), "library": .string(sentencePieceLibrary()),
        "reason": .string(model.engine.reason),
      ],
      "checked_documents": JSONValue(totals.checkedDocuments),
    ]
    return [
      "kind": "token_store", "format": JSONValue(formatNumber), "program": .string(programVersion),
      "configuration": .string(output.configuration), "source": .string(job.source.name),
      "reader": job.options.json, "choice": job.choosing.json, "tokenizer": tokenizer,
      "dtype": .string(job.tokenType.name), "eod_appended": .bool(job.appendsEOD),
      "documents": JSONValue(totals.documents), "tokens": JSONValue(totals.tokens),
      "text_bytes": JSONValue(totals.textBytes), "skipped": totals.skipped.json,
      "shards": .array(records),
    ]
  }
}
