/// Checks one row: the bounds of its examples, each example against its objective, padding, and the
/// features where the row has them. One for each worker; all but the sums is reused.
struct RowCheck {
  private let manifest: StatedManifest
  private let raw: RawTokens?
  private var features = DecoderFeatures()
  private(set) var sums: PackedSums
  /// Examples whose raw text holds sentinels or markers, so that they cannot be told apart.
  private(set) var ambiguous = 0
  /// The chunks of the rows since the last `takeChunks()`.
  private var chunks: [PackedChunk] = []

  /// - Parameter stores: for `--deep`: what the chunks are compared with.
  init(_ manifest: StatedManifest, stores: RawStores?) {
    self.manifest = manifest
    raw = stores.map { RawTokens(manifest, $0) }
    sums = PackedSums(manifest)
  }

  /// Forgets the sums.
  mutating func reset() {
    sums = PackedSums(manifest)
    ambiguous = 0
    chunks.removeAll(keepingCapacity: true)
  }

  mutating func takeChunks() -> [PackedChunk] {
    defer { chunks = [] }
    return chunks
  }

  /// - Parameters:
  ///   - place: of the row: `row 17`.
  ///   - report: problem, with the place that it is completed to.
  mutating func check(
    _ sample: MDSSample, place: String, path: String, report: (Problem) -> Void
  ) throws(Problem) {
    func problem(_ text: String, _ got: String?, _ expected: String?, _ example: Int? = nil)
      -> Problem
    {
      Problem(
        .found, text, path: path, place: example.map { "\(place), example \($0)" } ?? place,
        got: got, expected: expected)
    }
    let row = try RowColumns(sample) { problem($0, $1, $2) }
    sums.rows += 1
    let vocabulary = manifest.special.vocabularySize
    if let wrong = firstOutside(row.tokens, vocabulary) {
      report(
        problem(
          "token beyond the vocabulary at position \(wrong)", "\(row.tokens[wrong])",
          "0 to \(vocabulary - 1)"))
    }
    guard let used = checkBounds(row, { report(problem($0, $1, $2)) }) else { return }
    for example in 0..<row.count {
      do throws(Problem) {
        try checkExample(row, example) { problem($0, $1, $2, example) }
      } catch {
        report(error)
      }
    }
    let pad = manifest.special.pad
    if let wrong = row.tokens[used...].firstIndex(where: { $0 != pad }) {
      report(
        problem("padding holds a token at position \(wrong)", "\(row.tokens[wrong])", "\(pad)"))
    }
    if manifest.format.columns == .full {
      checkFeatures(sample, row) { report(problem($0, $1, $2)) }
    }
  }

  private func firstOutside(_ tokens: [Int], _ vocabulary: Int) -> Int? {
    var highest: UInt = 0
    for token in tokens { highest = max(highest, UInt(bitPattern: token)) }
    if highest < vocabulary { return nil }
    return tokens.firstIndex { $0 < 0 || $0 >= vocabulary }
  }

  /// Where the padding begins; nil if the examples cannot be told apart.
  private func checkBounds(
    _ row: RowColumns, _ report: (String, String?, String?) -> Void
  ) -> Int? {
    guard row.bounds.first == 0 else {
      report("cu_seqlens does not begin at 0", "\(row.bounds.first ?? -1)", "0")
      return nil
    }
    for i in 1..<row.bounds.count where row.bounds[i] <= row.bounds[i - 1] {
      report(
        "cu_seqlens does not rise at \(i)", "\(row.bounds[i])", "above \(row.bounds[i - 1])")
      return nil
    }
    let used = row.bounds[row.bounds.count - 1]
    guard used <= row.tokens.count else {
      report("cu_seqlens goes beyond the row", "\(used)", "at most \(row.tokens.count)")
      return nil
    }
    return used
  }

  private mutating func checkExample(
    _ row: RowColumns, _ i: Int, _ fail: (String, String?, String?) -> Problem
  ) throws(Problem) {
    func inside(_ name: String, _ value: Int, _ count: Int) throws(Problem) {
      guard (0..<count).contains(value) else {
        throw fail("\(name) that the manifest does not have", "\(value)", "0 to \(count - 1)")
      }
    }
    try inside("an objective", row.objectives[i], manifest.layouts.count)
    try inside("a source", row.sources[i], manifest.sources.count)
    let source = manifest.sources[row.sources[i]]
    try inside("an epoch of \(source.name)", row.epochs[i], source.epochs)
    try inside("a document of \(source.name)", row.documents[i], source.storeDocuments)
    let layout = manifest.layouts[row.objectives[i]]
    let tokens = row.lengths[i]
    let length = row.bounds[i + 1] - row.bounds[i]
    let endsDocument = try end(layout, tokens: tokens, length: length, fail)
    chunks.append(
      PackedChunk(
        source: row.sources[i], epoch: row.epochs[i], document: row.documents[i],
        offset: row.offsets[i], tokens: tokens, endsDocument: endsDocument))
    sums.add(
      objective: row.objectives[i], source: row.sources[i], tokens: tokens, positions: length,
      loss: length - min(max(row.lossStarts[i], 0), length))
    try checkShape(layout, row.shape(i), tokens: tokens, fail)
    try checkTokens(row, i, layout, endsDocument: endsDocument, fail)
  }

  /// Whether the example has its document's end, where its length tells.
  private func end(
    _ layout: ExampleLayout, tokens: Int, length: Int,
    _ fail: (String, String?, String?) -> Problem
  ) throws(Problem) -> Bool? {
    var least = 1
    if case .spanCorruption = layout.objective { least = 2 }
    guard tokens >= least, tokens <= max(layout.largestChunk, layout.largestLastChunk) else {
      throw fail(
        "a chunk that \(layout.objective.name) cannot take", "\(tokens) raw tokens",
        "\(least) to \(max(layout.largestChunk, layout.largestLastChunk))")
    }
    let inside = layout.length(tokens: tokens, endsDocument: false)
    let last = layout.length(tokens: tokens, endsDocument: true)
    guard length == inside || length == last else {
      let expected = inside == last ? "\(inside)" : "\(inside) or, at a document's end, \(last)"
      throw fail(
        "length of an example of \(layout.objective.name) with \(tokens) raw tokens", "\(length)",
        expected)
    }
    return inside == last ? nil : length == last
  }

  private func checkShape(
    _ layout: ExampleLayout, _ shape: ExampleShape, tokens: Int,
    _ fail: (String, String?, String?) -> Problem
  ) throws(Problem) {
    let prompt = layout.prompt.count
    let allowed: ClosedRange<Int>
    switch layout.objective {
    case .causal, .fimPSM, .fimSPM: allowed = prompt...prompt
    case .spanCorruption, .prefixLM(.suffix):
      // Nothing is random in it.
      let start = layout.lossStart(
        tokens: tokens, ChunkRandom(sourceKey: 0, document: 0, offset: 0))
      allowed = start...start
    case .prefixLM(.uniform):
      allowed = tokens == 1 ? prompt...prompt : prompt + 1...prompt + tokens - 1
    }
    guard allowed.contains(shape.lossStart) else {
      throw fail(
        "loss start of \(layout.objective.name)", "\(shape.lossStart)",
        allowed.count == 1
          ? "\(allowed.lowerBound)" : "\(allowed.lowerBound) to \(allowed.upperBound)")
    }
    let prefix = layout.isBidirectional ? shape.lossStart : 0
    guard shape.prefixLength == prefix else {
      throw fail(
        "prefix length of \(layout.objective.name)", "\(shape.prefixLength)",
        layout.isBidirectional ? "\(prefix), its loss start" : "0: attention is causal")
    }
  }

  private mutating func checkTokens(
    _ row: RowColumns, _ i: Int, _ layout: ExampleLayout, endsDocument: Bool?,
    _ fail: (String, String?, String?) -> Problem
  ) throws(Problem) {
    let example = Array(row.tokens[row.bounds[i]..<row.bounds[i + 1]])
    var chunk: [Int]?
    var malformed: Problem?
    do throws(MalformedExample) {
      chunk = try layout.chunk(
        of: example, tokens: row.lengths[i], shape: row.shape(i), special: manifest.special)
    } catch {
      let got = error.position < example.count ? "\(example[error.position])" : nil
      malformed = fail(
        "\(layout.objective.name): \(error.reason), at position \(error.position)", got, nil)
    }
    let isAmbiguous = chunk == nil && isAmbiguous(example, layout, tokens: row.lengths[i])
    guard let raw else {
      if isAmbiguous { ambiguous += 1 } else if let malformed { throw malformed }
      return
    }
    let stored = try raw.chunk(row, i, fail)
    if stored == chunk { return }
    if isAmbiguous || chunk != nil {
      let made = raw.example(stored, row, i, layout, endsDocument: endsDocument ?? false)
      if made == example { return }
    }
    if let malformed { throw malformed }
    let wrong = zip(stored, chunk ?? []).prefix { $0 == $1 }.count
    throw fail(
      "raw token \(row.offsets[i] + wrong) of the document is not the store's",
      chunk.map { "\($0[wrong])" }, "\(stored[wrong])")
  }

  /// Whether there are more sentinels or markers than the objective inserts.
  private func isAmbiguous(_ example: [Int], _ layout: ExampleLayout, tokens: Int) -> Bool {
    switch layout.objective {
    case .causal, .prefixLM: return false
    case .spanCorruption(let parameters):
      guard let sentinels = manifest.special.sentinels else { return false }
      let ids = sentinels.ids
      return example.count { ids.contains($0) } > 2 * parameters.counts(tokens: tokens).spans
    case .fimPSM, .fimSPM:
      guard let fim = manifest.special.fim else { return false }
      return example.count { $0 == fim.suffix || $0 == fim.middle || $0 == fim.prefix } > 3
    }
  }

  private mutating func checkFeatures(
    _ sample: MDSSample, _ row: RowColumns, _ report: (String, String?, String?) -> Void
  ) {
    let placed = (0..<row.count).map { i in
      PlacedExample(
        start: row.bounds[i], length: row.bounds[i + 1] - row.bounds[i], shape: row.shape(i))
    }
    features.set(
      tokens: row.tokens.map { Int32(truncatingIfNeeded: $0) }, examples: placed,
      decoderStart: manifest.special.decoderStart,
      pad: manifest.special.pad)
    func compare(_ name: String, _ expected: some Collection<some FixedWidthInteger>) {
      guard let values = sample.integers(name) else {
        return report("column \(name) is missing", nil, nil)
      }
      let differing = zip(values, expected).enumerated().first { $1.0 != Int($1.1) }
      guard let (position, (got, wanted)) = differing else { return }
      report("\(name) at position \(position)", "\(got)", "\(wanted)")
    }
    compare("attention_mask", features.attentionMask)
    compare("decoder_causal_attention", features.causalAttention)
    compare("decoder_input_tokens", features.inputTokens)
    compare("decoder_loss_weights", features.lossWeights)
    compare("decoder_positions", features.positions)
    compare("decoder_segment_ids", features.segmentIDs)
    compare("decoder_target_tokens", row.tokens)
  }
}
