/// Finds the ids of sentinels, FIM markers, end and padding: from the mixture, else from the model by
/// name, else appended to its vocabulary.
struct TokenResolver<V: Vocabulary> {
  let mixture: Mixture
  let vocabulary: V
  private(set) var notes: [String] = []
  private var size: Int

  init(mixture: Mixture, vocabulary: V) {
    self.mixture = mixture
    self.vocabulary = vocabulary
    size = vocabulary.size
  }

  mutating func resolve() throws(Problem) -> SpecialTokens {
    let choice = mixture.tokens
    guard let eos = choice.eos ?? vocabulary.eos else {
      throw Problem(
        .badMixture, "the tokenizer has no end-of-sequence id", path: mixture.path,
        place: "tokenizer.eos", expected: "an id", fix: "add \"tokenizer\": {\"eos\": ID}")
    }
    let pad = choice.pad ?? vocabulary.pad ?? eos
    let start = choice.decoderStart ?? vocabulary.bos ?? choice.pad ?? vocabulary.pad ?? eos
    let usesSpans = mixture.objectives.contains { objective in
      if case .spanCorruption = objective.objective { objective.weight > 0 } else { false }
    }
    let sentinels = usesSpans ? try resolveSentinels() : nil
    let hasCausal = mixture.objectives.contains { $0.objective == .causal && $0.weight > 0 }
    let usesFIM = (mixture.fim?.rate ?? 0) > 0 && hasCausal
    if (mixture.fim?.rate ?? 0) > 0, !hasCausal {
      notes.append("fim changes nothing: the mixture has no causal objective")
    }
    let fim = usesFIM ? try resolveFIM(eos: eos) : nil
    if let fim, Set([fim.prefix, fim.suffix, fim.middle]).count < 3 {
      throw Problem(
        .badMixture, "FIM markers that cannot be told apart", path: mixture.path,
        place: "tokenizer.fim_prefix", got: "\(fim.prefix), \(fim.suffix), \(fim.middle)",
        expected: "three different ids for prefix, suffix and middle")
    }
    for (name, id) in [("eos", eos), ("pad", pad), ("decoder_start", start)] {
      try check(id, "tokenizer.\(name)")
    }
    return SpecialTokens(
      vocabularySize: size, eos: eos, pad: pad, decoderStart: start, sentinels: sentinels, fim: fim)
  }

  private mutating func resolveSentinels() throws(Problem) -> Sentinels {
    if let sentinels = mixture.tokens.sentinels {
      // Ids beyond the model's pieces are rows of the trainer's embedding: umT5's are.
      size = max(size, sentinels.ids.upperBound + 1)
      return sentinels
    }
    if mixture.tokens.extraIDs == nil, let first = vocabulary.id(ofPiece: "<extra_id_0>") {
      guard let second = vocabulary.id(ofPiece: "<extra_id_1>"), abs(second - first) == 1 else {
        return Sentinels(first: first, step: 1, count: 1)
      }
      let step = second - first
      var count = 2
      while vocabulary.id(ofPiece: "<extra_id_\(count)>") == first + count * step { count += 1 }
      return Sentinels(first: first, step: step, count: count)
    }
    let count = mixture.tokens.extraIDs ?? 100
    // As SeqIO does: the first sentinel is the highest id.
    let sentinels = Sentinels(first: size + count - 1, step: -1, count: count)
    notes.append("appended \(count) sentinels, ids \(size) to \(size + count - 1)")
    size += count
    return sentinels
  }

  private mutating func resolveFIM(eos: Int) throws(Problem) -> FIMTokens {
    let choice = mixture.tokens
    if choice.fimPrefix != nil || choice.fimSuffix != nil || choice.fimMiddle != nil {
      return FIMTokens(
        prefix: try id(choice.fimPrefix, "fim_prefix"),
        suffix: try id(choice.fimSuffix, "fim_suffix"),
        middle: try id(choice.fimMiddle, "fim_middle"),
        eot: choice.fimEOT == nil ? eos : try id(choice.fimEOT, "fim_eot"))
    }
    for naming in FIMTokens.namings {
      if let prefix = vocabulary.id(ofPiece: naming.prefix),
        let suffix = vocabulary.id(ofPiece: naming.suffix),
        let middle = vocabulary.id(ofPiece: naming.middle)
      {
        let found = naming.eots.compactMap { vocabulary.id(ofPiece: $0) }.first
        let eot = choice.fimEOT == nil ? found ?? eos : try id(choice.fimEOT, "fim_eot")
        return FIMTokens(prefix: prefix, suffix: suffix, middle: middle, eot: eot)
      }
    }
    let fim = FIMTokens(prefix: size, suffix: size + 1, middle: size + 2, eot: size + 3)
    notes.append(
      "appended 4 FIM tokens (prefix, suffix, middle, end), ids \(size) to \(size + 3)")
    size += 4
    return fim
  }

  private func id(_ name: Mixture.TokenName?, _ key: String) throws(Problem) -> Int {
    let place = "tokenizer.\(key)"
    switch name {
    case .id(let id):
      try check(id, place)
      return id
    case .piece(let piece):
      if let id = vocabulary.id(ofPiece: piece) { return id }
      throw Problem(
        .badMixture, "no such piece in the tokenizer", path: mixture.path, place: place,
        got: "\"\(piece)\"", expected: "a piece of the model, or an id")
    case nil:
      throw Problem(
        .badMixture, "missing key", path: mixture.path, place: place,
        expected: "prefix, suffix and middle together")
    }
  }

  private func check(_ id: Int, _ place: String) throws(Problem) {
    guard (0..<size).contains(id) else {
      throw Problem(
        .badMixture, "id beyond the vocabulary", path: mixture.path, place: place, got: "\(id)",
        expected: "0 to \(size - 1)")
    }
  }
}
