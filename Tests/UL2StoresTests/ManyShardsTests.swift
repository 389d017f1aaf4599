/// More shards than open files and mapped indexes allow.
import TestSupport
import Testing
import UL2Core
import UL2Stores

@Suite struct ManyShardsTests {
  private let directory = TemporaryDirectory()

  private func write(_ name: String, _ documents: [[Int32]]) throws {
    var writer = try IndexedDatasetWriter(directory(name), type: .uint16)
    for document in documents { try writer.add(document) }
    _ = try writer.publish()
  }

  private func documents(_ shard: Int) -> [[Int32]] {
    (0..<3).map { document in (0..<shard + document).map { Int32($0 * 3 + document) } }
  }

  @Test func mappedOnDemand() throws {
    for shard in 10..<40 { try write("\(shard)", documents(shard)) }
    let mappings = FileMappings(kept: 4, onDemand: 3)
    let store = try TokenStore(directory.path, mappings: mappings)
    #expect(store.documentCount == 90)
    for round in 0..<3 {
      for step in 0..<90 {
        let document = (step * 37 + round) % 90
        let (shard, index) = store.locate(document)
        let expected = documents(10 + document / 3)[document % 3]
        #expect(try shard.length(of: index) == expected.count)
        #expect(try shard.tokens(of: index, as: Int32.self) == expected)
        #expect(mappings.count <= 3)
      }
      store.releasePages()
    }
    // One whose file has since been replaced is not believed.
    for shard in 10..<40 { try write("\(shard)", documents(shard) + [[1]]) }
    #expect(throws: Problem.self) {
      for shard in store.shards { _ = try shard.length(of: 0) }
    }
  }

  @Test func placesAreGivenBack() throws {
    for shard in 10..<14 { try write("\(shard)", documents(shard)) }
    let mappings = FileMappings(kept: 4, onDemand: 3)
    for _ in 0..<3 {
      let store = try TokenStore(directory.path, mappings: mappings)
      #expect(store.documentCount == 12 && mappings.count == 0)
    }
  }
}
