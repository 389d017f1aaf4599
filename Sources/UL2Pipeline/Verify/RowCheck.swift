/// Checks one row: the bounds of its examples, each example against its objective, padding, and the
/// features where the row has them. One for each worker; all but the sums is reused.
struct RowCheck {
  private let manifest: DatasetManifest
  private let raw: RawTokens?
  private var features = DecoderFeatures()
  private(set) var sums: PlanTotals
  /// Examples whose raw text holds reserved tokens, so that they cannot be distinguished.
  private(set) var ambiguous = 0
  /// Examples whose raw tokens are known, and hold such ids.
  private(set) var marked = 0
  private let search: ReservedTokenSearch
  /// The chunks of the rows since the last `takeChunks()`.
  private var chunks: [PackedChunk] = []

  /// The planned blocks that rows are compared with in a deep check.
  private var plan: PlannedBlocks?

  /// - Parameters:
  ///   - stores: for a deep check: what the chunks are compared with.
  ///   - plan: for a deep check: what the rows are compared with.
  init(_ manifest: DatasetManifest, stores: RawStores?, plan: PlannedBlocks? = nil) {
    self.manifest = manifest
    self.plan = plan
    raw = stores.map { RawTokens(manifest, $0) }
    search = ReservedTokenSearch(manifest.reserved, below: manifest.model.vocabularySize)
    sums = PlanTotals(manifest)
  }

  /// Forgets the sums.
  mutating func reset() {
    sums = PlanTotals(manifest)
    ambiguous = 0
    marked = 0
    chunks.removeAll(keepingCapacity: true)
  }

  mutating func takeChunks() -> [PackedChunk] {
    defer { chunks = [] }
    return chunks
  }

  /// - Parameters:
  ///   - index: of the row.
  ///   - report: takes a problem with its place.
  mutating func check(
    _ sample: MDSSample, index: Int, path: String, report: (Problem) -> Void
  ) throws(Problem) {
    let place = "row \(index)"
    func problem(_ text: String, _ got: String?, _ expected: String?, _ example: Int? = nil)
      -> Problem
    {
      Problem(
        .found, text, path: path, place: example.map { "\(place), example \($0)" } ?? place,
        got: got, expected: expected)
    }
    let row = try PackedRow(sample, index: index) { problem($0, $1, $2) }
    sums.rows += 1
    let vocabulary = manifest.reserved.vocabularySize
    let tokens = row.tokens.integers
    if let wrong = firstOutside(tokens, vocabulary) {
      report(
        problem(
          "token beyond the vocabulary at position \(wrong)", "\(tokens[wrong])",
          "0 to \(vocabulary - 1)"))
    }
    try row.checkBounds { problem($0, $1, $2) }
    for (i, example) in row.examples.enumerated() {
      do throws(Problem) {
        try checkExample(example, Array(tokens[example.range])) { problem($0, $1, $2, i) }
      } catch {
        report(error)
      }
    }
    do throws(Problem) {
      try plan?.compare(row) { problem($0, $1, $2, $3) }
    } catch {
      report(error)
    }
    let pad = manifest.reserved.pad
    if let wrong = tokens[row.usedLength...].firstIndex(where: { $0 != pad }) {
      report(
        problem("padding holds a token at position \(wrong)", "\(tokens[wrong])", "\(pad)"))
    }
    if manifest.format.columns == .full {
      checkFeatures(sample, row, tokens) { report(problem($0, $1, $2)) }
    }
  }

  private func firstOutside(_ tokens: [Int], _ vocabulary: Int) -> Int? {
    var highest: UInt = 0
    for token in tokens { highest = max(highest, UInt(bitPattern: token)) }
    if highest < vocabulary { return nil }
    return tokens.firstIndex { $0 < 0 || $0 >= vocabulary }
  }

  private mutating func checkExample(
    _ example: PackedExample, _ tokens: [Int], _ fail: RowFailure
  ) throws(Problem) {
    try manifest.checkReferences(example, fail)
    let layout = manifest.objectives[example.objective].layout
    let endsDocument = try end(layout, example, fail)
    chunks.append(PackedChunk(example, endsDocument: endsDocument))
    sums.add(
      objective: example.objective, source: example.source, tokens: example.chunkLength,
      positions: example.length,
      lossTokens: example.length - min(max(example.lossStart, 0), example.length))
    try checkShape(layout, example, fail)
    try checkTokens(example, tokens, layout, endsDocument: endsDocument, fail)
  }

  /// Whether the example has its document's end, where its length tells.
  private func end(
    _ layout: ExampleLayout, _ example: PackedExample, _ fail: RowFailure
  ) throws(Problem) -> Bool? {
    let tokens = example.chunkLength
    let length = example.length
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
    _ layout: ExampleLayout, _ example: PackedExample, _ fail: RowFailure
  ) throws(Problem) {
    let tokens = example.chunkLength
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
    guard allowed.contains(example.lossStart) else {
      throw fail(
        "loss start of \(layout.objective.name)", "\(example.lossStart)",
        allowed.count == 1
          ? "\(allowed.lowerBound)" : "\(allowed.lowerBound) to \(allowed.upperBound)")
    }
    let prefix = layout.isBidirectional ? example.lossStart : 0
    guard example.prefixLength == prefix else {
      throw fail(
        "prefix length of \(layout.objective.name)", "\(example.prefixLength)",
        layout.isBidirectional ? "\(prefix), its loss start" : "0: attention is causal")
    }
  }

  private mutating func checkTokens(
    _ example: PackedExample, _ tokens: [Int], _ layout: ExampleLayout, endsDocument: Bool?,
    _ fail: RowFailure
  ) throws(Problem) {
    var chunk: [Int]?
    var malformed: Problem?
    do throws(MalformedExample) {
      chunk = try layout.chunk(
        of: tokens, tokens: example.chunkLength, shape: example.shape, reserved: manifest.reserved)
    } catch {
      let got = error.position < tokens.count ? "\(tokens[error.position])" : nil
      malformed = fail(
        "\(layout.objective.name): \(error.reason), at position \(error.position)", got, nil)
    }
    let isAmbiguous =
      chunk == nil
      && layout.isAmbiguous(tokens, tokens: example.chunkLength, reserved: manifest.reserved)
    guard let raw else {
      if isAmbiguous { ambiguous += 1 } else if let malformed { throw malformed }
      if let chunk, search.isIn(chunk) { marked += 1 }
      return
    }
    let stored = try raw.chunk(example, fail)
    if search.isIn(stored) { marked += 1 }
    if stored == chunk { return }
    if isAmbiguous || chunk != nil {
      let made = raw.tokens(of: example, stored, layout, endsDocument: endsDocument ?? false)
      if made == tokens { return }
    }
    if let malformed { throw malformed }
    let wrong = zip(stored, chunk ?? []).prefix { $0 == $1 }.count
    throw fail(
      "raw token \(example.offset + wrong) of the document is not the store's",
      chunk.map { "\($0[wrong])" }, "\(stored[wrong])")
  }

  private mutating func checkFeatures(
    _ sample: MDSSample, _ row: PackedRow, _ tokens: [Int],
    _ report: (String, String?, String?) -> Void
  ) {
    let placed = row.examples.map {
      PlacedExample(start: $0.start, length: $0.length, shape: $0.shape)
    }
    features.set(
      tokens: tokens.map { Int32(truncatingIfNeeded: $0) }, examples: placed,
      decoderStart: manifest.reserved.decoderStart,
      pad: manifest.reserved.pad)
    func compare(_ name: String, _ expected: some Collection<some FixedWidthInteger>) {
      guard let values = sample.integers(inColumn: name) else {
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
    compare("decoder_target_tokens", tokens)
  }
}
