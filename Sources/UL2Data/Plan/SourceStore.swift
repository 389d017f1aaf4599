/// A source's token store as plans and rows see it: documents without end-of-document tokens.
package struct SourceStore: DocumentLengths {
  package let name: String
  package let store: TokenStore
  /// Every document's last token is an end-of-document token, which is not part of it.
  package let endsInEOD: Bool

  package var documentCount: Int { store.documentCount }
  package var tokenCount: Int { store.tokenCount - (endsInEOD ? store.documentCount : 0) }

  package func lengths(of documents: [Int], into lengths: inout [Int]) {
    lengths.removeAll(keepingCapacity: true)
    for document in documents {
      let (shard, index) = store.locate(document)
      let length = shard.length(of: index)
      lengths.append(endsInEOD ? max(0, length - 1) : length)
    }
  }

  package func releaseMemory() {
    for shard in store.shards { shard.releasePages() }
  }

  /// - Parameters:
  ///   - eos: the id that ends documents, where any does.
  ///   - choice: what the mixture says; nil: the store's manifest, else its last tokens.
  package init(name: String, store: TokenStore, eos: Int, choice: Bool?) throws(Problem) {
    self.name = name
    self.store = store
    if let choice {
      endsInEOD = choice
    } else if let manifest = store.manifest {
      endsInEOD = manifest.appendsEOD
    } else if store.hasForeignManifest {
      endsInEOD = false
    } else {
      endsInEOD = try store.endsDocuments(with: eos)
    }
  }
}
