/// The `manifest.json` of rows, those of shards or those of a plan of which no shards have been
/// written: the names behind their numbers, and what they must agree with.
public struct DatasetManifest: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case plan, shards
  }

  public let path: String
  package let kind: Kind
  /// Which program wrote it, and the hash of all that the shards' bytes depend on.
  package let origin: ManifestOrigin
  public let seed: UInt64
  public let model: Model
  public let sources: [Source]
  public let objectives: [Entry]
  public let totals: Totals
  /// Where the mixture's weights change, what each part of the plan has drawn; else empty.
  public let phases: [Phase]
  /// The plan that the rows are of; nil for shards of formats 1 and 2.
  package let plan: PlanFacts?
  /// The mixture, for making the rows again.
  package let mixture: JSONValue
  /// The rows' columns, as far as they do not depend on the shards' size.
  package let format: RowFormat

  package init(
    path: String, kind: Kind, origin: ManifestOrigin, seed: UInt64, sequenceLength: Int,
    columns: ColumnSet, compression: String?, model: Model, sources: [Source],
    objectives: [Entry], totals: Totals, phases: [Phase], plan: PlanFacts?, mixture: JSONValue
  ) {
    self.path = path
    self.kind = kind
    self.origin = origin
    self.seed = seed
    self.model = model
    self.sources = sources
    self.objectives = objectives
    self.totals = totals
    self.phases = phases
    self.plan = plan
    self.mixture = mixture
    format = RowFormat(
      columns: columns, vocabularySize: model.reserved.vocabularySize,
      sequenceLength: sequenceLength, compression: compression, shardSize: nil)
  }

  public var reserved: ReservedTokens { model.reserved }

  /// Identifies a plan and the file beside the manifest that holds it.
  package struct PlanFacts: Hashable, Sendable {
    package var limit: PlanLimit
    /// A hash of all that the plan depends on.
    package var fingerprint: String
    /// Of `plan.bin`.
    package var xxh3: String
    /// The stage before, where this is not the first.
    package var continuation: Continuation?

    package init(
      limit: PlanLimit, fingerprint: String, xxh3: String, continuation: Continuation? = nil
    ) {
      self.limit = limit
      self.fingerprint = fingerprint
      self.xxh3 = xxh3
      self.continuation = continuation
    }
  }

  /// The tokenizer's model, and the ids that it has here.
  public struct Model: Hashable, Sendable {
    public var identity: TokenizerIdentity
    /// Pieces in the model.
    public var vocabularySize: Int
    /// A description of the ids appended to its vocabulary.
    public var appended: [String]
    public var reserved: ReservedTokens

    public init(
      identity: TokenizerIdentity, vocabularySize: Int, appended: [String], reserved: ReservedTokens
    ) {
      self.identity = identity
      self.vocabularySize = vocabularySize
      self.appended = appended
      self.reserved = reserved
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
    public var skipped: Skipped
    public var store: Store
    /// All documents end in an EOD.
    public var endsInEOD: Bool
    /// The ends as each document's last token shows them, where neither the store nor the mixture said.
    package var judged: JudgedEnds?

    /// Where its token store is looked for.
    ///
    /// - Parameters:
    ///   - directory: where the stores are now, one by name; nil: where they were.
    ///   - dataset: the directory of the manifest, from which a relative place counts.
    package func storePath(in directory: String?, of dataset: String) -> String {
      if let directory { return joined(directory, name) }
      if let relative = store.relative {
        let path = normalized(joined(dataset, relative))
        if exists(path) { return path }
      }
      return store.path
    }
  }

  /// Documents of a source that were not taken.
  public struct Skipped: Hashable, Sendable {
    public var empty: Int
    public var tooShort: Int
    public var tooLong: Int
  }

  /// The token store of a source.
  public struct Store: Hashable, Sendable {
    /// Where it was when the rows were planned.
    public var path: String
    /// The same, from the directory of the manifest.
    package var relative: String?
    /// Its fingerprint; nil where a plan did not ask for it.
    public var hash: String?
    public var documents: Int
    public var tokens: Int
    /// A hash of its files' names and sizes; nil for shards, whose rows no longer need it.
    package var listing: String?
  }

  /// How many documents of a store end in an EOD; which, where they differ.
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
    /// Its weight in the mixture; nil for objectives that chunks are turned into.
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

  /// Counts over all rows.
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
