/// A plan's parts, made from a manifest again: its mixture with the ids that it had, and its stores
/// as they were.
extension ResolvedPlan {
  /// - Parameters:
  ///   - directory: of the manifest.
  ///   - tokens: where the stores are now, one by name; nil: where they were.
  ///   - limit: where the plan ends.
  ///   - continuation: where the stage before has left each source.
  /// - Throws: where a store is gone, or is not what was planned from.
  package init(
    _ manifest: DatasetManifest, in directory: String, tokens: String?, limit: PlanLimit,
    continuing continuation: DatasetManifest.Continuation?
  ) throws(Problem) {
    let mixture = try Mixture.parse(manifest.mixture.bytes(), path: manifest.path)
    guard manifest.sources.map(\.name) == mixture.activeSources.map(\.name),
      manifest.objectives.count >= mixture.objectives.count
    else {
      throw Problem(
        .badInput, "not the sources or objectives of its mixture", path: manifest.path,
        place: "mixture")
    }
    let stores = try manifest.sources.map { source throws(Problem) in
      try source.openStore(at: source.storePath(in: tokens, of: directory))
    }
    let judged = try zip(manifest.sources, stores).map { source, store throws(Problem) in
      try source.judged?.read(store, in: directory)
    }
    try self.init(
      ResolvedMixture(
        mixture, reserved: manifest.reserved,
        prompts: manifest.objectives.prefix(mixture.objectives.count).map(\.layout.prompt),
        notes: manifest.model.appended), stores: stores, judged: judged,
      modelVocabularySize: manifest.model.vocabularySize, limit: limit, continuing: continuation)
    for (source, store) in zip(manifest.sources, self.stores)
    where store.tokenCount != source.store.tokens {
      throw source.changed(
        store.store.path, "tokens", "\(store.tokenCount)", "\(source.store.tokens)")
    }
  }
}

extension DatasetManifest.Source {
  fileprivate func changed(
    _ path: String, _ what: String, _ got: String, _ expected: String
  ) -> Problem {
    Problem(
      .badInput, "not the store that the plan was made from", path: path, place: what, got: got,
      expected: expected,
      fix: "plan again, or name the directory with the original store with \(.tokens)")
  }

  fileprivate func openStore(at place: String) throws(Problem) -> TokenStore {
    guard exists(place) else {
      throw Problem(
        .noInput, "the store that the plan was made from is missing", path: place,
        place: "sources.\(name)", fix: "name their directory with \(.tokens)")
    }
    let opened = try TokenStore(place, believesManifest: true)
    guard opened.documentCount == store.documents else {
      throw changed(place, "documents", "\(opened.documentCount)", "\(store.documents)")
    }
    if opened.manifest != nil, let expected = store.hash {
      let found = hexadecimal(try opened.fingerprint)
      if found != expected { throw changed(place, "manifest.json", found, expected) }
    }
    if let expected = store.listing {
      let found = hexadecimal(try opened.listing)
      if found != expected {
        throw changed(place, "names and sizes of its files", found, expected)
      }
    }
    return opened
  }
}
