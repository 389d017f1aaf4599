/// A directory of indexed datasets with its manifest: all documents of one source.
///
/// Stores that other tools wrote have no manifest, and are as good.
import Synchronization

/// All documents of one source, tokenized.
public final class TokenStore: Sendable {
  public let path: String
  /// In the order of their names, which is the order of the documents' indexes.
  public let shards: [IndexedDataset]
  /// Where this program wrote the store.
  package let manifest: StoreManifest?
  /// The manifest's entry for each of `shards`; empty without a manifest.
  private let entries: [StoreShard]
  public var documentCount: Int { table.documentCount }
  public let tokenCount: Int
  /// Which documents are whose.
  private let table: ShardTable
  /// Worked out when it is first asked for.
  let knownFingerprint = Mutex<UInt64?>(nil)
  /// Which indexes were used.
  private let uses: IndexUses
  /// The provenance that was read last: a caller that asks for a document's asks for its
  /// neighbours' too.
  private let provenance = Mutex<(shard: Int, documents: IndexedDataset)?>(nil)

  public convenience init(_ path: String) throws(Problem) {
    try self.init(path, mappings: .shared)
  }

  /// - Parameters:
  ///   - mappings: among which the indexes are.
  ///   - believesManifest: takes what it says of each index, whose size must be right, instead of reading them: 12 bytes
  ///     per document. What is read of them is checked all the same where it is used.
  package init(
    _ path: String, mappings: FileMappings = .shared, believesManifest: Bool = false
  ) throws(Problem) {
    self.path = path
    guard exists(path) else {
      throw Problem(
        .noInput, "no such token store", path: path, fix: "make it with \(.tokenize)")
    }
    let names = try listDirectory(path)
    let bases = names.filter { $0.hasSuffix(".idx") && !$0.hasSuffix(".meta.idx") }
      .map { String($0.dropLast(4)) }
    let manifestPath = joined(path, "manifest.json")
    let hasManifest = names.contains("manifest.json")
    manifest = hasManifest ? try Self.manifest(manifestPath) : nil
    if !hasManifest, isDirectory(joined(path, ".ul2prep")) {
      throw Problem(
        .badInput, "unfinished token store", path: path, got: "no manifest.json",
        fix: "run the same \(.tokenize) again to finish it")
    }
    guard !bases.isEmpty || hasManifest else {
      throw Problem(
        .noInput, "no token store here", path: path, expected: "NAME.bin and NAME.idx",
        fix: "make it with \(.tokenize)")
    }
    entries =
      try manifest.map { manifest throws(Problem) in
        try Self.entries(of: bases, manifest, path)
      } ?? []
    let uses = IndexUses()
    self.uses = uses
    var shards: [IndexedDataset] = []
    for (number, base) in bases.enumerated() {
      shards.append(
        try IndexedDataset(
          joined(path, base), number: number, uses: uses, mappings: mappings,
          known: believesManifest ? try Self.known(entries, number, joined(path, base)) : nil))
    }
    self.shards = shards
    table = ShardTable(shards.map(\.documentCount))
    tokenCount = shards.reduce(0) { $0 + $1.tokenCount }
    for (listed, found) in zip(entries, shards) where listed.documents != found.documentCount {
      throw Self.differs(
        path, listed, "\(found.documentCount) documents")
    }
  }

  private static func manifest(_ path: String) throws(Problem) -> StoreManifest? {
    let json = try JSONValue.parse(file: path)
    return json["kind"]?.string == StoreManifest.kind ? try StoreManifest(json, path: path) : nil
  }

  /// The manifest's entries for the shards that exist; it must name all of them and no others.
  private static func entries(
    of found: [String], _ manifest: StoreManifest, _ path: String
  ) throws(Problem) -> [StoreShard] {
    let listed = Dictionary(
      manifest.shards.map { ($0.shard.name, $0.shard) }, uniquingKeysWith: { first, _ in first })
    let names = Set(found)
    for entry in manifest.shards where !names.contains(entry.shard.name) {
      throw differs(path, entry.shard, "no such shard")
    }
    var entries: [StoreShard] = []
    for name in found {
      guard let entry = listed[name] else {
        throw Problem(
          .badInput, "an index that the manifest does not name",
          path: joined(path, name + ".idx"), fix: "remove it: it would count as a part of the store"
        )
      }
      entries.append(entry)
    }
    return entries
  }

  /// The manifest's entry for an index.
  private static func known(
    _ entries: [StoreShard], _ number: Int, _ path: String
  ) throws(Problem) -> (documents: Int, elements: Int)? {
    guard entries.indices.contains(number) else { return nil }
    let entry = entries[number]
    for (ending, facts) in zip(StoreShard.fileEndings, entry.files).prefix(2) {
      let size = try fileSize(path + ending)
      guard size == facts.bytes else {
        throw Problem(
          .badInput, "token store differs from its manifest", path: path + ending,
          got: "\(size) bytes", expected: "\(facts.bytes)")
      }
    }
    return (entry.documents, entry.tokens)
  }

  private static func differs(_ path: String, _ listed: StoreShard, _ got: String) -> Problem {
    Problem(
      .badInput, "token store differs from its manifest", path: path, place: listed.name, got: got,
      expected: "\(listed.documents) documents")
  }

  /// The manifest's entry for the shard of that number.
  package func manifestEntry(ofShard number: Int) -> StoreShard? {
    entries.isEmpty ? nil : entries[number]
  }

  /// The length of a document in tokens.
  public func length(of document: Int) throws(Problem) -> Int {
    let (shard, index) = try existing(document)
    return try shard.length(of: index)
  }

  /// All tokens of a document.
  public func tokens<Token: FixedWidthInteger & BitwiseCopyable>(
    of document: Int, as: Token.Type = Token.self
  ) throws(Problem) -> [Token] {
    let (shard, index) = try existing(document)
    return try shard.tokens(of: index)
  }

  private func existing(_ document: Int) throws(Problem) -> (shard: IndexedDataset, index: Int) {
    guard 0..<documentCount ~= document else {
      throw .noSuchDocument(document, of: documentCount, path: path)
    }
    return locate(document)
  }

  /// The shard of a document that the store has, and its index there.
  package func locate(_ document: Int) -> (shard: IndexedDataset, index: Int) {
    let number = shard(of: document)
    return (shards[number], document - firstDocument(ofShard: number))
  }

  /// Says that a document will be read soon.
  package func willRead(_ document: Int) {
    let number = shard(of: document)
    shards[number].willRead(document - firstDocument(ofShard: number))
  }

  /// The number of the shard of a document.
  @inline(__always)
  package func shard(of document: Int) -> Int { table.shard(of: document) }

  @inline(__always)
  func firstDocument(ofShard number: Int) -> Int { table.firstDocuments[number] }

  /// The documents of the shard of that number.
  package func documents(ofShard number: Int) -> Range<Int> {
    table.firstDocuments[number]..<table.firstDocuments[number + 1]
  }

  /// Gives back the memory of the indexes' pages, as far as they were used.
  package func releasePages() {
    for number in uses.take() { shards[number].releasePages() }
  }

  /// The provenance of a document, the text of a JSON object; nil where the store has none.
  public func metadata(of document: Int) throws(Problem) -> String? {
    let (_, index) = try existing(document)
    let number = shard(of: document)
    let path = shards[number].path + ".meta"
    var known = provenance.withLock { $0?.shard == number ? $0?.documents : nil }
    if known == nil {
      guard exists(path + ".idx") else { return nil }
      let read = try IndexedDataset(path)
      provenance.withLock { $0 = (number, read) }
      known = read
    }
    guard let known, index < known.documentCount else { return nil }
    return String(decoding: try known.tokens(of: index, as: UInt8.self), as: UTF8.self)
  }
}
