/// A mixture with a tokenizer: every id known, every length settled, everything checked.

public struct ResolvedMixture: Sendable {
  public let mixture: Mixture
  public let reserved: ReservedTokens
  package let objectives: ObjectiveTable
  /// A description of the ids appended to the model's vocabulary, which a trainer must know.
  package let notes: [String]

  package init(_ mixture: Mixture, vocabulary: some Vocabulary) throws(Problem) {
    var prompts: [[Int32]] = []
    for objective in mixture.objectives {
      // Many models turn a trailing space into a lone ▁, which with the next word's own gives two.
      var prompt = objective.prompt
      while let last = prompt.last, last.isWhitespace { prompt.removeLast() }
      prompts.append(prompt.isEmpty ? [] : try vocabulary.encode(prompt))
    }
    let needed = zip(mixture.objectives, prompts).map { objective, prompt in
      objective.weight > 0
        ? objective.layout(mixture, prompt: prompt, sentinels: nil).sentinelsNeeded ?? 0 : 0
    }
    var resolver = TokenResolver(mixture: mixture, vocabulary: vocabulary)
    let reserved = try resolver.resolve(sentinelsNeeded: needed.max() ?? 0)
    try self.init(mixture, reserved: reserved, prompts: prompts, notes: resolver.notes)
  }

  /// A mixture whose ids are known already, so that no tokenizer is asked.
  ///
  /// - Parameters:
  ///   - mixture: as its file has it.
  ///   - reserved: the ids of the reserved tokens.
  ///   - prompts: the ids of each objective's prompt, empty where it has none.
  ///   - notes: which ids were appended to the model's vocabulary, in words.
  /// - Throws: another number of prompts, ids that collide, and objectives for which a row is too short.
  public init(
    _ mixture: Mixture, reserved: ReservedTokens, prompts: [[Int32]], notes: [String] = []
  ) throws(Problem) {
    guard prompts.count == mixture.objectives.count else {
      throw Problem(
        .usage, "not one prompt per objective", path: mixture.path, got: "\(prompts.count)",
        expected: "\(mixture.objectives.count)")
    }
    self.mixture = mixture
    self.reserved = reserved
    self.notes = notes
    try reserved.checkCollisions(mixture)
    var weighted: [(layout: ExampleLayout, weight: Double)] = []
    for (i, objective) in mixture.objectives.enumerated() {
      let layout = objective.layout(
        mixture, prompt: prompts[i], sentinels: reserved.sentinels?.count)
      if objective.weight > 0 {
        try Self.check(layout, objective, mixture, reserved, place: "objectives[\(i)]")
      }
      weighted.append((layout, objective.weight))
    }
    objectives = ObjectiveTable(
      weighted: weighted, fim: mixture.fim.map { ($0.rate, $0.spmRate) })
    for layout in objectives.layouts where layout.largestChunk < 2 || layout.largestLastChunk < 1 {
      throw Problem(
        .badMixture, "no room for a chunk", path: mixture.path, place: "sequence_length",
        got: "\(mixture.sequenceLength) positions",
        expected: "room for \(layout.objective.name)'s prompt, markers and at least two tokens")
    }
  }

  /// Whether FIM may be applied to a source's causal chunks.
  public func allowsFIM(inSource source: String) -> Bool {
    guard let fim = mixture.fim else { return false }
    return fim.sources?.contains(source) ?? true
  }

  private static func check(
    _ layout: ExampleLayout, _ objective: Mixture.WeightedObjective, _ mixture: Mixture,
    _ reserved: ReservedTokens, place: String
  ) throws(Problem) {
    guard case .spanCorruption(let parameters) = layout.objective,
      layout.largestChunkWithoutLimit >= 2
    else { return }
    if let tokens = parameters.firstImpossibleLength(upTo: layout.largestChunk) {
      let (noise, spans) = parameters.counts(tokens: tokens)
      throw Problem(
        .badMixture, "no noise mask exists for a chunk of \(tokens) tokens", path: mixture.path,
        place: place, got: "\(noise) noise tokens in \(spans) spans",
        expected: "as many tokens left over as spans",
        fix: "lower noise_density or raise mean_span_length")
    }
    let available = reserved.sentinels?.count ?? 0
    guard available == 0 || layout.isLimitedBySentinels && mixture.tooFewSentinels != .limit else {
      return
    }
    let needed = layout.sentinelsNeeded ?? 0
    throw Problem(
      .badMixture, "too few sentinels", path: mixture.path, place: place,
      got: "\(available) sentinels for chunks of up to \(layout.largestChunkWithoutLimit) tokens",
      expected: "\(needed)",
      fix:
        "set \"too_few_sentinels\" to \"limit\" or \"append\", \"max_chunk_tokens\": \(layout.largestChunk) here, or \"tokenizer\": {\"extra_ids\": \(needed)}"
    )
  }
}

extension Mixture.WeightedObjective {
  fileprivate func layout(
    _ mixture: Mixture, prompt: [Int32], sentinels: Int?
  ) -> ExampleLayout {
    let attention = prefixAttention ?? mixture.prefixAttention
    return ExampleLayout(
      objective: objective, prompt: prompt, isBidirectional: attention == .bidirectional,
      sequenceLength: mixture.sequenceLength, maxChunkTokens: maxChunkTokens, sentinels: sentinels)
  }
}
