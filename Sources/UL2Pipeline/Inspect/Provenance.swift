/// Where a document came from, as far as its token store is available.
package struct Provenance: Sendable {
  /// The store, as it was looked for.
  package var store: String?
  /// Why nothing more is known, in a few words; nil where the store was found.
  package var unreachable: String?
  /// The store's shard that the document lies in.
  package var shard: String?
  /// The input file that the document is from.
  package var input: String?
  /// Tokens of the document; of an example's, without an EOD.
  package var documentLength: Int?
  package var id: String?
  /// The metadata that the reader noted: url, title, language, …
  package var metadata: JSONValue?

  package var json: JSONValue {
    func text(_ value: String?) -> JSONValue { JSONValue(value) { .string($0) } }
    return [
      "store": text(store), "unreachable": text(unreachable), "shard": text(shard),
      "input": text(input), "document_length": JSONValue(documentLength) { JSONValue($0) },
      "id": text(id), "metadata": metadata ?? .null,
    ]
  }
}

extension TokenStore {
  /// All that is known about a document.
  package func provenance(of document: Int) throws(Problem) -> Provenance {
    let (shard, index) = locate(document)
    let entry = manifestEntry(ofShard: self.shard(of: document))
    var result = Provenance(
      store: path, shard: baseName(shard.path),
      input: entry?.input(ofDocument: index)?.path,
      documentLength: try shard.length(of: index))
    if let text = try metadata(of: document) {
      let value = try? JSONValue.parse(Array(text.utf8), path: shard.path + ".meta.bin")
      result.id = value?["id"]?.string
      result.metadata = value?["metadata"] ?? .string(text)
    }
    return result
  }
}

/// The token stores behind shards, opened when first needed.
package final class OriginStores {
  let manifest: DatasetManifest
  private let directory: String?
  private var opened: [Int: (store: TokenStore?, reason: String)] = [:]

  /// - Parameter directory: where the stores are now, one by name; nil: where they were.
  package init(_ manifest: DatasetManifest, directory: String? = nil) {
    self.manifest = manifest
    self.directory = directory
  }

  /// All that is known about the document of an example. Never throws: shards are read without stores.
  package func provenance(source: Int, document: Int) -> Provenance {
    let entry = manifest.sources[source]
    let path = self.path(ofSource: source)
    let (store, reason) = store(ofSource: source)
    guard let store else { return Provenance(store: path, unreachable: reason) }
    guard document < store.documentCount else {
      return Provenance(store: path, unreachable: "no document \(document) in it")
    }
    do throws(Problem) {
      var result = try store.provenance(of: document)
      if let length = result.documentLength, length > 0, try endsInEOD(document, store, entry) {
        result.documentLength = length - 1
      }
      return result
    } catch {
      return Provenance(store: path, unreachable: error.problem)
    }
  }

  /// Whether a document's last token was no part of it when it was packed.
  private func endsInEOD(
    _ document: Int, _ store: TokenStore, _ entry: DatasetManifest.Source
  ) throws(Problem) -> Bool {
    guard entry.judged?.bitmap != nil else { return entry.endsInEOD }
    let (shard, index) = store.locate(document)
    return try shard.ends(in: manifest.reserved.eos, index)
  }

  private func path(ofSource source: Int) -> String {
    manifest.sources[source].storePath(in: directory, of: directoryName(manifest.path))
  }

  /// The store of a source; nil, and why, where it is not available.
  func store(ofSource source: Int) -> (store: TokenStore?, reason: String) {
    let (entry, path) = (manifest.sources[source], path(ofSource: source))
    if let known = opened[source] { return known }
    var result: (store: TokenStore?, reason: String) = (nil, "missing now")
    if exists(path) {
      do throws(Problem) {
        result = try verified(TokenStore(path), entry)
      } catch {
        result.reason = error.problem
      }
    }
    opened[source] = result
    return result
  }

  /// A store of that name may have been recreated since.
  private func verified(
    _ store: TokenStore, _ entry: DatasetManifest.Source
  ) throws(Problem) -> (store: TokenStore?, reason: String) {
    var isSame = entry.store.documents == store.documentCount
    if isSame, store.manifest != nil {
      isSame = hexadecimal(try store.fingerprint) == entry.store.hash
    }
    return isSame ? (store, "") : (nil, "another store is there now")
  }
}
