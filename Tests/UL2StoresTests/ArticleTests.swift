/// The example of the article `ReadingDocuments` in UL2Stores's documentation, run. `Scripts/site/check` compares the two.
import TestSupport
import Testing
import UL2Stores

@Suite("UL2Stores's article")
struct ArticleTests {
  /// The longest document: its tokens, and its provenance as JSON if it is known.
  func longestDocument(
    ofStore path: String
  ) throws(Problem) -> (tokens: [Int32], origin: String?) {
    let store = try TokenStore(path)
    var longest: (tokens: [Int32], origin: String?) = ([], nil)
    var document = 0
    for shard in store.shards {
      for index in 0..<shard.documentCount {
        if try shard.length(of: index) > longest.tokens.count {
          longest = (try shard.tokens(of: index), try store.metadata(of: document))
        }
        document += 1
      }
    }
    return longest
  }

  @Test("The longest document of two shards, with its provenance")
  func longest() throws {
    let directory = TemporaryDirectory()
    let shards: [(String, [[Int32]])] = [
      ("00000", [[1], [2, 2]]), ("00001", [[], [3, 3, 3], [4]]),
    ]
    for (name, documents) in shards {
      var writer = try IndexedDatasetWriter(directory(name), type: .uint16)
      var origins = try IndexedDatasetWriter(directory(name + ".meta"), type: .uint8)
      for document in documents {
        try writer.add(document)
        try origins.add(Array("{\"id\":\"\(document)\"}".utf8))
      }
      _ = try (writer.publish(), origins.publish())
    }
    let (tokens, origin) = try longestDocument(ofStore: directory.path)
    #expect(tokens == [3, 3, 3])
    #expect(origin == #"{"id":"[3, 3, 3]"}"#)
  }
}
