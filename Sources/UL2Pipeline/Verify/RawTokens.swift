/// The token stores that shards were packed from, for a deep check.

/// Opened once, read by all workers.
struct RawStores: Sendable {
  let stores: [SourceStore]

  /// - Parameter directory: where the stores are, instead of where the manifest says.
  init(_ manifest: ShardManifest, directory: String?, _ findings: Findings) throws(Problem) {
    var stores: [SourceStore] = []
    for (i, source) in manifest.sources.enumerated() {
      let path = source.storePath(in: directory)
      do throws(Problem) {
        let store = try SourceStore(
          name: source.name, store: TokenStore(path), eos: manifest.special.eos,
          choice: source.endsInEOD)
        let hash = hexadecimal(try store.store.fingerprint)
        if hash != source.store.hash {
          findings.add(
            "not the token store that was packed", path: path, got: "xxh3 \(hash)",
            expected: "\(source.store.hash ?? "none"), as in \(manifest.path)")
        }
        stores.append(store)
      } catch {
        guard error.kind == .noInput else { throw error }
        throw Problem(
          .noInput, "the token stores are needed too", path: manifest.path,
          place: "sources[\(i)].store.path", setting: .deep, got: "nothing at \(path)",
          fix: "pass \(.tokens) DIR, with a store a source in it")
      }
    }
    self.stores = stores
  }

  /// Raw tokens of a chunk's document.
  func length(_ chunk: PackedChunk) -> Int? {
    let store = stores[Int(chunk.source)]
    guard chunk.document < store.documentCount else { return nil }
    let (shard, index) = store.store.locate(Int(chunk.document))
    return max(0, shard.length(of: index) - (store.endsInEOD ? 1 : 0))
  }
}

/// Reads chunks, and makes examples of them again.
struct RawTokens {
  private let manifest: ShardManifest
  private let stores: RawStores

  init(_ manifest: ShardManifest, _ stores: RawStores) {
    self.manifest = manifest
    self.stores = stores
  }

  /// The raw tokens of an example's chunk.
  func chunk(
    _ example: PackedExample, _ fail: RowFailure
  ) throws(Problem) -> [Int] {
    let store = stores.stores[example.source]
    guard example.document < store.documentCount else {
      throw fail(
        "a document that the store does not have", "\(example.document)",
        "below \(store.documentCount)")
    }
    let (shard, document) = store.store.locate(example.document)
    let length = max(0, shard.length(of: document) - (store.endsInEOD ? 1 : 0))
    let range = example.offset..<example.offset + example.chunkLength
    guard range.upperBound <= length else {
      throw fail(
        "a chunk beyond its document's end", "\(range.lowerBound) to \(range.upperBound)",
        "at most \(length)")
    }
    // In the widths that this program writes nothing is converted token by token.
    switch shard.type {
    case .uint16: return try tokens(shard, document, range, as: UInt16.self)
    case .int32: return try tokens(shard, document, range, as: Int32.self)
    default: return try tokens(shard, document, range, as: Int.self)
    }
  }

  private func tokens<Token: FixedWidthInteger & BitwiseCopyable>(
    _ shard: IndexedDataset, _ document: Int, _ range: Range<Int>, as: Token.Type
  ) throws(Problem) -> [Int] {
    var buffer: [Token] = []
    try shard.read(document, range, into: &buffer)
    return buffer[..<range.count].map { Int($0) }
  }

  /// The example that `pack` makes of a chunk. Where raw text holds sentinels or markers itself, this
  /// alone tells whether an example is right.
  func tokens(
    of example: PackedExample, _ chunk: [Int], _ layout: ExampleLayout, endsDocument: Bool
  ) -> [Int] {
    let key = sourceKey(
      seed: manifest.seed, name: manifest.sources[example.source].name, epoch: example.epoch)
    let random = ChunkRandom(
      sourceKey: key, document: UInt64(example.document), offset: UInt64(example.offset))
    let tokens = chunk.map { Int32(truncatingIfNeeded: $0) }
    var output = [Int32](
      repeating: 0, count: layout.length(tokens: tokens.count, endsDocument: endsDocument))
    var builder = ExampleBuilder(special: manifest.special)
    unsafe tokens.withUnsafeBufferPointer { tokens in
      unsafe output.withUnsafeMutableBufferPointer { output in
        _ = unsafe builder.build(
          tokens, layout: layout, endsDocument: endsDocument, random: random, into: output)
      }
    }
    return output.map { Int($0) }
  }
}
