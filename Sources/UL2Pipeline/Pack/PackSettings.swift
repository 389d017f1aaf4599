/// Settings of `plan` and `pack`: which rows are made, and what `pack` writes them to.

/// All that decides which rows there are.
package struct PlanRequest: Sendable {
  package var mixture: Mixture
  /// The directory with a token store per source.
  package var tokens: String
  package var limit: PlanLimit
  /// Instead of the one beside the stores.
  package var tokenizerModel: String?
  /// The stage that this one follows: a plan, or shards.
  package var continuing: String?
  /// Rows of it that were used, in the plan's order; nil: all.
  package var afterRow: Int?

  package init(
    mixture: Mixture, tokens: String, limit: PlanLimit, tokenizerModel: String? = nil,
    continuing: String? = nil, afterRow: Int? = nil
  ) {
    self.mixture = mixture
    self.tokens = tokens
    self.limit = limit
    self.tokenizerModel = tokenizerModel
    self.continuing = continuing
    self.afterRow = afterRow
  }
}

/// Which files rows are written to. A plan fixes none of it.
package struct ShardSettings: Sendable {
  package var columns: ColumnSet
  /// `zstd`, `zstd:N`; nil for none.
  package var compression: String?
  package var shardSize: ShardSize

  package init(
    columns: ColumnSet = .compact, compression: String? = "zstd:1",
    shardSize: ShardSize = .automatic
  ) {
    self.columns = columns
    self.compression = compression
    self.shardSize = shardSize
  }

  package func rowFormat(_ plan: ResolvedPlan) -> RowFormat {
    let limit: Int? = if case .limit(let bytes) = shardSize { bytes } else { nil }
    return RowFormat(
      columns: columns, vocabularySize: plan.reserved.vocabularySize,
      sequenceLength: plan.sequenceLength, compression: compression, shardSize: limit)
  }
}
