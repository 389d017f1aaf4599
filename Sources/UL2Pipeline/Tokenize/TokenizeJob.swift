import UL2Input

/// A job of `tokenize` for one source.
package struct TokenizeJob: Sendable {
  package var source: Source
  /// Files, sorted; empty where they are yet to be listed.
  package var inputs: [String]
  /// The request from which inputs are listed.
  package var request: InputRequest?
  /// Their versions when they were listed.
  var listing = InputListing([])
  /// How large shards, units and parts of inputs are.
  package var sizes = StoreLayout.Sizes()
  /// How the inputs become shards and units.
  private(set) var layout = StoreLayout(EmptyCollection())
  package var options: ReaderOptions
  package var filters: FilterSettings
  package var tokenizer: Tokenizer
  package var output: String
  /// The name of the source in messages, if it is not its own.
  package var title: String?
  /// Whether an EOD is stored after each document.
  package var appendsEOD: Bool
  /// The EOD: the model's, unless a mixture names another.
  package var eos: Int?

  package init(
    source: Source, inputs: [String], options: ReaderOptions,
    filters: FilterSettings = FilterSettings(), tokenizer: Tokenizer, output: String,
    appendsEOD: Bool
  ) {
    self.source = source
    self.inputs = inputs
    self.options = options
    self.filters = filters
    self.tokenizer = tokenizer
    self.output = output
    self.appendsEOD = appendsEOD
    eos = tokenizer.eos
  }

  /// The same of inputs that are named by patterns.
  package init(
    source: Source, request: InputRequest, options: ReaderOptions,
    filters: FilterSettings = FilterSettings(), tokenizer: Tokenizer, output: String,
    appendsEOD: Bool
  ) {
    self.init(
      source: source, inputs: [], options: options, filters: filters, tokenizer: tokenizer,
      output: output, appendsEOD: appendsEOD)
    self.request = request
  }

  /// Takes the inputs as they were listed.
  mutating func take(_ listing: InputListing) {
    self.listing = listing
    inputs = listing.paths
    layout = listing.layout(sizes)
  }

  /// The type that tokens are stored in.
  var tokenType: TokenType { .forStore(of: tokenizer) }

  /// How many inputs there are in units whose records have such names.
  func inputCount(ofUnits isMeant: (String) -> Bool) -> Int {
    layout.inputCount(of: layout.units.indices.filter { isMeant(layout.unitName($0)) })
  }

  /// Everything that the store's bytes depend on.
  var configuration: JSONValue {
    configuration(format: StoreManifest.formatNumber, reader: options.json)
  }

  /// The same command's, as stores of earlier formats had it, where it was one then.
  var earlierConfigurations: [JSONValue] {
    [configuration(format: 2, reader: options.json)]
      + (options.jsonOfFormat1.map { [configuration(format: 1, reader: $0)] } ?? [])
  }

  private func configuration(format: Int, reader: JSONValue) -> JSONValue {
    var configuration: [JSONValue.Member] = []
    // Each input was a shard before.
    let isGrouped = format >= 3
    if isGrouped { configuration.append(.init("sizes", sizes.json)) }
    if appendsEOD, eos != tokenizer.eos {
      configuration.append(.init("eos", JSONValue(eos) { JSONValue($0) }))
    }
    let rest: JSONValue = [
      "format": JSONValue(format), "source": .string(source.name),
      "inputs": listing.json(dividing: isGrouped), "reader": reader, "choice": filters.json,
      "tokenizer": .string(tokenizer.identity.hash),
      "protected_pieces": .array(tokenizer.protectedPieces.map { .string($0) }),
      "append_eod": .bool(appendsEOD),
    ]
    return .object((rest.members ?? []) + configuration + tokenizer.identity.configuration)
  }
}

extension TokenType {
  /// The type that stores a tokenizer's ids. Sentinels and FIM tokens may be appended to the vocabulary
  /// later, so there is room for them.
  static func forStore(of tokenizer: Tokenizer) -> TokenType {
    .forVocabulary(of: tokenizer.vocabularySize + 104)
  }
}
