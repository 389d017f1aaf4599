/// Lengths of many documents at once, and which shard has a document.
import TestSupport
import Testing
import UL2Core
import UL2Stores

@Suite struct LengthsTests {
  private let directory = TemporaryDirectory()

  private func length(_ shard: Int, _ document: Int) -> Int { (shard * 31 + document * 7) % 23 }

  /// Shards of very different sizes, empty ones among them, first and last.
  @Test(arguments: [
    [1], [5], [0, 3], [3, 0], [0, 0, 1, 0, 0], [1, 500, 1, 0, 2], [1, 1, 1, 1, 1, 1, 1, 900],
    [300, 0, 0, 0, 0, 0, 0, 1], (0..<40).map { $0 % 5 },
  ])
  func shards(_ counts: [Int]) throws {
    for (shard, count) in counts.enumerated() {
      var writer = try IndexedDatasetWriter(directory("\(100 + shard)"), type: .uint16)
      for document in 0..<count {
        try writer.add([Int32](repeating: 1, count: length(shard, document)))
      }
      _ = try writer.publish()
    }
    let store = try TokenStore(directory.path)
    let all = counts.enumerated().flatMap { shard, count in (0..<count).map { (shard, $0) } }
    #expect(store.documentCount == all.count)
    for (document, (shard, index)) in all.enumerated() {
      let found = store.locate(document)
      #expect(found.shard === store.shards[shard] && found.index == index)
    }
    for less in 0...1 {
      var lengths = [7, 7]
      let documents = all.indices.reversed() + all.indices
      try store.lengths(of: documents, less: less, into: &lengths)
      #expect(
        lengths == documents.map { max(0, length(all[$0].0, all[$0].1) - less) })
    }
  }

  /// The table for one sequence per document agrees with the others: for several sequences per document, for none, and
  /// for an index that is mapped on demand.
  @Test func sequences() throws {
    let documents: [[Int32]] = [[4], [1, 2], [], [0], [3, 0, 5], [6], []]
    let lengths = documents.flatMap { $0 }
    var pointers: [Int64] = []
    var pointer: Int64 = 0
    for length in lengths {
      pointers.append(pointer)
      pointer += 2 * Int64(length)
    }
    var boundaries: [Int64] = [0]
    for document in documents { boundaries.append(boundaries.last! + Int64(document.count)) }
    let data = [UInt8](repeating: 1, count: Int(pointer))
    try directory.write(data, "several.bin")
    try directory.write(
      index(type: 8, lengths: lengths, pointers: pointers, documents: boundaries), "several.idx")
    let sums = documents.map { $0.reduce(0, +) }
    try makeDirectories(directory("one"))
    var writer = try IndexedDatasetWriter(directory("one/a"), type: .uint16)
    for sum in sums { try writer.add([Int32](repeating: 1, count: Int(sum))) }
    _ = try writer.publish()
    let several = try TokenStore(directory.path)
    let one = try TokenStore(directory("one"))
    let onDemand = try TokenStore(
      directory("one"), mappings: FileMappings(kept: 0, onDemand: 1))
    for store in [several, one, onDemand] {
      var found: [Int] = []
      try store.lengths(of: Array(sums.indices), less: 1, into: &found)
      #expect(found == sums.map { max(0, Int($0) - 1) })
      for (document, sum) in sums.enumerated() {
        let (shard, index) = store.locate(document)
        #expect(try shard.length(of: index) == sum)
        #expect(try shard.tokens(of: index, as: UInt16.self).count == sum)
      }
    }
  }
}
