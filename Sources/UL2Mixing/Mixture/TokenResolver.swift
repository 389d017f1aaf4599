/// Finds the ids of sentinels, FIM markers, end and padding: from the mixture, else from the model by
/// name, else appended to its vocabulary.
///
/// Appended ids count upwards: four places for the FIM markers, kept even where none is used, then the
/// sentinels. So neither FIM nor more sentinels give another id to what is there.
struct TokenResolver<V: Vocabulary> {
  let mixture: Mixture
  let vocabulary: V
  private(set) var notes: [String] = []
  private var size: Int
  /// The first of the places kept for FIM markers.
  private var markerPlaces: Int?

  init(mixture: Mixture, vocabulary: V) {
    self.mixture = mixture
    self.vocabulary = vocabulary
    size = vocabulary.size
  }

  /// As many as T5 has.
  private static var usualSentinels: Int { 100 }

  /// - Parameter needed: as many sentinels as the longest chunks take.
  mutating func resolve(sentinelsNeeded needed: Int) throws(Problem) -> ReservedTokens {
    let choice = mixture.tokens
    guard let eos = choice.eos ?? vocabulary.eos else {
      throw Problem(
        .badMixture, "the tokenizer has no end-of-sequence id", path: mixture.path,
        place: "tokenizer.eos", expected: "an id", fix: "add \"tokenizer\": {\"eos\": ID}")
    }
    if choice.sentinels != nil, let extra = choice.extraIDs {
      throw Problem(
        .badMixture, "both sentinels and extra_ids", path: mixture.path,
        place: "tokenizer.extra_ids", got: "\(extra)",
        expected: "existing ids (sentinels), or ids to append (extra_ids)",
        fix: "remove one of the two")
    }
    let pad = choice.pad ?? vocabulary.pad ?? eos
    let start = choice.decoderStart ?? vocabulary.bos ?? choice.pad ?? vocabulary.pad ?? eos
    let usesSpans = mixture.objectives.contains { objective in
      if case .spanCorruption = objective.objective { objective.weight > 0 } else { false }
    }
    let sentinels = usesSpans ? try resolveSentinels(needed: needed) : nil
    let hasCausal = mixture.objectives.contains { $0.objective == .causal && $0.weight > 0 }
    let usesFIM = (mixture.fim?.rate ?? 0) > 0 && hasCausal
    if (mixture.fim?.rate ?? 0) > 0, !hasCausal {
      notes.append("fim changes nothing: the mixture has no causal objective")
    }
    let fim = usesFIM ? try resolveFIM(eos: eos) : nil
    for (name, id) in [("eos", eos), ("pad", pad), ("decoder_start", start)] {
      try check(id, "tokenizer.\(name)")
    }
    let reserved = ReservedTokens(
      vocabularySize: size, eos: eos, pad: pad, decoderStart: start, sentinels: sentinels, fim: fim)
    try reserved.checkCollisions(mixture)
    try reserved.checkPieces(vocabulary, mixture)
    noteAppended(markers: usesFIM, sentinels)
    return reserved
  }

  private mutating func resolveSentinels(needed: Int) throws(Problem) -> Sentinels {
    var found =
      mixture.tokens.sentinels ?? (mixture.tokens.extraIDs == nil ? vocabulary.namedSentinels : nil)
    var replacing = 0
    if mixture.tokens.sentinels == nil, vocabulary.markers != nil, let own = found,
      own.count < min(Self.usualSentinels, needed)
    {
      // A handful that the model happens to have is not enough: others are appended, as if it had none.
      replacing = min(Self.usualSentinels, needed)
      notes.append(
        "the tokenizer's own \(own.count) sentinels are not used: the mixture needs \(needed)")
      found = nil
    }
    if let given = mixture.tokens.sentinels {
      // Ids beyond the model's pieces are rows of the trainer's embedding: umT5's are.
      size = max(size, given.ids.upperBound + 1)
    }
    let appends = mixture.tooFewSentinels == .append
    if let found, !appends || found.count >= needed { return found }
    let usual = found != nil ? 0 : replacing > 0 ? replacing : Self.usualSentinels
    let count = max(mixture.tokens.extraIDs ?? usual, appends ? needed : 0)
    if !namesMarkers {
      markerPlaces = size
      size += 4
    }
    guard size + count <= Int(Int32.max) - 8 else {
      throw Problem(
        .badMixture, "no ids are left for \(count) sentinels", path: mixture.path,
        place: "tokenizer", got: "ids from \(size) on", expected: "ids of at most 32 bits")
    }
    let sentinels = Sentinels(first: size, step: 1, count: count)
    size += count
    return sentinels
  }

  /// Whether the mixture or the model has the FIM markers, so that none is appended.
  private var namesMarkers: Bool {
    let choice = mixture.tokens
    return choice.fimPrefix != nil || choice.fimSuffix != nil || choice.fimMiddle != nil
      || vocabulary.namedFIM != nil
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
    if let own = vocabulary.namedFIM {
      let eot = choice.fimEOT == nil ? own.eot ?? eos : try id(choice.fimEOT, "fim_eot")
      return FIMTokens(prefix: own.prefix, suffix: own.suffix, middle: own.middle, eot: eot)
    }
    if markerPlaces == nil {
      markerPlaces = size
      size += 4
    }
    let first = markerPlaces ?? size
    return FIMTokens(
      prefix: first, suffix: first + 1, middle: first + 2,
      eot: choice.fimEOT == nil ? first + 3 : try id(choice.fimEOT, "fim_eot"))
  }

  /// A trainer must know what was appended.
  private mutating func noteAppended(markers used: Bool, _ sentinels: Sentinels?) {
    if let first = markerPlaces {
      let ids = "ids \(first) to \(first + 3)"
      notes.append(
        used
          ? "appended 4 FIM tokens (prefix, suffix, middle, end), \(ids)"
          : "kept 4 places for FIM tokens, \(ids): none is used")
    }
    if let sentinels, sentinels != mixture.tokens.sentinels, sentinels.first >= vocabulary.size {
      let (count, ids) = (sentinels.count, sentinels.ids)
      notes.append(
        count == 1
          ? "appended 1 sentinel, id \(ids.lowerBound)"
          : "appended \(count) sentinels, ids \(ids.lowerBound) to \(ids.upperBound)")
    }
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
