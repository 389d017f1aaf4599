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
  /// Whether an end-of-document token is stored after each document.
  package var appendsEOD: Bool

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
    var files: [JSONValue] = []
    for path in inputs {
      let identity = try inputIdentity(path)
      let tag = identity.tag.map { [JSONValue.string($0)] } ?? []
      files.append(.array([.string(path), JSONValue(identity.size) { JSONValue($0) }] + tag))
    }
    return [
      "format": JSONValue(formatNumber), "source": .string(source.name),
      "inputs": .array(files), "reader": options.json, "choice": choosing.json,
      "tokenizer": .string(hexadecimal(tokenizer.hash)),
      "protected_pieces": .array(tokenizer.protectedPieces.map { .string($0) }),
      "append_eod": .bool(appendsEOD),
    ]
  }
}

extension TokenType {
  /// What a tokenizer's ids are stored in. Sentinels and FIM tokens may be appended to the vocabulary
  /// later, so room is left for them.
  static func forStore(of tokenizer: Tokenizer) -> TokenType {
    .forVocabulary(of: tokenizer.vocabularySize + 104)
  }
}

/// How much bad input is put up with.
package struct BadInputPolicy: Sendable {
  /// Broken records as a share of all, above which nothing is published.
  package var maxBadShare: Double
  /// Any broken record is too many.
  package var isStrict: Bool

  package init(maxBadShare: Double = 0.01, isStrict: Bool = false) {
    self.maxBadShare = maxBadShare
    self.isStrict = isStrict
  }

  /// Throws if there was more than is put up with.
  ///
  /// Inputs that end too early are weighed against all inputs: how many records each of them lacks is
  /// not known, and the one record at which it broke off says nothing of it. For the same reason what damage
  /// has cost is weighed by bytes.
  func check(_ totals: StoreTotals, inputs: Int) throws(Problem) {
    let skipped = totals.skipped
    let bad = skipped.badTotal
    if bad == 0 { return }
    let reasons = skipped.bad.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
      .joined(separator: ", ")
    if isStrict {
      throw Problem(
        .found, "bad input, nothing published", got: reasons, expected: "none, under --strict")
    }
    let unread = skipped.bad[unreadInput] ?? 0
    let unreadShare = Double(unread) / Double(max(inputs, unread, 1))
    if unreadShare > maxBadShare {
      throw Problem(
        .badInput, "inputs that could not be read to their end, nothing published",
        got: "\(unread) of \(inputs)", expected: "at most \(decimal(maxBadShare * 100, 2)) %",
        fix: "get them again; --max-bad-share 1 takes what is whole")
    }
    let lostShare = Double(skipped.lostBytes) / Double(max(totals.inputBytes, skipped.lostBytes, 1))
    if lostShare > maxBadShare {
      throw Problem(
        .badInput, "too much of the input is damaged, nothing published",
        got: "\(reasons): \(decimal(lostShare * 100, 2)) % of its bytes",
        expected: "at most \(decimal(maxBadShare * 100, 2)) %",
        fix: "get it again; --max-bad-share raises the limit")
    }
    let share = Double(bad) / Double(bad + totals.documents)
    if share > maxBadShare {
      throw Problem(
        .badInput, "too much bad input, nothing published",
        got: "\(reasons): \(decimal(share * 100, 2)) % of records",
        expected: "at most \(decimal(maxBadShare * 100, 2)) %",
        fix: "look at the records named above; --max-bad-share raises the limit")
    }
  }
}
