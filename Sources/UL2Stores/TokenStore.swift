/// A directory of indexed datasets with its manifest: all documents of one source.
///
/// Stores that other tools wrote have no manifest, and are as good.
public final class TokenStore: Sendable {
  public let path: String
  /// In the order of their names, which is the order of the documents' indexes.
  public let shards: [IndexedDataset]
  /// Where this program wrote the store.
  package let manifest: StoreManifest?
  /// Whether another program has written a `manifest.json`, which tells us nothing.
  public let hasForeignManifest: Bool
  public let documentCount: Int
  public let tokenCount: Int
  /// Index of each shard's first document, and the count of all.
  private let firstDocuments: [Int]

  public init(_ path: String) throws(Problem) {
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
    hasForeignManifest = hasManifest && manifest == nil
    if !hasManifest,
      names.contains(where: { $0.hasSuffix(".tmp") }) || isDirectory(joined(path, ".ul2prep"))
    {
      throw Problem(
        .badInput, "unfinished token store", path: path, got: "no manifest.json",
        fix: "run the same \(.tokenize) again: it goes on where it stopped")
    }
    guard !bases.isEmpty || hasManifest else {
      throw Problem(
        .noInput, "no token store here", path: path, expected: "NAME.bin and NAME.idx",
        fix: "make it with \(.tokenize)")
    }
    var shards: [IndexedDataset] = []
    for base in bases { shards.append(try IndexedDataset(joined(path, base))) }
    self.shards = shards
    var first = [0]
    for shard in shards { first.append(first.last! + shard.documentCount) }
    firstDocuments = first
    documentCount = first.last!
    tokenCount = shards.reduce(0) { $0 + $1.elementCount }
    try checkManifest()
  }

  private static func manifest(_ path: String) throws(Problem) -> StoreManifest? {
    let json = try JSONValue.parse(file: path)
    return json["kind"]?.string == StoreManifest.kind ? try StoreManifest(json, path: path) : nil
  }

  private func checkManifest() throws(Problem) {
    for listed in (manifest?.shards ?? []).lazy.map(\.shard) {
      let found = shards.first { baseName($0.path) == listed.name }
      guard found?.documentCount == listed.documents else {
        throw Problem(
          .badInput, "token store differs from its manifest", path: path, place: listed.name,
          got: found.map { "\($0.documentCount) documents" } ?? "no such shard",
          expected: "\(listed.documents) documents")
      }
    }
  }

  /// What the manifest says of a shard.
  package func manifestEntry(of shard: IndexedDataset) -> StoreShard? {
    manifest?.shard(named: baseName(shard.path))
  }

  /// The shard of a document, and its index there.
  public func locate(_ document: Int) -> (shard: IndexedDataset, index: Int) {
    var low = 0
    var high = shards.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if firstDocuments[middle] <= document { low = middle } else { high = middle }
    }
    return (shards[low], document - firstDocuments[low])
  }

  /// Whether documents end in `eod`: what the last token of up to 100 of them says.
  package func endsDocuments(with eod: Int) throws(Problem) -> Bool {
    let step = max(1, documentCount / 100)
    var found = false
    for document in stride(from: 0, to: documentCount, by: step) {
      let (shard, index) = locate(document)
      let length = shard.length(of: index)
      guard length > 0 else { continue }
      var last: [Int64] = []
      try shard.read(index, length - 1..<length, into: &last)
      guard last[0] == eod else { return false }
      found = true
    }
    return found
  }

  /// The provenance of a document, the text of a JSON object; nil where the store has none.
  public func metadata(of document: Int) throws(Problem) -> String? {
    let (shard, index) = locate(document)
    guard exists(shard.path + ".meta.idx") else { return nil }
    let meta = try IndexedDataset(shard.path + ".meta")
    guard index < meta.documentCount else { return nil }
    return String(decoding: try meta.tokens(of: index, as: UInt8.self), as: UTF8.self)
  }
}
