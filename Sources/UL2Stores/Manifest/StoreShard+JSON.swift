/// Shards as they appear in records and manifests. What is written is read as the same value again;
/// what is read is not to be believed, so that whatever is missing or makes no sense is a problem
/// with its key.
extension StoreShardRecord {
  package init(_ reader: JSONObjectReader) throws(Problem) {
    shard = try StoreShard(reader)
    if let held = try reader.optionalObject("validation") { validation = try StoreShard(held) }
  }

  package var json: JSONValue {
    .object(shard.members + (validation.map { [.init("validation", .object($0.members))] } ?? []))
  }
}

extension StoreUnitRecord {
  package init(_ reader: JSONObjectReader) throws(Problem) {
    shards = try reader.list("shards") { shard throws(Problem) in try StoreShardRecord(shard) }
  }

  package var json: JSONValue { ["shards": .array(shards.map(\.json))] }
}

extension StoreShard {
  init(_ reader: JSONObjectReader) throws(Problem) {
    name = try reader.required(
      "name",
      JSONRule("a file's name") { value in
        value.string.flatMap { $0.utf8.contains(UInt8(ascii: "/")) ? nil : $0 }
      })
    inputs = try reader.list("inputs", 0...1 << 20) { input throws(Problem) in
      try StoreInput(input)
    }
    documents = try reader.required("documents", .count)
    tokens = try reader.required("tokens", .count)
    textBytes = try reader.required("text_bytes", .count)
    fallbacks = try FallbackTokens.read(reader)
    skipped = try SkipCounts(reader.object("skipped"))
    checkedDocuments = try reader.required("checked_documents", .count)
    protectedMatches = try reader.required("protected_matches", .counts)
    let listed = try reader.object("files")
    let names = listed.members.map(\.key)
    guard names == fileNames else {
      throw reader.failure(
        "files", "files of a shard", got: names.joined(separator: ", "),
        expected: fileNames.joined(separator: ", "))
    }
    for name in names {
      let file = try listed.object(name)
      files.append(
        FileFacts(
          bytes: try file.required("bytes", .count), xxh3: try file.required("xxh3", .hash)))
    }
  }

  package var fileNames: [String] { Self.fileEndings.map { name + $0 } }

  /// Sizes and hashes by name: what a store's fingerprint is made of.
  package var filesJSON: JSONValue {
    .object(
      zip(fileNames, files).map { name, facts in
        .init(
          name, ["bytes": JSONValue(facts.bytes), "xxh3": .string(hexadecimal(facts.xxh3))])
      })
  }

  var members: [JSONValue.Member] {
    [
      .init("name", .string(name)), .init("inputs", .array(inputs.map(\.json))),
      .init("documents", JSONValue(documents)), .init("tokens", JSONValue(tokens)),
      .init("text_bytes", JSONValue(textBytes)),
    ] + (fallbacks?.members ?? []) + [
      .init("skipped", skipped.json),
      .init("checked_documents", JSONValue(checkedDocuments)),
      .init("protected_matches", JSONValue(counts: protectedMatches)),
      .init("files", filesJSON),
    ]
  }
}

extension StoreInput {
  fileprivate init(_ reader: JSONObjectReader) throws(Problem) {
    path = try reader.required("path", .string("a path"))
    bytes = try reader.required("bytes", .count)
    part = try reader.optional(
      "part",
      JSONRule("two places in the file") { value in
        guard let ends = value.array, ends.count == 2,
          let start = JSONRule<Int>.count.read(ends[0]),
          let end = JSONRule<Int>.count.read(ends[1]), start <= end
        else { return nil }
        return start..<end
      })
    xxh3 = try reader.optional("xxh3", .hash)
    tag = try reader.optional("tag", .string)
    documents = try reader.optional("documents", .count)
  }

  fileprivate var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("path", .string(path)), .init("bytes", JSONValue(bytes)),
    ]
    if let part {
      members.append(.init("part", [JSONValue(part.lowerBound), JSONValue(part.upperBound)]))
    }
    members.append(.init("xxh3", JSONValue(xxh3) { .string(hexadecimal($0)) }))
    members.append(.init("tag", JSONValue(tag) { .string($0) }))
    if let documents { members.append(.init("documents", JSONValue(documents))) }
    return .object(members)
  }
}
