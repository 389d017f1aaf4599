/// A token store's manifest as JSON: read strictly, and written as the same value again.
extension StoreManifest {
  package init(file path: String) throws(Problem) {
    try self.init(.parse(file: path), path: path)
  }

  /// - Parameter path: what errors call it, and where segments are looked for.
  package init(_ json: JSONValue, path: String) throws(Problem) {
    let top = try JSONObjectReader(json, .manifest(path))
    origin = try ManifestOrigin(top, kind: Self.kind, formats: 1...Self.formatNumber)
    source = try top.required("source", .string)
    reader = try top.required("reader", .object)
    filters = try top.required("choice", .object)
    let tokenizer = try top.object("tokenizer")
    model = try Model(tokenizer)
    engine = try Engine(tokenizer.object("engine"))
    type = try top.required(
      "dtype", JSONRule("a NumPy type") { value in value.string.flatMap(TokenType.init(name:)) })
    appendsEOD = try top.required("eod_appended", .bool)
    if appendsEOD { _ = try tokenizer.required("eos", .tokenID) }
    totals = StoreTotals()
    totals.documents = try top.required("documents", .count)
    totals.tokens = try top.required("tokens", .count)
    totals.textBytes = try top.required("text_bytes", .count)
    totals.fallbacks = try FallbackTokens.read(top)
    totals.skipped = try SkipCounts(top.object("skipped"))
    totals.checkedDocuments = try tokenizer.required("checked_documents", .count)
    totals.protectedMatches = try tokenizer.required("protected_matches", .counts)
    shards = try Self.shards(top, json, path: path)
  }

  /// All members but the checksum; the shards of a large store are in `segmentFiles`.
  package var json: JSONValue {
    let facts: JSONValue = [
      "vocab_size": JSONValue(model.vocabularySize), "extra_ids": 0,
      "eos": JSONValue(model.eos) { JSONValue($0) },
      "protected_pieces": .array(model.protectedPieces.map { .string($0) }),
      "protected_matches": JSONValue(counts: totals.protectedMatches),
      "engine": [
        "tier": .string(engine.tier), "library": .string(engine.library),
        "reason": .string(engine.reason),
      ],
      "checked_documents": JSONValue(totals.checkedDocuments),
    ]
    let tokenizer = JSONValue.object(model.identity.members + (facts.members ?? []))
    return .object(
      origin.members(kind: Self.kind) + [
        .init("source", .string(source)), .init("reader", reader), .init("choice", filters),
        .init("tokenizer", tokenizer), .init("dtype", .string(type.name)),
        .init("eod_appended", .bool(appendsEOD)),
        .init("documents", JSONValue(totals.documents)), .init("tokens", JSONValue(totals.tokens)),
        .init("text_bytes", JSONValue(totals.textBytes)),
      ] + totals.textMembers + [
        .init("skipped", totals.skipped.json), shardsMember,
      ])
  }
}

extension StoreManifest.Model {
  fileprivate init(_ reader: JSONObjectReader) throws(Problem) {
    identity = try TokenizerIdentity(reader, hash: .hashText)
    vocabularySize = try reader.required("vocab_size", .int(1...Int(Int32.max)))
    eos = try reader.optional("eos", .tokenID)
    protectedPieces = try reader.required("protected_pieces", .texts)
  }
}

extension StoreManifest.Engine {
  fileprivate init(_ reader: JSONObjectReader) throws(Problem) {
    tier = try reader.required("tier", .string)
    library = try reader.required("library", .string)
    reason = try reader.required("reason", .string)
  }
}

extension JSONRule where Value == Int {
  fileprivate static var tokenID: JSONRule { int(0...Int(Int32.max)) }
}
