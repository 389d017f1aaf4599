/// What `manifest.json` says about shards: the names behind the numbers in their rows.
public struct ShardManifest: Sendable {
  /// A source that rows refer to by its index.
  public struct Source: Sendable {
    public var name: String
    /// Where its token store stood when the shards were made; nil where there was none.
    public var store: String?
    /// The store's fingerprint.
    public var hash: String?
    public var documents: Int?
  }

  /// An objective that rows refer to by its index.
  public struct Entry: Sendable {
    public var name: String
    /// `noise_density`, `prefix`, …, as the manifest has them.
    public var parameters: [JSONValue.Member]
    public var promptIDs: [Int]
  }

  public let path: String
  public let json: JSONValue
  public let sequenceLength: Int
  public let sources: [Source]
  public let objectives: [Entry]
  public let special: SpecialTokens
  /// Hash of the model that the tokens came from.
  public let tokenizerHash: String?

  /// Members of an objective that are results, or stand elsewhere.
  private static let notParameters: Set<String> = [
    "name", "weight", "prompt_ids", "chunks", "shares",
  ]

  /// - Parameter directory: of the shards.
  public init(directory: String) throws(Problem) {
    let path = joined(directory, "manifest.json")
    let json = try JSONValue.parse(file: path)
    self.path = path
    self.json = json
    func malformed(_ place: String, _ expected: String) -> Problem {
      Problem(
        .badInput, "not a manifest of shards", path: path, place: place, expected: expected)
    }
    guard json["kind"]?.string == "shards" else { throw malformed("kind", "\"shards\"") }
    guard let format = json["format"]?.int, format <= formatNumber else {
      throw Problem(
        .badInput, "written by a newer version", path: path, place: "format",
        got: json["format"]?.text(), expected: "at most \(formatNumber)")
    }
    guard let length = json["sequence_length"]?.int, (1...1 << 24).contains(length) else {
      throw malformed("sequence_length", "a number of positions")
    }
    sequenceLength = length
    var sources: [Source] = []
    for (i, entry) in (json["sources"]?.array ?? []).enumerated() {
      guard let name = entry["name"]?.string else { throw malformed("sources[\(i)]", "a name") }
      let store = entry["store"]
      sources.append(
        Source(
          name: name, store: store?["path"]?.string, hash: store?["xxh3"]?.string,
          documents: store?["documents"]?.int))
    }
    self.sources = sources
    var objectives: [Entry] = []
    for (i, entry) in (json["objectives"]?.array ?? []).enumerated() {
      guard let name = entry["name"]?.string else { throw malformed("objectives[\(i)]", "a name") }
      objectives.append(
        Entry(
          name: name,
          parameters: (entry.members ?? []).filter { !Self.notParameters.contains($0.key) },
          promptIDs: entry["prompt_ids"]?.array?.compactMap(\.int) ?? []))
    }
    self.objectives = objectives
    guard let tokenizer = json["tokenizer"], let special = SpecialTokens(manifest: tokenizer) else {
      throw malformed("tokenizer", "vocab_size, eos, pad, decoder_start, sentinels and fim")
    }
    self.special = special
    tokenizerHash = tokenizer["xxh3"]?.string
  }
}

extension SpecialTokens {
  /// From a manifest's `tokenizer`; nil where a number is missing or makes no sense.
  init?(manifest: JSONValue) {
    func id(_ value: JSONValue?) -> Int? {
      value?.int.flatMap { (0..<1 << 31).contains($0) ? $0 : nil }
    }
    guard let size = id(manifest["vocab_size"]), let eos = id(manifest["eos"]),
      let pad = id(manifest["pad"]), let start = id(manifest["decoder_start"])
    else { return nil }
    self.init(vocabularySize: size, eos: eos, pad: pad, decoderStart: start)
    if let value = manifest["sentinels"], value != .null {
      guard let first = id(value["first"]), let count = id(value["count"]), count > 0,
        let step = value["step"]?.int, abs(step) == 1
      else { return nil }
      sentinels = Sentinels(first: first, step: step, count: count)
    }
    if let value = manifest["fim"], value != .null {
      guard let prefix = id(value["prefix"]), let suffix = id(value["suffix"]),
        let middle = id(value["middle"]), let eot = id(value["eot"])
      else { return nil }
      fim = FIMTokens(prefix: prefix, suffix: suffix, middle: middle, eot: eot)
    }
  }
}
