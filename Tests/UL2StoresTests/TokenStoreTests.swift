/// Token stores: several shards, and what ends documents.
import TestSupport
import Testing
import UL2Stores

@Suite struct TokenStoreTests {
  private let directory = TemporaryDirectory()

  private func write(_ name: String, _ documents: [[Int32]], meta: Bool = false) throws {
    var writer = try IndexedDatasetWriter(directory(name), type: .uint16)
    for document in documents { try writer.add(document) }
    _ = try writer.publish()
    guard meta else { return }
    var records = try IndexedDatasetWriter(directory(name + ".meta"), type: .uint8)
    for i in documents.indices { try records.add(Array("{\"id\":\"\(name) \(i)\"}".utf8)) }
    _ = try records.publish()
  }

  @Test func documentsAcrossShards() throws {
    try write("00001", [[3], [4]], meta: true)
    try write("00000", [[1], [], [2, 2]], meta: true)
    try write("00002", [])
    try write("00010", [[5]])
    let store = try TokenStore(directory.path)
    #expect(store.shards.map { baseName($0.path) } == ["00000", "00001", "00002", "00010"])
    #expect(store.documentCount == 6 && store.tokenCount == 6)
    let found = try (0..<6).map { document in
      let (shard, index) = store.locate(document)
      return try tokens(shard, index)
    }
    #expect(found == [[1], [], [2, 2], [3], [4], [5]])
    #expect(try store.metadata(of: 2) == "{\"id\":\"00000 2\"}")
    #expect(try store.metadata(of: 4) == "{\"id\":\"00001 1\"}")
    #expect(try store.metadata(of: 5) == nil)
    #expect(try store.length(of: 2) == 2 && store.tokens(of: 2, as: Int32.self) == [2, 2])
    for wrong in [-1, 6, .max] {
      #expect(throws: Problem.self) { try store.length(of: wrong) }
      #expect(throws: Problem.self) { try store.tokens(of: wrong, as: Int32.self) }
      #expect(throws: Problem.self) { try store.metadata(of: wrong) }
      #expect(throws: Problem.self) { try store.shards[0].length(of: wrong) }
      var tokens: [Int32] = []
      let problem = #expect(throws: Problem.self) {
        try store.shards[0].read(wrong, 0..<1, into: &tokens)
      }
      #expect(problem?.problem == "no such document" && problem?.expected == "0 to 2")
    }
  }

  @Test func whatIsNoStore() throws {
    #expect(throws: Problem.self) { try TokenStore(directory("nowhere")) }
    let problem = #expect(throws: Problem.self) { try TokenStore(directory.path) }
    #expect(problem?.kind == .noInput)
  }

  /// A regression test: shards without their manifest counted as a store of another tool.
  @Test func unfinishedStore() throws {
    try write("00000", [[1]])
    try directory.write([], ".ul2prep/configuration")
    let problem = #expect(throws: Problem.self) { try TokenStore(directory.path) }
    #expect(problem?.problem == "unfinished token store" && problem?.kind == .badInput)
  }

  /// A regression test: such a store counted as an unfinished one of this program.
  @Test func leftoversOfOtherTools() throws {
    try write("00000", [[1]])
    try directory.write([1, 2], "00000.bin.tmp")
    try directory.write([], "e.npy")
    #expect(try TokenStore(directory.path).documentCount == 1)
  }

  @Test func manifestAgrees() throws {
    try write("00000", [[1], [2]])
    func manifest(_ text: String) throws { try directory.write(Array(text.utf8), "manifest.json") }
    func manifest(_ name: String, _ documents: Int) throws {
      var manifest = makeManifest()
      manifest.shards.removeLast()
      manifest.shards[0].shard.name = name
      manifest.shards[0].shard.documents = documents
      try directory.write(ManifestFile.text(manifest.json), "manifest.json")
    }
    try manifest("00000", 2)
    let store = try TokenStore(directory.path)
    #expect(store.documentCount == 2 && store.manifest?.source == "jsonl")
    #expect(store.manifestEntry(ofShard: 0)?.inputs.first?.bytes == 100)
    // A shard that the manifest does not name would count as a part of the store.
    try write("00001", [[5]])
    let extra = #expect(throws: Problem.self) { try TokenStore(directory.path) }
    #expect(extra?.problem == "an index that the manifest does not name")
    #expect(extra?.path == directory("00001.idx"))
    for name in ["00001.bin", "00001.idx"] { try removeFile(directory(name)) }
    for (name, documents) in [("00000", 3), ("00001", 2)] {
      try manifest(name, documents)
      let problem = #expect(throws: Problem.self) { try TokenStore(directory.path) }
      #expect(problem?.problem == "token store differs from its manifest")
    }
    for text in ["{", "{\"kind\": \"token_store\"}"] {
      try manifest(text)
      #expect(throws: Problem.self) { try TokenStore(directory.path) }
    }
    // Another program's.
    try manifest("{\"shards\": [{\"name\": \"00001\", \"documents\": 2}]}")
    let foreign = try TokenStore(directory.path)
    #expect(foreign.manifest == nil)
  }
}
