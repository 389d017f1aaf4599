/// Lengths of many documents at once: all that a plan reads of a store.
extension TokenStore {
  /// The lengths of `documents`, each less `less` but never below 0. The loads do not wait for one another, which
  /// is most of what a look-up in a large index costs.
  package func lengths(
    of documents: [Int], less: Int, into lengths: inout [Int]
  ) throws(Problem) {
    lengths.removeAll(keepingCapacity: true)
    if shards.count == 1 {
      return try shards[0].appendLengths(of: documents, less: less, to: &lengths)
    }
    for document in documents {
      let number = shard(of: document)
      let length = try shards[number].length(of: document - firstDocument(ofShard: number))
      lengths.append(max(0, length - less))
    }
  }
}
