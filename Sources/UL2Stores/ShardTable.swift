/// Which shard of a store has a document, among any number of shards.
///
/// A table of the shards at every so many documents leaves a step or two of a binary search; it has about four
/// entries a shard, whatever the number of documents.
struct ShardTable: Sendable {
  /// Index of each shard's first document, and the count of all.
  let firstDocuments: [Int]
  /// The shard of every document whose number is a multiple of 2^`shift`, and the last shard.
  private let shards: [Int32]
  private let shift: Int

  /// - Parameter counts: documents of each shard.
  init(_ counts: [Int]) {
    var first = [0]
    for count in counts { first.append(first.last! + count) }
    firstDocuments = first
    let all = first.last!
    var shift = 0
    while all >> shift > 4 * counts.count { shift += 1 }
    self.shift = shift
    var shards: [Int32] = []
    var shard = 0
    var document = 0
    while document < all {
      while first[shard + 1] <= document { shard += 1 }
      shards.append(Int32(truncatingIfNeeded: shard))
      document += 1 << shift
    }
    shards.append(Int32(truncatingIfNeeded: max(0, counts.count - 1)))
    self.shards = shards
  }

  var documentCount: Int { firstDocuments[firstDocuments.count - 1] }

  /// - Parameter document: of the store.
  @inline(__always)
  func shard(of document: Int) -> Int {
    let entry = document >> shift
    var low = Int(shards[entry])
    var high = Int(shards[entry + 1]) + 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if firstDocuments[middle] <= document { low = middle } else { high = middle }
    }
    return low
  }
}
