/// The documents of a token store, or of one of its shards.
package struct StoredDocuments: Sendable {
  package let path: String
  package let store: TokenStore
  /// Which of the store's documents.
  package let range: Range<Int>

  /// - Parameter path: a store's directory, or one `NAME.idx` or `NAME.bin` of it.
  package init(_ path: String) throws(Problem) {
    self.path = path
    if isDirectory(path) {
      store = try TokenStore(path)
      range = 0..<store.documentCount
      return
    }
    let base = String(path.dropLast(4))
    store = try TokenStore(directoryName(path))
    var first = 0
    for shard in store.shards {
      if baseName(shard.path) == baseName(base) {
        range = first..<first + shard.documentCount
        return
      }
      first += shard.documentCount
    }
    throw Problem(.noInput, "no such shard", path: path, expected: "NAME.idx beside NAME.bin")
  }

  package var source: String? { store.manifest?.source }

  /// The tokenizer that the store was made with; nil where unknown.
  package func tokenizer(_ override: String?) throws(Problem) -> Tokenizer? {
    try matchingTokenizer(
      override, beside: store.path, store.manifest?.model.identity, of: "this store")
  }

  /// How many tokens a document has, without a look at them; `number` counts from the first of `range`.
  package func length(of number: Int) throws(Problem) -> Int {
    let (shard, index) = store.locate(range.lowerBound + number)
    return try shard.length(of: index)
  }

  /// The documents of an id, counted from the first of `range`.
  package func numbers(withID id: String, _ reporter: Reporter) throws(Problem) -> [Int] {
    reporter.begin("looking for the document")
    let found = try store.documents(withID: id, in: range, of: range.count, reporter)
    reporter.end()
    guard found.isEmpty else { return found.map { $0 - range.lowerBound } }
    throw Problem(
      .usage, "no document with this id", path: path, setting: .document, got: id,
      expected: "an id of the \(counted(range.count, "document", grouped)) here")
  }

  /// One document; `number` counts from the first of `range`.
  ///
  /// - Parameter needsOrigin: false: it may come without what was noted of it, where that cannot be read.
  package func document(
    _ number: Int, needsOrigin: Bool = true
  ) throws(Problem) -> DocumentRecord {
    guard number >= 0, number < range.count else {
      throw Problem(
        .usage, "no such document", path: path, setting: .row, got: "\(number)",
        expected: range.isEmpty ? "none: there are no documents" : "0 to \(range.count - 1)")
    }
    let (shard, index) = store.locate(range.lowerBound + number)
    let tokens = try shard.tokens(of: index, as: Int64.self).map { Int($0) }
    let origin: Provenance
    do throws(Problem) {
      origin = try store.provenance(of: range.lowerBound + number)
    } catch {
      if needsOrigin { throw error }
      origin = Provenance(store: store.path, unreachable: error.problem)
    }
    return DocumentRecord(
      number: number, count: range.count, source: source, tokens: tokens, origin: origin)
  }
}

/// A document of a token store.
package struct DocumentRecord: Sendable {
  package let number: Int
  /// Documents in all.
  package let count: Int
  package let source: String?
  package let tokens: [Int]
  package let origin: Provenance

  /// One object; its keys stay.
  package func json(_ names: TokenNames, _ encoder: TokenEncoder?) throws(Problem) -> JSONValue {
    [
      "document": JSONValue(number), "documents": JSONValue(count),
      "source": JSONValue(source) { .string($0) }, "length": JSONValue(tokens.count),
      "tokens": .array(tokens.map { JSONValue($0) }),
      "pieces": .array(tokens.map { .string(names.piece(of: $0)) }),
      "text": JSONValue(try names.decode(tokens, encoder)) { .string($0) }, "origin": origin.json,
    ]
  }
}
