/// What `manifest.json` says about shards: the names behind the numbers in their rows, and what rows
/// must agree with.
public struct ShardManifest: Hashable, Sendable {
  public let path: String
  /// Which program wrote it, and the hash of all that the shards' bytes depend on.
  package let origin: ManifestOrigin
  public let seed: UInt64
  public let model: Model
  public let sources: [Source]
  public let objectives: [Entry]
  public let totals: Totals
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

  public var special: SpecialTokens { model.special }

  /// The tokenizer's model, and the ids that it has here.
  public struct Model: Hashable, Sendable {
    public var hash: String
    /// Pieces in the model.
    public var vocabularySize: Int
    /// What was appended to its vocabulary, in words.
    public var appended: [String]
    public var special: SpecialTokens

    public init(
      hash: String, vocabularySize: Int, appended: [String], special: SpecialTokens
    ) {
      self.hash = hash
      self.vocabularySize = vocabularySize
      self.appended = appended
      self.special = special
    }
  }

  /// A source that rows refer to by its index.
  public struct Source: Hashable, Sendable {
    public var name: String
    public var weight: Double
    public var share: Double
    public var shareDrawn: Double
    public var tokens: Int
    public var documents: Int
    public var chunks: Int
    public var epochs: Int
    public var passedOver: PassedOver
    public var store: Store
    /// All documents end in an end-of-document token.
    public var endsInEOD: Bool
    /// What each document's last token says, where neither the store nor the mixture did.
    package var judged: JudgedEnds?

    /// Where its token store is looked for.
    ///
    /// - Parameter directory: where the stores are now, one by name; nil: where they were.
    package func storePath(in directory: String?) -> String {
      directory.map { joined($0, name) } ?? store.path
    }
  }

  /// Documents of a source that were not taken.
  public struct PassedOver: Hashable, Sendable {
    public var empty: Int
    public var tooShort: Int
    public var tooLong: Int
  }

  /// The token store of a source.
  public struct Store: Hashable, Sendable {
    /// Where it was when the shards were made.
    public var path: String
    /// Its fingerprint; nil where a plan did not ask for it.
    public var hash: String?
    public var documents: Int
    public var tokens: Int
  }

  /// How many documents of a store end in an end-of-document token; which, where they differ.
  package struct JudgedEnds: Hashable, Sendable {
    package var with: Int
    package var without: Int
    /// The file with a bit for each, and the hash of its bytes.
    package var bitmap: Bitmap?

    package struct Bitmap: Hashable, Sendable {
      package var path: String
      package var xxh3: String
    }
  }

  /// An objective that rows refer to by its index.
  public struct Entry: Hashable, Sendable {
    public var layout: ExampleLayout
    /// What the mixture says of it; nil for what chunks are turned into.
    public var weight: Double?
    public var prompt: String?
    public var maxChunkTokens: Int?
    public var chunks: Int
    public var shares: Shares

    public var name: String { layout.objective.name }
  }

  /// An objective's shares of all chunks, raw tokens, positions and tokens with loss.
  public struct Shares: Hashable, Sendable {
    public var chunk: Double
    public var rawToken: Double
    public var position: Double
    public var lossToken: Double
  }

  public struct Totals: Hashable, Sendable {
    public var documents: Int
    public var chunks: Int
    public var tokens: Int
    public var positions: Int
    public var lossTokens: Int
    public var rows: Int
    public var blocks: Int
    public var fill: Double
    public var shortChunks: Int
  }
}
