/// Which columns a shard row has (`docs/formats.md`).
package enum ColumnSet: String, Sendable, CaseIterable {
  case compact
  /// Those and SeqIO's decoder features.
  case full
}

/// The columns of a shard row, and how many bytes a row takes, known before it is made.
package struct RowFormat: Hashable, Sendable {
  package let columns: ColumnSet
  package let tokenType: TokenType
  package let sequenceLength: Int
  package let shard: MDSFormat
  /// The columns in the order of the sample.
  let order: [Column]

  /// A column, by a number rather than by its name, which would be compared for every row.
  enum Column: String {
    case tokens, objectives, sources, documents, offsets, lengths, epochs
    case cuSeqlens = "cu_seqlens"
    case prefixLens = "prefix_lens"
    case lossStarts = "loss_starts"
    case attentionMask = "attention_mask"
    case decoderInputTokens = "decoder_input_tokens"
    case decoderTargetTokens = "decoder_target_tokens"
    case decoderSegmentIDs = "decoder_segment_ids"
    case decoderPositions = "decoder_positions"
    case decoderLossWeights = "decoder_loss_weights"
    case decoderCausalAttention = "decoder_causal_attention"
  }

  /// - Parameters:
  ///   - compression: `zstd`, `zstd:N`; nil for none.
  ///   - shardSize: bytes, uncompressed, that a shard does not pass.
  package init(
    columns: ColumnSet, vocabularySize: Int, sequenceLength: Int, compression: String?,
    shardSize: Int?
  ) {
    self.columns = columns
    tokenType = .forVocabulary(of: vocabularySize)
    self.sequenceLength = sequenceLength
    func row(_ number: MDSNumber) -> MDSEncoding { .array(number, shape: [sequenceLength]) }
    var list: [MDSFormat.Column] = [
      .init("tokens", row(tokenType == .uint16 ? .uint16 : .int32)),
      .init("cu_seqlens", .array(.int32, shape: nil)),
      .init("prefix_lens", .array(.int32, shape: nil)),
      .init("loss_starts", .array(.int32, shape: nil)),
      .init("objectives", .array(.uint8, shape: nil)),
      .init("sources", .array(.uint8, shape: nil)),
      .init("documents", .array(.uint64, shape: nil)),
      .init("offsets", .array(.uint32, shape: nil)),
      .init("lengths", .array(.uint32, shape: nil)),
      .init("epochs", .array(.uint16, shape: nil)),
    ]
    if columns == .full {
      list += [
        .init("attention_mask", row(.uint8)), .init("decoder_input_tokens", row(.int32)),
        .init("decoder_target_tokens", row(.int32)), .init("decoder_segment_ids", row(.int32)),
        .init("decoder_positions", row(.int32)), .init("decoder_loss_weights", row(.uint8)),
        .init("decoder_causal_attention", row(.uint8)),
      ]
    }
    shard = MDSFormat(
      columns: list, compression: compression, hashes: ["xxh3_64"], sizeLimit: shardSize)
    order = shard.columns.map { Column(rawValue: $0.name)! }
    let encodings = shard.columns.map(\.encoding)
    fixedSize = encodings.reduce(0) { $0 + ($1.fixedSize ?? 0) }
    elementSizes = encodings.compactMap { encoding in
      if case .array(let number?, nil) = encoding { number.size } else { nil }
    }
  }

  /// Bytes of the columns of fixed size, and of one element of each other.
  private let fixedSize: Int
  private let elementSizes: [Int]

  /// Bytes of a row with `examples`.
  package func sampleSize(examples: Int) -> Int {
    // Every column but cu_seqlens, an int32 array, has one element per example; that one has one
    // more.
    let variable = elementSizes.reduce(0) {
      $0 + SampleBuilder.variableSize(count: examples, of: $1)
    }
    let extra =
      SampleBuilder.variableSize(count: examples + 1, of: 4)
      - SampleBuilder.variableSize(count: examples, of: 4)
    return fixedSize + variable + extra
  }
}
