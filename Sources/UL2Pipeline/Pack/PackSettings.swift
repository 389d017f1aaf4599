/// What `pack` and `plan` are asked to do.

/// Which columns a shard row has (`docs/commands.md`).
public enum ColumnSet: String, Sendable, CaseIterable {
  case compact
  /// Those and SeqIO's decoder features.
  case full
}

public struct PackSettings: Sendable {
  public var mixture: Mixture
  /// The directory with a token store a source.
  public var tokens: String
  public var limit: PlanLimit
  public var columns: ColumnSet
  /// `zstd`, `zstd:N`; nil for none.
  public var compression: String?
  /// Bytes, uncompressed, that a shard does not pass.
  public var shardSize: Int
  /// Instead of the one beside the stores.
  public var tokenizerModel: String?

  public init(
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
