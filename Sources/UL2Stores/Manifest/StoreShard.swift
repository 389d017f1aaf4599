/// What is known of one finished shard of a token store.
package struct StoreShard: Hashable, Sendable {
  /// Of its files, without their endings.
  package var name: String
  /// What was tokenized into it.
  package var inputs: [StoreInput]
  package var documents = 0
  package var tokens = 0
  package var textBytes = 0
  /// Nil where nobody has counted them.
  package var fallbacks: FallbackTokens?
  package var skipped = SkipCounts()
  /// Documents that the library has encoded too.
  package var checkedDocuments = 0
  /// How often protected pieces stood in the texts, those that did.
  package var protectedMatches: [String: Int] = [:]
  /// In the order of `fileEndings`.
  package var files: [FileFacts] = []

  package static let fileEndings = [".bin", ".idx", ".meta.bin", ".meta.idx"]

  package init(_ name: String, inputs: [StoreInput]) {
    self.name = name
    self.inputs = inputs
  }
}

/// What an input was when it was tokenized.
package struct StoreInput: Hashable, Sendable {
  package var path: String
  /// 0 for what does not say.
  package var bytes: Int
  /// Of a file on this machine: what comes from elsewhere is not read twice.
  package var xxh3: UInt64?
  /// Of a remote file: the server's tag of this version.
  package var tag: String?

  package init(_ path: String, bytes: Int, xxh3: UInt64? = nil, tag: String? = nil) {
    self.path = path
    self.bytes = bytes
    self.xxh3 = xxh3
    self.tag = tag
  }
}

/// An input's shard and, of documents held out, its shard of the validation store: kept as its unit's
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
