/// The report on a token store: sums from its manifest, lengths from its indexes, languages and
/// licences from the provenance of a sample of its documents. A shard that is damaged is left out
/// of what is read, and named.
package struct StoreReport: Sendable {
  package let path: String
  package let name: String
  package let documents: Int
  package let tokens: Int
  /// Nil where another tool wrote the store, which does not say.
  package let textBytes: Int?
  package let fallbacks: FallbackTokens?
  package let skipped: SkipCounts?
  package let shards: Int
  package let tokenizer: String?
  /// Held out, beside these.
  package let validation: StoreTotals?
  package private(set) var lengths = Histogram(.doubling)
  /// Of a sample, where a store is so large that reading all lengths would take a while.
  package private(set) var areLengthsSampled = false
  /// Documents whose provenance was read.
  package private(set) var sampled = 0
  package private(set) var languages = Tally()
  package private(set) var licenses = Tally()
  package private(set) var problems: [Problem] = []

  /// A store with more documents than these is sampled for its lengths too.
  private static let mostLengths = 10_000_000

  /// - Parameters:
  ///   - json: its manifest; nil where it has none.
  ///   - sample: how many documents are looked into.
  init(
    _ path: String, manifest json: JSONValue?, sample: Int, seed: UInt64
  ) throws(Problem) {
    self.path = path
    let manifest = try json.map { json throws(Problem) in
      try StoreManifest(json, path: joined(path, "manifest.json"))
    }
    name = baseName(path).isEmpty ? path : baseName(path)
    let names: [String]
    if let manifest {
      names = manifest.shards.map(\.shard.name)
    } else {
      names = try listDirectory(path).filter { $0.hasSuffix(".idx") && !$0.hasSuffix(".meta.idx") }
        .map { String($0.dropLast(4)) }
    }
    shards = names.count
    skipped = manifest?.totals.skipped
    textBytes = manifest?.totals.textBytes
    fallbacks = manifest?.totals.fallbacks
    tokenizer = manifest?.model.identity.text
    let held = joined(path, "validation/manifest.json")
    var problems: [Problem] = []
    var validation: StoreTotals?
    if exists(held) {
      do throws(Problem) {
        validation = try StoreManifest(file: held).totals
      } catch { problems.append(error) }
    }
    self.validation = validation
    var opened: [IndexedDataset] = []
    for name in names {
      try Interruption.check()
      do throws(Problem) {
        opened.append(try IndexedDataset(joined(path, name)))
      } catch { problems.append(error) }
    }
    documents = manifest?.totals.documents ?? opened.reduce(0) { $0 + $1.documentCount }
    tokens = manifest?.totals.tokens ?? opened.reduce(0) { $0 + $1.tokenCount }
    self.problems = problems
    let key = mixed(seed ^ xxh3(Array(name.utf8)))
    let all = opened.reduce(0) { $0 + $1.documentCount }
    let chosen = RandomSample(count: sample, seed: key).elements(of: all)
    readLengths(opened, all > Self.mostLengths ? chosen : nil)
    readProvenance(opened, chosen)
  }

  /// The mean number of bytes of text per token.
  package var bytesPerToken: Double? {
    textBytes.flatMap { tokens > 0 ? Double($0) / Double(tokens) : nil }
  }

  private mutating func readLengths(_ shards: [IndexedDataset], _ chosen: [Int]?) {
    areLengthsSampled = chosen != nil
    var first = 0
    var rest = (chosen ?? [])[...]
    for shard in shards {
      let range = first..<first + shard.documentCount
      first = range.upperBound
      do throws(Problem) {
        if chosen == nil {
          for i in 0..<shard.documentCount { lengths.add(try shard.length(of: i)) }
        } else {
          while let next = rest.first, range.contains(next) {
            lengths.add(try shard.length(of: rest.removeFirst() - range.lowerBound))
          }
        }
      } catch { problems.append(error) }
      while let next = rest.first, range.contains(next) { rest.removeFirst() }
    }
  }

  private mutating func readProvenance(_ shards: [IndexedDataset], _ chosen: [Int]) {
    var first = 0
    var rest = chosen[...]
    for shard in shards {
      let range = first..<first + shard.documentCount
      first = range.upperBound
      let own = rest.prefix { range.contains($0) }
      rest = rest.dropFirst(own.count)
      let base = shard.path + ".meta"
      guard !own.isEmpty, exists(base + ".idx") else { continue }
      do throws(Problem) {
        let provenance = try IndexedDataset(base)
        for document in own where document - range.lowerBound < provenance.documentCount {
          let text = try provenance.tokens(of: document - range.lowerBound, as: UInt8.self)
          let metadata = (try? JSONValue.parse(text, path: base + ".bin"))?["metadata"] ?? .null
          sampled += 1
          languages.add(ProvenanceFields.languages(of: metadata))
          licenses.add(ProvenanceFields.licenses(of: metadata))
        }
      } catch { problems.append(error) }
    }
  }
}

/// Where the metadata of corpora says what language a document is in, and under which licence it is.
private enum ProvenanceFields {
  static func languages(of metadata: JSONValue) -> [String] {
    // The crawl's own lists are one text: `eng,deu`.
    values(["language", "lang", "languages", "programming_language"], metadata).flatMap { text in
      text.split(separator: ",").map(String.init)
    }
  }

  static func licenses(of metadata: JSONValue) -> [String] {
    values(
      ["license", "licenses", "max_stars_repo_licenses", "detected_licenses"], metadata)
  }

  /// The values of the first of some keys that there is, here or in the objects that corpora put around them.
  private static func values(_ keys: [String], _ metadata: JSONValue) -> [String] {
    for place in [metadata, metadata["meta"] ?? .null, metadata["metadata"] ?? .null] {
      for key in keys {
        let found = texts(place[key] ?? .null)
        if !found.isEmpty { return found }
      }
    }
    return []
  }

  /// Of one document at most ten, without repetition.
  private static func texts(_ value: JSONValue) -> [String] {
    switch value {
    case .string(let text): return text.isEmpty ? [] : [Problem.printable(text, limit: 100)]
    case .array(let list):
      var found: [String] = []
      for case .string(let text) in list where !text.isEmpty && found.count < 10 {
        let shown = Problem.printable(text, limit: 100)
        if !found.contains(shown) { found.append(shown) }
      }
      return found
    default: return []
    }
  }
}

extension StoreReport {
  package var json: JSONValue {
    func totals(_ totals: StoreTotals) -> JSONValue {
      [
        "documents": JSONValue(totals.documents), "tokens": JSONValue(totals.tokens),
        "text_bytes": JSONValue(totals.textBytes),
      ]
    }
    return [
      "path": .string(path), "name": .string(name), "documents": JSONValue(documents),
      "text_bytes": JSONValue(textBytes) { JSONValue($0) }, "tokens": JSONValue(tokens),
      "bytes_per_token": JSONValue(bytesPerToken) { .number(decimal($0, 3)) },
      "unknown_tokens": JSONValue(fallbacks?.unknown) { JSONValue($0) },
      "byte_tokens": JSONValue(fallbacks?.bytes) { JSONValue($0) },
      "shards": JSONValue(shards), "tokenizer": JSONValue(tokenizer) { .string($0) },
      "validation": validation.map(totals) ?? .null, "skipped": skipped?.json ?? .null,
      "document_lengths": lengths.json, "document_lengths_sampled": .bool(areLengthsSampled),
      "sampled_documents": JSONValue(sampled), "languages": languages.json,
      "licenses": licenses.json,
      "problems": .array(problems.map { .string($0.description) }),
    ]
  }
}
