/// One store's finished units become the store. Any task may do it, several at the same time, and `finalize` too:
/// each step has the same result in any task.
struct StorePublication {
  let output: OutputDirectory
  /// The store's manifest except for its shards.
  let head: StoreManifest
  /// The tokenizer's files.
  let model: [ModelFile]

  init(_ output: OutputDirectory, _ head: StoreManifest, model: [ModelFile]) {
    self.output = output
    self.head = head
    self.model = model
  }

  private static let headName = "manifest.json"

  /// Keeps what is published besides the units, so that `finalize` needs no command.
  func prepare() throws(Problem) {
    try output.prepare(model)
    try output.prepare(ManifestFile.text(head.json), as: Self.headName)
  }

  /// The publication of an output that a task has prepared.
  init(prepared output: OutputDirectory) throws(Problem) {
    let head = try StoreManifest(file: output.prepared(Self.headName))
    let model = try head.model.identity.files.map { name throws(Problem) in
      ModelFile(name: name, bytes: try readFile(output.prepared(name)))
    }
    self.init(output, head, model: model)
  }

  /// - Parameter units: all of the store's, in order.
  func publish(_ units: [(name: String, record: StoreUnitRecord)]) throws(Problem) {
    try output.makeWay()
    let records = units.flatMap(\.record.shards)
    let share = head.filters["documents"]?["validation_share"] ?? .null
    if share != .null { try publishValidation(records.compactMap(\.validation)) }
    for record in records { try output.publish(record.shard) }
    // Over a network, that a name is absent may be remembered for a while, but a directory that is opened is
    // asked for again.
    _ = try listDirectory(output.path)
    for (name, unit) in units {
      guard let gone = unit.shards.first(where: { !output.hasFiles(of: $0) }) else { continue }
      if output.isFinished { return }
      // Without its record it counts as not done for everyone.
      try output.forgetShards(of: name)
      throw Problem(
        .readWrite, "files of a finished shard are gone", path: output.path,
        place: gone.shard.name, fix: "run the same command again to make it again")
    }
    try output.publish(model)
    let manifest = head.with(shards: records)
    try publishSegments(of: manifest)
    try output.finish(manifest: manifest.json)
  }

  /// The documents held out are a store of their own, below the other.
  private func publishValidation(_ held: [StoreShard]) throws(Problem) {
    try makeDirectories(joined(output.path, "validation"))
    for shard in held { try output.publish(held: shard) }
    try output.publish(model, below: "validation/")
    let manifest = head.with(shards: held.map { StoreShardRecord($0) })
    try publishSegments(of: manifest, below: "validation/")
    try output.publish(ManifestFile.text(manifest.json), as: "validation/manifest.json")
  }

  private func publishSegments(
    of manifest: StoreManifest, below: String = ""
  ) throws(Problem) {
    for (path, bytes) in manifest.segmentFiles { try output.publish(bytes, as: below + path) }
  }
}

extension StorePublication {
  /// - Parameter output: its own.
  init(_ job: TokenizeJob, _ output: OutputDirectory) {
    let model = job.tokenizer
    self.init(
      output,
      StoreManifest(
        origin: ManifestOrigin(
          format: StoreManifest.formatNumber, configuration: output.configuration),
        source: job.source.name, reader: job.options.json, filters: job.filters.json,
        model: StoreManifest.Model(
          identity: model.identity, vocabularySize: model.vocabularySize,
          eos: job.appendsEOD ? job.eos : model.eos, protectedPieces: model.protectedPieces),
        engine: StoreManifest.Engine(
          tier: model.engine.kind.rawValue, library: model.libraryName,
          reason: model.engine.reason),
        type: job.tokenType, appendsEOD: job.appendsEOD, shards: []),
      model: model.files)
  }

  /// Publishes by hand what the last task would have published, within the limits that the task had which came
  /// last.
  func publishByHand() throws(Problem) {
    let names = try output.finishedUnits().filter(isNumber).sorted()
    var units: [(name: String, record: StoreUnitRecord)] = []
    var examples = SkipExamples()
    for name in names {
      guard var record = try output.storeRecord(of: name) else {
        throw Problem(
          .readWrite, "a finished unit's record is damaged", path: output.path, place: name,
          fix: "run the command that makes it: it is made again")
      }
      record.shards.keepFirstExamples(after: &examples)
      units.append((name, record))
    }
    let shards = units.flatMap { $0.record.shards.map(\.shard) }
    let limits = try BadInputLimits(output)
    try limits.policy.check(shards, inputs: limits.inputs)
    let held = units.flatMap { $0.record.shards.compactMap(\.validation) }
    try limits.policy.checkUnknown(head.source, shards + held, model: output.path)
    guard limits.policy.allowsEmpty || shards.contains(where: { $0.documents > 0 }) else {
      throw Problem(
        .badInput, "no document to publish", path: output.path,
        fix: "the command that makes it says why")
    }
    try publish(units)
  }
}

/// A task's limits on bad input, kept for publishing by hand.
struct BadInputLimits {
  var policy: BadInputPolicy
  /// Of the store.
  var inputs: Int

  private static let file = "limits.json"

  init(_ policy: BadInputPolicy, inputs: Int) {
    self.policy = policy
    self.inputs = inputs
  }

  func keep(in output: OutputDirectory) throws(Problem) {
    let json: JSONValue = [
      "inputs": JSONValue(inputs), "max_bad_share": JSONValue(policy.maxBadShare),
      "strict": .bool(policy.isStrict),
      "max_unknown_share": JSONValue(policy.maxUnknownShare) { JSONValue($0) },
      "allow_empty": .bool(policy.allowsEmpty),
    ]
    let own = output.scratch(Self.file)
    try AtomicFile.write(json.bytes(), to: own)
    try rename(own, to: output.finished(Self.file))
  }

  init(_ output: OutputDirectory) throws(Problem) {
    let path = output.finished(Self.file)
    let top = try JSONObjectReader(.parse(file: path), .manifest(path))
    inputs = try top.required("inputs", .count)
    policy = BadInputPolicy(
      maxBadShare: try top.required("max_bad_share", .double),
      isStrict: try top.required("strict", .bool),
      maxUnknownShare: try top.optional("max_unknown_share", .double),
      allowsEmpty: try top.required("allow_empty", .bool))
  }
}
