import UL2Input

/// What `tokenize` is asked to do for one source.
package struct TokenizeJob: Sendable {
  package var source: Source
  /// Files, sorted.
  package var inputs: [String]
  package var options: ReaderOptions
  package var choosing: DocumentChoosing
  package var tokenizer: Tokenizer
  package var output: String
  /// What messages call the source where that is not its own name.
  package var title: String?
  /// Whether an end-of-document token is stored after each document.
  package var appendsEOD: Bool
  /// The end-of-document token: the model's, unless a mixture names another.
  package var eos: Int?

  package init(
    source: Source, inputs: [String], options: ReaderOptions,
    choosing: DocumentChoosing = DocumentChoosing(), tokenizer: Tokenizer, output: String,
    appendsEOD: Bool
  ) {
    self.source = source
    self.inputs = inputs
    self.options = options
    self.choosing = choosing
    self.tokenizer = tokenizer
    self.output = output
    self.appendsEOD = appendsEOD
    eos = tokenizer.eos
  }

  /// What tokens are stored in.
  var tokenType: TokenType { .forStore(of: tokenizer) }

  /// The name of an input's shard: numbers in the order of the inputs.
  func shardName(_ input: Int) -> String {
    let digits = String(input)
    let width = max(5, String(inputs.count - 1).count)
    return String(repeating: "0", count: width - digits.count) + digits
  }

  /// Everything that the store's bytes depend on.
  func configuration() throws(Problem) -> JSONValue {
    try configuration(format: StoreManifest.formatNumber, reader: options.json)
  }

  /// The same command's, as stores of format 1 had it; nil where it was none then.
  func configurationOfFormat1() throws(Problem) -> JSONValue? {
    guard let reader = options.jsonOfFormat1 else { return nil }
    return try configuration(format: 1, reader: reader)
  }

  private func configuration(format: Int, reader: JSONValue) throws(Problem) -> JSONValue {
    var files: [JSONValue] = []
    for path in inputs {
      let identity = try inputIdentity(path)
      let tag = identity.tag.map { [JSONValue.string($0)] } ?? []
      files.append(.array([.string(path), JSONValue(identity.size) { JSONValue($0) }] + tag))
    }
    var configuration: [JSONValue.Member] = []
    if appendsEOD, eos != tokenizer.eos {
      configuration.append(.init("eos", JSONValue(eos) { JSONValue($0) }))
    }
    let rest: JSONValue = [
      "format": JSONValue(format), "source": .string(source.name),
      "inputs": .array(files), "reader": reader, "choice": choosing.json,
      "tokenizer": .string(hexadecimal(tokenizer.hash)),
      "protected_pieces": .array(tokenizer.protectedPieces.map { .string($0) }),
      "append_eod": .bool(appendsEOD),
    ]
    return .object((rest.members ?? []) + configuration)
  }
}

extension TokenType {
  /// What a tokenizer's ids are stored in. Sentinels and FIM tokens may be appended to the vocabulary
  /// later, so room is left for them.
  static func forStore(of tokenizer: Tokenizer) -> TokenType {
    .forVocabulary(of: tokenizer.vocabularySize + 104)
  }
}
