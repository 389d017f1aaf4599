/// A plan as JSON, and the figures that are shown with it.

/// A plan as JSON: the part of the manifest that a plan knows.
///
/// - Parameter tasks: what each of them would do, where that was asked for.
package func planReport(
  _ corpus: MixtureStores, _ plan: Plan, _ shards: ShardSettings, _ tasks: PackForecast? = nil
) -> JSONValue {
  let resolved = corpus.resolved
  let format = shards.rowFormat(resolved)
  let model = DatasetManifest.Model(resolved, corpus.tokenizer.identity)
  var members: [JSONValue.Member] = [
    .init("sequence_length", JSONValue(resolved.sequenceLength)), .init("tokenizer", model.json),
    .init("sources", .array(resolved.sources(of: plan, fingerprints: nil).map(\.json))),
    .init("objectives", .array(resolved.objectives(of: plan).map(\.json))),
    .init("totals", resolved.totals(of: plan).json),
  ]
  let phases = resolved.phases(of: plan)
  if !phases.isEmpty { members.append(.init("phases", .array(phases.map(\.json)))) }
  if let before = resolved.continuation { members.append(.init("continues", before.json)) }
  members += [
    .init("row_bytes", JSONValue(plan.rowBytes(format))),
    .init("ended_by", JSONValue(plan.endedBy) { .string(resolved.planner.sources[$0].name) }),
    .init("mixture", corpus.request.mixture.json),
  ]
  if let tasks { members.append(.init("tasks", tasks.json)) }
  return .object(members)
}

extension Plan {
  /// Bytes of all rows before compression, without the shards' headers.
  package func rowBytes(_ format: RowFormat) -> Int {
    let (row, example) = format.bytesPerRowAndExample
    return totals.rows * row + totals.all.chunks * example
  }

  /// Why the plan ends where it does, in words; nil where a number of tokens was asked for.
  package func ending(_ corpus: MixtureStores) -> String? {
    guard let endedBy else { return nil }
    let name = corpus.resolved.planner.sources[endedBy].name
    return switch corpus.request.limit {
    case .once: "\(name) is the first to be used up: nothing repeats"
    case .epochs(let count): "\(name) lasts longest: used \(counted(count, "time"))"
    case .tokens: nil
    }
  }
}

extension RowFormat {
  /// The bytes of a row without examples in a shard, including its entry in the shard's table, and those that each
  /// example adds: every column grows linearly with the examples; cu_seqlens always has one number more.
  var bytesPerRowAndExample: (row: Int, example: Int) {
    let empty = sampleSize(examples: 0)
    return (empty + 4, sampleSize(examples: 1) - empty)
  }
}
