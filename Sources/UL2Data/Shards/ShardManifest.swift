/// What `manifest.json` says about shards: the names behind the numbers in their rows, and what rows
/// must agree with.
package struct ShardManifest: Hashable, Sendable {
  package let path: String
  /// Which program wrote it, and the hash of all that the shards' bytes depend on.
  package let origin: ManifestOrigin
  package let seed: UInt64
  package let model: Model
  package let sources: [Source]
  package let objectives: [Entry]
  package let totals: Totals
  /// The mixture, for whoever wants to make the shards again.
  package let mixture: JSONValue
  /// The rows' columns, as far as they do not depend on the shards' size.
  package let format: RowFormat

  package init(
    path: String, origin: ManifestOrigin, seed: UInt64, sequenceLength: Int, columns: ColumnSet,
    compression: String?, model: Model, sources: [Source], objectives: [Entry], totals: Totals,
    mixture: JSONValue
  ) {
    self.path = path
    self.origin = origin
    self.seed = seed
    self.model = model
    self.sources = sources
    self.objectives = objectives
    self.totals = totals
    self.mixture = mixture
    format = RowFormat(
      columns: columns, vocabularySize: model.special.vocabularySize,
      sequenceLength: sequenceLength, compression: compression, shardSize: nil)
  }

  package var special: SpecialTokens { model.special }

  /// The tokenizer's model, and the ids that it has here.
  package struct Model: Hashable, Sendable {
    package var hash: String
    /// Pieces in the model.
    package var vocabularySize: Int
    /// What was appended to its vocabulary, in words.
    package var appended: [String]
    package var special: SpecialTokens

    package init(
      hash: String, vocabularySize: Int, appended: [String], special: SpecialTokens
    ) {
      self.hash = hash
      self.vocabularySize = vocabularySize
      self.appended = appended
      self.special = special
    }
  }

  /// A source that rows refer to by its index.
  package struct Source: Hashable, Sendable {
    package var name: String
    package var weight: Double
    package var share: Double
    package var shareDrawn: Double
    package var tokens: Int
    package var documents: Int
    package var chunks: Int
    package var epochs: Int
    package var passedOver: PassedOver
    package var store: Store
    package var endsInEOD: Bool

    /// Where its token store is looked for.
    ///
    /// - Parameter directory: where the stores are now, one by name; nil: where they were.
    package func storePath(in directory: String?) -> String {
      directory.map { joined($0, name) } ?? store.path
    }
  }

  /// Documents of a source that were not taken.
  package struct PassedOver: Hashable, Sendable {
    package var empty: Int
    package var tooShort: Int
    package var tooLong: Int
  }

  /// The token store of a source.
  package struct Store: Hashable, Sendable {
    /// Where it was when the shards were made.
    package var path: String
    /// Its fingerprint; nil where a plan did not ask for it.
    package var hash: String?
    package var documents: Int
    package var tokens: Int
  }

  /// An objective that rows refer to by its index.
  package struct Entry: Hashable, Sendable {
    package var layout: ExampleLayout
    /// What the mixture says of it; nil for what chunks are turned into.
    package var weight: Double?
    package var prompt: String?
    package var maxChunkTokens: Int?
    package var chunks: Int
    package var shares: Shares

    package var name: String { layout.objective.name }
  }

  /// An objective's shares of all chunks, raw tokens, positions and tokens with loss.
  package struct Shares: Hashable, Sendable {
    package var chunk: Double
    package var rawToken: Double
    package var position: Double
    package var lossToken: Double
  }

  package struct Totals: Hashable, Sendable {
    package var documents: Int
    package var chunks: Int
    package var tokens: Int
    package var positions: Int
    package var lossTokens: Int
    package var rows: Int
    package var blocks: Int
    package var fill: Double
    package var shortChunks: Int
  }
}
