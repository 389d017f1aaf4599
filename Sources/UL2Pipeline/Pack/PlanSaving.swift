/// `plan --output`: a plan as a thing on disk, which any number of tasks can pack, and which can be looked at like
/// the shards that are not written yet.
package struct PlanSaving: Sendable {
  package var request: PlanRequest
  package var output: String
  package var overwrite: Bool

  package init(_ request: PlanRequest, output: String, overwrite: Bool) {
    self.request = request
    self.output = output
    self.overwrite = overwrite
  }

  /// - Returns: the plan, and whether it was there already.
  package func run(
    _ reporter: Reporter
  ) throws(Problem) -> (corpus: MixtureStores, plan: Plan, isOld: Bool) {
    let corpus = try MixtureStores(request, keptAt: output, reporter)
    corpus.tellNotes(reporter)
    let fingerprints = try corpus.resolved.fingerprints()
    let identity = corpus.identity(fingerprints: fingerprints)
    let directory = OutputDirectory(output, configuration: identity)
    let state = try directory.examine(
      overwrite: overwrite,
      inputs: corpus.resolved.stores.map(\.store.path) + [corpus.tokenizer.path]
        + [request.continuing].compactMap(\.self))
    if state == .finished, let old = try? SavedPlan(output, tokens: request.tokens) {
      return (corpus, old.plan, true)
    }
    if state == .abandoned { reporter.note(directory.abandonedNote) }
    let plan = try corpus.plan(reporter)
    for warning in plan.warnings(corpus) { reporter.warn(warning) }
    // What is there and cannot be opened is made again.
    if state == .finished { try directory.reopen() }
    if try directory.begin(overwrite: overwrite) == .finished { return (corpus, plan, true) }
    do throws(Problem) {
      try save(plan, corpus, identity, fingerprints, directory)
    } catch {
      // The same command elsewhere was faster, and took away where this one was writing.
      guard directory.isFinished else { throw error }
      return (corpus, plan, true)
    }
    return (corpus, plan, false)
  }

  private func save(
    _ plan: Plan, _ corpus: MixtureStores, _ identity: JSONValue, _ fingerprints: [String],
    _ directory: OutputDirectory
  ) throws(Problem) {
    try KeptEnds.keep(corpus.resolved, directory)
    let bytes = plan.fileBytes
    try corpus.prepare(plan: bytes, directory)
    let manifest = try DatasetManifest(
      path: joined(output, "manifest.json"), corpus.resolved, plan,
      DatasetManifest.PlanFacts(corpus.resolved, identity, file: bytes),
      tokenizer: corpus.tokenizer.identity, fingerprints: fingerprints)
    try directory.publishPrepared()
    try directory.finish(manifest: manifest.json)
  }
}
