/// A directory that `pack` wrote, row by row: the manifest, and rows decoded to structs whose numbers
/// have been checked against each other, so that whoever uses them needs no bounds checks.

/// One example of a row.
public struct PackedExample: Hashable, Sendable {
  /// Its first position in the row.
  public var start: Int
  /// Positions.
  public var length: Int
  /// Tokens at its start that see each other.
  public var prefixLength: Int
  /// The first token with loss, counted from `start`.
  public var lossStart: Int
  /// Index into the manifest's objectives.
  public var objective: Int
  /// Index into the manifest's sources.
  public var source: Int
  /// Index in the source's token store.
  public var document: Int
  /// The chunk's first token in its document.
  public var offset: Int
  /// Raw tokens in the chunk.
  public var chunkLength: Int
  /// How often the source had been used up before.
  public var epoch: Int

  /// Its positions in the row.
  public var range: Range<Int> { start..<start + length }
}

public struct PackedRow: Hashable, Sendable {
  public var index: Int
  /// W tokens, padding included.
  public var tokens: [Int]
  public var examples: [PackedExample]

  /// Positions that hold examples; padding follows.
  public var usedLength: Int { examples.last.map { $0.start + $0.length } ?? 0 }
}

public final class PackedDataset {
  public let path: String
  public let manifest: ShardManifest
  public let shards: MDSDataset

  public var rowCount: Int { shards.sampleCount }

  /// - Parameter path: the directory with `manifest.json` and `index.json`.
  public init(_ path: String) throws(Problem) {
    self.path = path
    manifest = try ShardManifest(directory: path)
    shards = try MDSDataset(path)
  }

  /// The tokenizer that the shards were made with; nil where its copy is gone.
  ///
  /// - Parameter override: another path to the same model.
  public func tokenizer(_ override: String? = nil) throws(Problem) -> Tokenizer? {
    try matchingTokenizer(
      override, beside: path, hash: manifest.tokenizerHash, of: "these shards")
  }

  /// - Parameter index: below `rowCount`.
  public func row(_ index: Int) throws(Problem) -> PackedRow {
    let sample = try shards.sample(index)
    func fail(_ reason: String, got: String? = nil, expected: String? = nil) -> Problem {
      let entry = shards.index.shards[shards.locate(index).shard]
      return Problem(
        .badInput, reason, path: joined(path, (entry.zip ?? entry.raw).name), place: "row \(index)",
        got: got, expected: expected)
    }
    func column(_ name: String, count: Int?) throws(Problem) -> [Int] {
      guard let values = sample.integers(name) else {
        throw fail("no column \(name) of integers")
      }
      if let count, values.count != count {
        throw fail(
          "column \(name) has another length", got: "\(values.count)", expected: "\(count)")
      }
      return values
    }
    let tokens = try column("tokens", count: manifest.sequenceLength)
    let bounds = try column("cu_seqlens", count: nil)
    guard bounds.first == 0, bounds.last! <= tokens.count,
      zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 })
    else {
      throw fail("bad cu_seqlens", expected: "0, then rising to at most \(tokens.count)")
    }
    let count = bounds.count - 1
    let prefixes = try column("prefix_lens", count: count)
    let losses = try column("loss_starts", count: count)
    let objectives = try column("objectives", count: count)
    let sources = try column("sources", count: count)
    let documents = try column("documents", count: count)
    let offsets = try column("offsets", count: count)
    let lengths = try column("lengths", count: count)
    let epochs = try column("epochs", count: count)
    var examples: [PackedExample] = []
    examples.reserveCapacity(count)
    for i in 0..<count {
      let length = bounds[i + 1] - bounds[i]
      func check(_ name: String, _ value: Int, below limit: Int) throws(Problem) {
        guard value >= 0, value < limit else {
          throw fail("bad \(name)[\(i)]", got: "\(value)", expected: "0 to \(limit - 1)")
        }
      }
      try check("prefix_lens", prefixes[i], below: length + 1)
      try check("loss_starts", losses[i], below: length + 1)
      try check("objectives", objectives[i], below: manifest.objectives.count)
      try check("sources", sources[i], below: manifest.sources.count)
      try check("documents", documents[i], below: 1 << 60)
      try check("offsets", offsets[i], below: 1 << 40)
      try check("lengths", lengths[i], below: 1 << 40)
      try check("epochs", epochs[i], below: 1 << 40)
      examples.append(
        PackedExample(
          start: bounds[i], length: length, prefixLength: prefixes[i], lossStart: losses[i],
          objective: objectives[i], source: sources[i], document: documents[i], offset: offsets[i],
          chunkLength: lengths[i], epoch: epochs[i]))
    }
    return PackedRow(index: index, tokens: tokens, examples: examples)
  }
}

/// The tokenizer that data was made with: the copy beside it, or the same model elsewhere.
func matchingTokenizer(
  _ override: String?, beside directory: String, hash: String?, of what: String
) throws(Problem) -> Tokenizer? {
  let copy = joined(directory, "tokenizer.model")
  guard let path = override ?? (exists(copy) ? copy : nil) else { return nil }
  let tokenizer = try Tokenizer(path) { ProtectedPieces().contains($0) }
  let found = hexadecimal(tokenizer.hash)
  if let hash, hash != found {
    throw Problem(
      override == nil ? .badInput : .usage, "not the tokenizer of \(what)", path: path,
      got: "xxh3 \(found)", expected: hash)
  }
  return tokenizer
}
