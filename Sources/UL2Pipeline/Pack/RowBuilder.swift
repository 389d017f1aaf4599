/// Makes one packed row: the hot loop of `pack`.
///
/// Chunks are read where they lie in the mapped stores and written once, into the row; what stands
/// beside the tokens is a few numbers an example. Generic over the width of the row's tokens.
struct RowBuilder<Token: FixedWidthInteger & BitwiseCopyable> {
  private let corpus: MixtureStores
  private let format: RowFormat
  private var builder: ExampleBuilder
  private var sample: SampleBuilder
  private var scratch: [Token] = []
  private var tokens: [Token]
  private var placed: [PlacedExample] = []
  private var features = DecoderFeatures()
  private var targets: [Int32] = []

  init(_ corpus: MixtureStores, _ format: RowFormat) {
    self.corpus = corpus
    self.format = format
    builder = ExampleBuilder(special: corpus.special)
    sample = SampleBuilder(format.shard)
    tokens = [Token](repeating: 0, count: format.sequenceLength)
  }

  /// The bytes of a row's sample, until the next call.
  mutating func build(_ block: PlannedBlock, row: Int) throws(Problem) -> [UInt8] {
    placed.removeAll(keepingCapacity: true)
    var start = 0
    for item in block.rows[row] {
      let example = block.examples[Int(item)]
      let shape = try build(example, at: start)
      placed.append(PlacedExample(start: start, length: Int(example.length), shape: shape))
      start += Int(example.length)
    }
    let pad = Token(truncatingIfNeeded: corpus.special.pad)
    for i in start..<tokens.count { tokens[i] = pad }
    write(block, row)
    return sample.bytes
  }

  private mutating func build(
    _ example: PlannedExample, at start: Int
  ) throws(Problem) -> ExampleShape {
    let source = corpus.stores[Int(example.source)]
    let (shard, document) = source.store.locate(Int(example.document))
    let range = Int(example.offset)..<Int(example.offset + example.tokens)
    let layout = corpus.resolved.objectives.layouts[Int(example.objective)]
    let key = sourceKey(
      seed: corpus.settings.mixture.seed, name: source.name, epoch: Int(example.epoch))
    let random = ChunkRandom(
      sourceKey: key, document: example.document, offset: UInt64(example.offset))
    let limit = corpus.tokenizer.vocabularySize
    // Taken out of `self` for the call, since the closure writes to `self` too.
    var scratch: [Token] = []
    swap(&scratch, &self.scratch)
    defer { swap(&scratch, &self.scratch) }
    return unsafe try shard.withTokens(of: document, range, scratch: &scratch) {
      chunk throws(Problem) in
      if unsafe !allBelow(limit, chunk) {
        throw unsafe beyondVocabulary(chunk, limit, shard, document, first: range.lowerBound)
      }
      return unsafe tokens.withUnsafeMutableBufferPointer { row in
        unsafe builder.build(
          chunk, layout: layout, endsDocument: example.endsDocument, random: random,
          into: UnsafeMutableBufferPointer(rebasing: row[start..<start + Int(example.length)]))
      }
    }
  }

  /// Whether no token is negative or at least `limit`: one pass that the compiler vectorizes.
  @inline(__always)
  private func allBelow(_ limit: Int, _ chunk: UnsafeBufferPointer<Token>) -> Bool {
    var highest: Token.Magnitude = 0
    for i in chunk.indices {
      highest = max(highest, unsafe Token.Magnitude(truncatingIfNeeded: chunk[i]))
    }
    return highest < limit
  }

  private func beyondVocabulary(
    _ chunk: UnsafeBufferPointer<Token>, _ limit: Int, _ shard: IndexedDataset, _ document: Int,
    first: Int
  ) -> Problem {
    let place = unsafe chunk.firstIndex { $0 < 0 || $0 >= limit } ?? 0
    return Problem(
      .badInput, "token beyond the vocabulary", path: shard.path + ".bin",
      place: "document \(document), token \(first + place)", got: unsafe "\(chunk[place])",
      expected: "0 to \(limit - 1)",
      fix: "was the store made with this tokenizer? --tokenizer-model names another")
  }

  /// Puts the columns together, in the order of their names.
  private mutating func write(_ block: PlannedBlock, _ row: Int) {
    if format.columns == .full {
      features.set(
        tokens: tokens, examples: placed, decoderStart: corpus.special.decoderStart,
        pad: corpus.special.pad)
      targets.removeAll(keepingCapacity: true)
      targets.append(contentsOf: tokens.lazy.map { Int32(truncatingIfNeeded: $0) })
    }
    let examples = block.rows[row].map { block.examples[Int($0)] }
    sample.begin()
    for column in format.shard.columns {
      switch column.name {
      case "attention_mask": sample.append(fixed: features.attentionMask)
      case "cu_seqlens":
        let ends = placed.map { Int32(truncatingIfNeeded: $0.start + $0.length) }
        sample.append(variable: [0] + ends)
      case "decoder_causal_attention": sample.append(fixed: features.causalAttention)
      case "decoder_input_tokens": sample.append(fixed: features.inputTokens)
      case "decoder_loss_weights": sample.append(fixed: features.lossWeights)
      case "decoder_positions": sample.append(fixed: features.positions)
      case "decoder_segment_ids": sample.append(fixed: features.segmentIDs)
      case "decoder_target_tokens": sample.append(fixed: targets)
      case "documents": sample.append(variable: examples.map(\.document))
      case "epochs": sample.append(variable: examples.map(\.epoch))
      case "lengths": sample.append(variable: examples.map(\.tokens))
      case "loss_starts":
        sample.append(variable: placed.map { Int32(truncatingIfNeeded: $0.shape.lossStart) })
      case "objectives": sample.append(variable: examples.map(\.objective))
      case "offsets": sample.append(variable: examples.map(\.offset))
      case "prefix_lens":
        sample.append(variable: placed.map { Int32(truncatingIfNeeded: $0.shape.prefixLength) })
      case "sources": sample.append(variable: examples.map(\.source))
      case "tokens": sample.append(fixed: tokens)
      default: preconditionFailure("a column that RowFormat does not have")
      }
    }
  }
}
