/// Makes one packed row: the hot loop of `pack`.
///
/// Chunks are read from the stores and written once, into the row; what is kept besides the tokens is a few
/// numbers an example. Generic over the width of the row's tokens, which is the stores' too where they were
/// written by this program; `PlannedRows` names both widths, so that all of it is specialised.
struct RowBuilder<Token: FixedWidthInteger & BitwiseCopyable & Sendable>: Sendable {
  private let format: RowFormat
  private let reserved: ReservedTokens
  private let stores: [TokenStore]
  private let keys: SourceKeys
  /// Ids from here on are not the model's.
  private let vocabularySize: Int
  private let search: ReservedTokenSearch
  /// Examples built whose raw tokens hold ids that mark something.
  private(set) var markedExamples = 0
  private var builder: ExampleBuilder
  private var sample: SampleBuilder
  private var chunk: [Token] = []
  /// The row that was built last.
  private(set) var tokens: [Token]
  private var examples: [PlannedExample] = []
  private var placed: [PlacedExample] = []
  private var columns = ExampleColumns()
  private var features = DecoderFeatures()
  private var targets: [Int32] = []

  init(_ plan: ResolvedPlan, _ format: RowFormat) {
    self.format = format
    reserved = plan.reserved
    stores = plan.stores.map(\.store)
    keys = SourceKeys(seed: plan.mixture.mixture.seed, names: plan.stores.map(\.name))
    vocabularySize = plan.modelVocabularySize
    search = ReservedTokenSearch(plan.reserved, below: plan.modelVocabularySize)
    builder = ExampleBuilder(
      reserved: plan.reserved, layouts: plan.mixture.objectives.layouts)
    sample = SampleBuilder(format.shard)
    tokens = [Token](repeating: 0, count: format.sequenceLength)
  }

  /// The bytes of a row's sample.
  mutating func sample(_ block: PlannedBlock, row: Int) throws(Problem) -> [UInt8] {
    try build(block, row: row)
    writeColumns()
    return sample.bytes
  }

  /// Makes a row's tokens and what is known of its examples.
  mutating func build(_ block: PlannedBlock, row: Int) throws(Problem) {
    lookAhead(block, from: row)
    examples.removeAll(keepingCapacity: true)
    placed.removeAll(keepingCapacity: true)
    var start = 0
    for item in block.rows[row] {
      let example = block.examples[Int(item)]
      let shape = try build(example, at: start)
      examples.append(example)
      placed.append(PlacedExample(start: start, length: Int(example.length), shape: shape))
      start += Int(example.length)
    }
    let pad = Token(truncatingIfNeeded: reserved.pad)
    for i in start..<tokens.count { tokens[i] = pad }
  }

  /// Where documents lie is a miss of the caches for each, unless it is asked for some rows before.
  private func lookAhead(_ block: PlannedBlock, from row: Int) {
    guard row + Self.rowsAhead < block.rows.count else { return }
    for item in block.rows[row + Self.rowsAhead] {
      let example = block.examples[Int(item)]
      stores[Int(example.source)].willRead(Int(example.document))
    }
  }

  private static var rowsAhead: Int { 8 }

  private mutating func build(
    _ example: PlannedExample, at start: Int
  ) throws(Problem) -> ExampleShape {
    let (shard, document) = stores[Int(example.source)].locate(Int(example.document))
    let count = Int(example.tokens)
    let first = Int(example.offset)
    try shard.read(document, first..<first + count, into: &chunk)
    let extremes = extremes(count)
    guard extremes.highest < vocabularySize else {
      throw beyondVocabulary(count, shard, document, first: first)
    }
    if search.mayHold(lowest: Int(extremes.lowest), highest: Int(extremes.highest)),
      search.isIn(chunk[..<count])
    {
      markedExamples += 1
    }
    let random = ChunkRandom(
      sourceKey: keys[Int(example.source), epoch: Int(example.epoch)], document: example.document,
      offset: UInt64(first))
    return unsafe chunk.withUnsafeBufferPointer { chunk in
      unsafe tokens.withUnsafeMutableBufferPointer { row in
        unsafe builder.build(
          UnsafeBufferPointer(rebasing: chunk[..<count]),
          layout: Int(example.objective), endsDocument: example.endsDocument,
          random: random,
          into: UnsafeMutableBufferPointer(rebasing: row[start..<start + Int(example.length)]))
      }
    }
  }

  /// The chunk's lowest and highest token, negative ones counting as huge: one pass that the compiler
  /// vectorizes.
  @inline(__always)
  private func extremes(_ count: Int) -> (lowest: Token.Magnitude, highest: Token.Magnitude) {
    unsafe chunk.withUnsafeBufferPointer { chunk in
      var highest: Token.Magnitude = 0
      var lowest = Token.Magnitude.max
      for i in 0..<count {
        let token = unsafe Token.Magnitude(truncatingIfNeeded: chunk[i])
        highest = token > highest ? token : highest
        lowest = token < lowest ? token : lowest
      }
      return (lowest, highest)
    }
  }

  private func beyondVocabulary(
    _ count: Int, _ shard: IndexedDataset, _ document: Int, first: Int
  ) -> Problem {
    let place = chunk[..<count].firstIndex { $0 < 0 || $0 >= vocabularySize } ?? 0
    return Problem(
      .badInput, "token beyond the vocabulary", path: shard.path + ".bin",
      place: "document \(document), token \(first + place)", got: "\(chunk[place])",
      expected: "0 to \(vocabularySize - 1)",
      fix: "was the store made with this tokenizer? Name another with \(.tokenizerModel)")
  }

  /// Puts the columns together, in the order of their names.
  private mutating func writeColumns() {
    if format.columns == .full {
      widen()
      features.set(
        tokens: targets, examples: placed, decoderStart: reserved.decoderStart, pad: reserved.pad)
    }
    columns.set(examples, placed)
    sample.begin()
    for column in format.order {
      switch column {
      case .attentionMask: sample.append(fixed: features.attentionMask)
      case .cuSeqlens: sample.append(variable: columns.ends)
      case .decoderCausalAttention: sample.append(fixed: features.causalAttention)
      case .decoderInputTokens: sample.append(fixed: features.inputTokens)
      case .decoderLossWeights: sample.append(fixed: features.lossWeights)
      case .decoderPositions: sample.append(fixed: features.positions)
      case .decoderSegmentIDs: sample.append(fixed: features.segmentIDs)
      case .decoderTargetTokens: sample.append(fixed: targets)
      case .documents: sample.append(variable: columns.documents)
      case .epochs: sample.append(variable: columns.epochs)
      case .lengths: sample.append(variable: columns.lengths)
      case .lossStarts: sample.append(variable: columns.lossStarts)
      case .objectives: sample.append(variable: columns.objectives)
      case .offsets: sample.append(variable: columns.offsets)
      case .prefixLens: sample.append(variable: columns.prefixLengths)
      case .sources: sample.append(variable: columns.sources)
      case .tokens: sample.append(fixed: tokens)
      }
    }
  }

  /// The row's tokens as Int32.
  private mutating func widen() {
    let tokens = tokens
    targets.removeAll(keepingCapacity: true)
    targets.append(addingCapacity: tokens.count) { output in
      for i in tokens.indices { output.append(Int32(truncatingIfNeeded: tokens[i])) }
    }
  }
}

extension RowBuilder {
  /// The examples of the row that was built last.
  var packedExamples: [PackedExample] {
    zip(examples, placed).map { example, place in
      PackedExample(
        start: place.start, length: place.length, prefixLength: place.shape.prefixLength,
        lossStart: place.shape.lossStart, objective: Int(example.objective),
        source: Int(example.source), document: Int(example.document),
        offset: Int(example.offset), chunkLength: Int(example.tokens), epoch: Int(example.epoch))
    }
  }
}
