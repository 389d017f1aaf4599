/// The columns of a shard row, and how many bytes a row takes, known before it is made.
public struct RowFormat: Sendable {
  public let columns: ColumnSet
  public let tokenType: TokenType
  public let sequenceLength: Int
  public let shard: MDSFormat

  public init(_ settings: PackSettings, special: SpecialTokens) {
    self.init(
      columns: settings.columns, vocabularySize: special.vocabularySize,
      sequenceLength: settings.mixture.sequenceLength, compression: settings.compression,
      shardSize: settings.shardSize)
  }

  /// - Parameters:
  ///   - compression: `zstd`, `zstd:N`; nil for none.
  ///   - shardSize: bytes, uncompressed, that a shard does not pass.
  public init(
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
  }

  /// Bytes of a row with `examples`.
  public func sampleSize(examples: Int) -> Int {
    shard.columns.reduce(0) { size, column in
      if let fixed = column.encoding.fixedSize { return size + fixed }
      guard case .array(let number?, nil) = column.encoding else {
        preconditionFailure("rows have arrays only")
      }
      let count = column.name == "cu_seqlens" ? examples + 1 : examples
      return size + SampleBuilder.variableSize(count: count, of: number.size)
    }
  }
}
