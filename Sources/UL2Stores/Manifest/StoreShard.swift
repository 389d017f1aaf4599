/// One finished shard of a token store, as manifests record it.
package struct StoreShard: Hashable, Sendable {
  /// Of its files, without their endings.
  package var name: String
  /// The inputs that were tokenized into it.
  package var inputs: [StoreInput]
  package var documents = 0
  package var tokens = 0
  package var textBytes = 0
  /// Nil where they were not counted.
  package var fallbacks: FallbackTokens?
  package var skipped = SkipCounts()
  /// Documents that the library has encoded too.
  package var checkedDocuments = 0
  /// How often protected pieces occurred in the texts, those that did.
  package var protectedMatches: [String: Int] = [:]
  /// In the order of `fileEndings`.
  package var files: [FileFacts] = []

  package static let fileEndings = [".bin", ".idx", ".meta.bin", ".meta.idx"]

  package init(_ name: String, inputs: [StoreInput]) {
    self.name = name
    self.inputs = inputs
  }

  /// The input that a document is from.
  package func input(ofDocument index: Int) -> StoreInput? {
    if inputs.count == 1 { return inputs[0] }
    var left = index
    return inputs.first { input in
      left -= input.documents ?? 0
      return left < 0
    }
  }
}

/// An input as it was when it was tokenized.
package struct StoreInput: Hashable, Sendable {
  package var path: String
  /// Of the whole file; 0 for what does not say.
  package var bytes: Int
  /// Its bytes that were read, where it was cut into parts; nil: all.
  package var part: Range<Int>?
  /// Of a file on this machine, or of its part: what comes from elsewhere is not read twice.
  package var xxh3: UInt64?
  /// Of a remote file: the server's tag of this version.
  package var tag: String?
  /// Of the shard, those that are from this input; nil where they were not counted: the shard then
  /// has one input.
  package var documents: Int?

  package init(
    _ path: String, bytes: Int, part: Range<Int>? = nil, xxh3: UInt64? = nil, tag: String? = nil,
    documents: Int? = nil
  ) {
    self.path = path
    self.bytes = bytes
    self.part = part
    self.xxh3 = xxh3
    self.tag = tag
    self.documents = documents
  }

  /// How many bytes were read.
  package var bytesRead: Int { part?.count ?? bytes }
}

/// A shard and, of documents held out, its shard of the validation store: kept in its unit's
/// record until all are done, then in the store's manifest.
package struct StoreShardRecord: Hashable, Sendable {
  package var shard: StoreShard
  /// Nil where none are held out.
  package var validation: StoreShard?

  package init(_ shard: StoreShard, validation: StoreShard? = nil) {
    self.shard = shard
    self.validation = validation
  }
}

extension [StoreShardRecord] {
  /// Leaves of all shards together as many examples of skipped records as are shown of a store: those of the first
  /// shards that have any. The result is the same whether others were removed before.
  package mutating func keepFirstExamples() {
    var kept = SkipExamples()
    keepFirstExamples(after: &kept)
  }

  /// - Parameter kept: those of the shards before, to which these are added.
  package mutating func keepFirstExamples(after kept: inout SkipExamples) {
    for i in indices where !self[i].shard.skipped.examples.isEmpty {
      self[i].shard.skipped.examples = kept.add(self[i].shard.skipped.examples)
    }
  }
}

/// The shards that one task has made as a whole.
package struct StoreUnitRecord: Hashable, Sendable {
  package var shards: [StoreShardRecord]

  package init(_ shards: [StoreShardRecord]) { self.shards = shards }
}
