/// The stage before a plan, as its manifest says it.
extension DatasetManifest {
  /// Where a plan continues that is not the first of a training: which plan it follows, and how far
  /// each source had been used by then.
  package struct Continuation: Hashable, Sendable {
    /// Of the plan before; of shards that have none, their configuration's hash.
    package var fingerprint: String
    /// Rows of it that come before this plan's.
    package var rows: Int
    /// Of this stage and all before, by name: also those that this one draws nothing from, for a later one.
    package var sources: [Place]

    package init(fingerprint: String, rows: Int, sources: [Place]) {
      self.fingerprint = fingerprint
      self.rows = rows
      self.sources = sources
    }

    package func place(of name: String) -> SourcePlace? {
      sources.first { $0.name == name }?.place
    }
  }

  /// How far a source has been used, and which store that was.
  package struct Place: Hashable, Sendable {
    package var name: String
    package var place: SourcePlace
    /// The store's fingerprint, documents and tokens.
    package var hash: String
    package var documents: Int
    package var tokens: Int

    package init(name: String, place: SourcePlace, hash: String, documents: Int, tokens: Int) {
      self.name = name
      self.place = place
      self.hash = hash
      self.documents = documents
      self.tokens = tokens
    }
  }
}

extension DatasetManifest.Continuation {
  init(_ reader: JSONObjectReader) throws(Problem) {
    self.init(
      fingerprint: try reader.required("fingerprint", .string("a hash")),
      rows: try reader.required("rows", .count),
      sources: try reader.list("sources", 1...65_536) { source throws(Problem) in
        try DatasetManifest.Place(source)
      })
  }

  package var json: JSONValue {
    [
      "fingerprint": .string(fingerprint), "rows": JSONValue(rows),
      "sources": .array(sources.map(\.json)),
    ]
  }
}

extension DatasetManifest.Place {
  fileprivate init(_ reader: JSONObjectReader) throws(Problem) {
    let store = try reader.object("store")
    let documents = try store.required("documents", .int(1...1 << 56))
    self.init(
      name: try reader.required("name", .string("a name")),
      place: SourcePlace(
        epoch: try reader.required("epoch", .int(0...65_535)),
        position: try reader.required("position", .int(0...documents))),
      hash: try store.required("xxh3", .string("a hash")), documents: documents,
      tokens: try store.required("tokens", .count))
  }

  fileprivate var json: JSONValue {
    [
      "name": .string(name), "epoch": JSONValue(place.epoch),
      "position": JSONValue(place.position),
      "store": [
        "xxh3": .string(hash), "documents": JSONValue(documents), "tokens": JSONValue(tokens),
      ],
    ]
  }
}
