/// The token stores that shards were packed from, for a deep check.

/// Opened once, read by all workers.
struct RawStores: Sendable {
  let stores: [SourceStore]

  /// - Parameter directory: where the stores are, instead of where the manifest says.
  init(_ manifest: DatasetManifest, directory: String?, _ findings: Findings) throws(Problem) {
    var stores: [SourceStore] = []
    for (i, source) in manifest.sources.enumerated() {
      let path = source.storePath(in: directory, of: directoryName(manifest.path))
      do throws(Problem) {
        let store = try SourceStore(
          name: source.name, store: TokenStore(path), eos: manifest.reserved.eos,
          endsInEOD: source.judged?.bitmap == nil ? source.endsInEOD : nil)
        let hash = hexadecimal(try store.store.fingerprint)
        if hash != source.store.hash {
          findings.add(
            "not the token store that was packed", path: path, got: "xxh3 \(hash)",
            expected: "\(source.store.hash ?? "none"), as in \(manifest.path)")
        }
        if let bitmap = source.judged?.bitmap {
          Self.compare(store, source, bitmap, path, manifest.path, findings)
        }
        stores.append(store)
      } catch {
        guard error.kind == .noInput else { throw error }
        throw Problem(
          .noInput, "the token stores are needed too", path: manifest.path,
          place: "sources[\(i)].store.path", setting: .deep, got: "nothing at \(path)",
          fix: "pass \(.tokens) DIR, with one store per source in it")
      }
    }
    self.stores = stores
  }

  /// Documents may end otherwise now than when they were packed: their last tokens were looked at again.
  private static func compare(
    _ store: SourceStore, _ source: DatasetManifest.Source,
    _ bitmap: DatasetManifest.JudgedEnds.Bitmap,
    _ path: String, _ manifest: String, _ findings: Findings
  ) {
    let now = store.judged.map { DatasetManifest.JudgedEnds($0, name: source.name) }
    if now?.bitmap == bitmap { return }
    findings.add(
      "other documents end in an end-of-document token than when they were packed", path: path,
      got: "\(now?.with ?? 0) of \(store.documentCount), xxh3 \(now?.bitmap?.xxh3 ?? "none")",
      expected: "\(source.judged?.with ?? 0), xxh3 \(bitmap.xxh3), as in \(manifest)")
  }

  /// Raw tokens of a chunk's document.
  func length(_ chunk: PackedChunk) throws(Problem) -> Int? {
    let store = stores[Int(chunk.source)]
    guard chunk.document < store.documentCount else { return nil }
    return try store.length(of: Int(chunk.document))
  }
}

/// Reads chunks, and makes examples of them again.
struct RawTokens {
  private let manifest: DatasetManifest
  private let stores: RawStores

  init(_ manifest: DatasetManifest, _ stores: RawStores) {
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
    let length = try store.length(of: example.document)
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

  /// The example that `pack` makes of a chunk. Where raw text holds reserved tokens itself, this
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
    var builder = ExampleBuilder(reserved: manifest.reserved)
    unsafe tokens.withUnsafeBufferPointer { tokens in
      unsafe output.withUnsafeMutableBufferPointer { output in
        _ = unsafe builder.build(
          tokens, layout: layout, endsDocument: endsDocument, random: random, into: output)
      }
    }
    return output.map { Int($0) }
  }
}
