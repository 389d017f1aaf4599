/// A source's token store as plans and rows see it: documents without EODs.
package struct SourceStore: DocumentLengths {
  package let name: String
  package let store: TokenStore
  /// Which documents end in an EOD, which is not part of them.
  package let ends: DocumentEnds
  /// Which documents end in an EOD, from their last tokens; nil where these did not have to be read.
  package let judged: JudgedEnds?

  package var documentCount: Int { store.documentCount }
  package let tokenCount: Int

  /// Documents without any token, as other tools write them, have no EOD either.
  package var countsTokensExactly: Bool { ends != .all || store.manifest != nil }

  package func lengths(of documents: [Int], into lengths: inout [Int]) throws(Problem) {
    // What is not part of a document; asked for each only where documents differ.
    try store.lengths(of: documents, less: ends == .all ? 1 : 0, into: &lengths)
    guard case .some(let bits) = ends else { return }
    for (i, document) in documents.enumerated() where bits[document] { lengths[i] -= 1 }
  }

  /// Raw tokens of a document.
  package func length(of document: Int) throws(Problem) -> Int {
    let (shard, index) = store.locate(document)
    return max(0, try shard.length(of: index) - (ends.contains(document) ? 1 : 0))
  }

  package func releaseMemory() { store.releasePages() }

  /// - Parameters:
  ///   - eos: the id that ends documents, where any does.
  ///   - endsInEOD: what the mixture says; nil: the store's manifest, else each document's last token.
  ///   - judged: what those tokens have shown; nil: they are read if they are needed.
  package init(
    name: String, store: TokenStore, eos: Int, endsInEOD: Bool?, judged: JudgedEnds? = nil
  ) throws(Problem) {
    self.name = name
    self.store = store
    if let known = endsInEOD ?? store.manifest?.appendsEOD {
      ends = known ? .all : .none
      self.judged = nil
    } else {
      let found = if let judged { judged } else { try store.judgedEnds(eos: eos) }
      ends = found.ends
      self.judged = found
    }
    switch ends {
    case .all: tokenCount = store.tokenCount - store.documentCount
    case .none: tokenCount = store.tokenCount
    case .some(let bits): tokenCount = store.tokenCount - bits.count
    }
  }
}
