/// Sums over the shards of a token store.
package struct StoreTotals: Hashable, Sendable {
  package var documents = 0
  package var tokens = 0
  package var textBytes = 0
  /// Nil where they have not been counted for all shards.
  package var fallbacks: FallbackTokens? = FallbackTokens()
  package var skipped = SkipCounts()
  package var checkedDocuments = 0
  package var protectedMatches: [String: Int] = [:]

  package init() {}

  package init(_ shards: some Sequence<StoreShard>) {
    for shard in shards { add(shard) }
  }

  /// Adds a shard. Its numbers come from a manifest and may be anything, so nothing here traps. All reasons are
  /// kept: each input has a limited number.
  package mutating func add(_ shard: StoreShard) {
    documents &+= shard.documents
    tokens &+= shard.tokens
    textBytes &+= shard.textBytes
    fallbacks = .sum(fallbacks, shard.fallbacks)
    checkedDocuments &+= shard.checkedDocuments
    protectedMatches.merge(shard.protectedMatches, uniquingKeysWith: &+)
    skipped.lostBytes &+= shard.skipped.lostBytes
    skipped.bad.merge(shard.skipped.bad, uniquingKeysWith: &+)
    skipped.filtered.merge(shard.skipped.filtered, uniquingKeysWith: &+)
    skipped.noted.merge(shard.skipped.noted, uniquingKeysWith: &+)
    skipped.addNames(of: shard.skipped)
    skipped.examples.add(shard.skipped.examples)
  }
}
