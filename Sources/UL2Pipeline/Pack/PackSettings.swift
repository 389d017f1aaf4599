/// What `pack` and `plan` are asked to do.

/// Which columns a shard row has (`docs/commands.md`).
package enum ColumnSet: String, Sendable, CaseIterable {
  case compact
  /// Those and SeqIO's decoder features.
  case full
}

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
