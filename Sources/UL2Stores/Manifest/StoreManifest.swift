/// `manifest.json` of a token store: what it was made from, with what, and what is in it.
package struct StoreManifest: Hashable, Sendable {
  package static let kind = "token_store"
  /// The number of the format of stores: it rises when the same input gives other files. Stores of
  /// earlier formats are read as they are.
  ///
  /// 1: until November 2026. 2: better text from every source. 3: shards of several small inputs, or of parts
  /// of a large one; manifests of many shards in segments.
  package static let formatNumber = 3

  package var origin: ManifestOrigin
  /// The source's name.
  package var source: String
  /// The reader's options, as the command that read the documents writes them.
  package var reader: JSONValue
  /// Which documents were wanted, as the command that chose them writes it.
  package var filters: JSONValue
  package var model: Model
  package var engine: Engine
  package var type: TokenType
  /// Every document's last token is an EOD.
  package var appendsEOD: Bool
  package var totals: StoreTotals
  package var shards: [StoreShardRecord]

  package init(
    origin: ManifestOrigin, source: String, reader: JSONValue, filters: JSONValue, model: Model,
    engine: Engine, type: TokenType, appendsEOD: Bool, shards: [StoreShardRecord]
  ) {
    self.origin = origin
    self.source = source
    self.reader = reader
    self.filters = filters
    self.model = model
    self.engine = engine
    self.type = type
    self.appendsEOD = appendsEOD
    totals = StoreTotals(shards.lazy.map(\.shard))
    self.shards = shards
    self.shards.keepFirstExamples()
  }

  /// The tokenizer, whose files are beside the manifest.
  package struct Model: Hashable, Sendable {
    package var identity: TokenizerIdentity
    package var vocabularySize: Int
    package var eos: Int?
    /// Pieces that raw text does not match.
    package var protectedPieces: [String]

    package init(
      identity: TokenizerIdentity, vocabularySize: Int, eos: Int?, protectedPieces: [String]
    ) {
      self.identity = identity
      self.vocabularySize = vocabularySize
      self.eos = eos
      self.protectedPieces = protectedPieces
    }
  }

  /// The engine that encoded, and why it was chosen.
  package struct Engine: Hashable, Sendable {
    package var tier: String
    /// Which libsentencepiece was available.
    package var library: String
    package var reason: String

    package init(tier: String, library: String, reason: String) {
      self.tier = tier
      self.library = library
      self.reason = reason
    }
  }

  /// The same with these shards.
  package func with(shards: [StoreShardRecord]) -> StoreManifest {
    StoreManifest(
      origin: origin, source: source, reader: reader, filters: filters, model: model,
      engine: engine,
      type: type, appendsEOD: appendsEOD, shards: shards)
  }

  /// The token that each document ends in, where it does.
  package var appendedEOS: Int? { appendsEOD ? model.eos : nil }
}
