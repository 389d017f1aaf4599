/// Finds documents by the ids that their readers gave them: a look at all that was noted of every document.
extension TokenStore {
  /// The documents with an id: one, none or several.
  ///
  /// - Parameter range: of the documents that are looked at.
  package func documents(
    withID id: String, in range: Range<Int>, of total: Int, _ reporter: Reporter
  ) throws(Problem) -> [Int] {
    var found: [Int] = []
    // Most are none of it: those are not parsed.
    var quoted: [UInt8] = []
    appendJSONString(id.utf8, to: &quoted)
    let needle = String(decoding: quoted, as: UTF8.self)
    for document in range {
      try Interruption.check()
      reporter.advance(1, of: total, unit: "documents")
      guard let text = try metadata(of: document), text.contains(needle) else { continue }
      if try JSONValue.parse(Array(text.utf8), path: path)["id"]?.string == id {
        found.append(document)
      }
    }
    return found
  }
}

extension OriginStores {
  /// By index of source: the documents of an id, in the sources that are wanted.
  ///
  /// - Parameter sources: indexes; nil: all.
  /// - Throws: no such document; where stores are not available, that is reported too.
  package func documents(
    withID id: String, sources: Set<Int>?, path: String, _ reporter: Reporter
  ) throws(Problem) -> [Int: Set<Int>] {
    var found: [Int: Set<Int>] = [:]
    var missing: [String] = []
    let wanted = manifest.sources.indices.filter { sources?.contains($0) != false }
    var stores: [(source: Int, store: TokenStore)] = []
    for source in wanted {
      let (store, reason) = store(ofSource: source)
      if let store {
        stores.append((source, store))
      } else {
        missing.append("\(manifest.sources[source].name): \(reason)")
      }
    }
    let total = stores.reduce(0) { $0 + $1.store.documentCount }
    reporter.begin("looking for the document")
    for (source, store) in stores {
      let documents = try store.documents(
        withID: id, in: 0..<store.documentCount, of: total, reporter)
      if !documents.isEmpty { found[source] = Set(documents) }
    }
    reporter.end()
    guard found.isEmpty else { return found }
    throw Problem(
      missing.isEmpty ? .usage : .noInput, "no document with this id", path: path,
      setting: .document, got: id,
      expected: missing.isEmpty
        ? "an id of the \(counted(total, "document", grouped)) in its stores"
        : "an id in its stores, some of which were not found (\(missing.joined(separator: "; ")))",
      fix: missing.isEmpty ? nil : "name their directory with \(.tokens)")
  }
}
