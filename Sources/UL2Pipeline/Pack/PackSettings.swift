/// What `pack` and `plan` are asked to do.
package struct PackSettings: Sendable {
  package var mixture: Mixture
  /// The directory with a token store a source.
  package var tokens: String
  package var limit: PlanLimit
  package var columns: ColumnSet
  /// `zstd`, `zstd:N`; nil for none.
  package var compression: String?
  /// Bytes, uncompressed, that a shard does not pass.
  package var shardSize: Int
  /// Instead of the one beside the stores.
  package var tokenizerModel: String?

  package init(
    mixture: Mixture, tokens: String, limit: PlanLimit, columns: ColumnSet = .compact,
    compression: String? = "zstd:1", shardSize: Int = 64 << 20, tokenizerModel: String? = nil
  ) {
    self.mixture = mixture
    self.tokens = tokens
    self.limit = limit
    self.columns = columns
    self.compression = compression
    self.shardSize = shardSize
    self.tokenizerModel = tokenizerModel
  }
}

extension RowFormat {
  package init(_ settings: PackSettings, special: SpecialTokens) {
    self.init(
      columns: settings.columns, vocabularySize: special.vocabularySize,
      sequenceLength: settings.mixture.sequenceLength, compression: settings.compression,
      shardSize: settings.shardSize)
  }
}
