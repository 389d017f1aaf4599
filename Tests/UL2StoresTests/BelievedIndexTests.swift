/// Indexes that are not read when opened, since a manifest has their numbers; and those that are, in passes.
import TestSupport
import Testing
import UL2Stores

@Suite struct BelievedIndexTests {
  private let directory = TemporaryDirectory()
  private let documents: [[Int32]] = [[1], [], [2, 3, 4], [5, 6]]

  /// Writes a store, with a true manifest.
  private func write() throws {
    var writer = try IndexedDatasetWriter(directory("00000"), type: .uint16)
    for document in documents { try writer.add(document) }
    let facts = try writer.publish()
    var provenance = try IndexedDatasetWriter(directory("00000.meta"), type: .uint8)
    for _ in documents { try provenance.add(Array("{}".utf8)) }
    let meta = try provenance.publish()
    var manifest = makeManifest()
    manifest.shards.removeLast()
    manifest.shards[0].shard.name = "00000"
    manifest.shards[0].shard.documents = documents.count
    manifest.shards[0].shard.tokens = 6
    manifest.shards[0].shard.files = [facts.data, facts.index, meta.data, meta.index]
    try directory.write(ManifestFile.text(manifest.json), "manifest.json")
  }

  private func open() throws(Problem) -> TokenStore {
    try TokenStore(directory.path, believesManifest: true)
  }

  @Test("The same documents as from an index that was read")
  func same() throws {
    try write()
    for store in [try open(), try TokenStore(directory.path)] {
      #expect(store.documentCount == 4 && store.tokenCount == 6)
      #expect(try allTokens(store.shards[0]) == documents.map { $0.map { Int64($0) } })
    }
  }

  @Test("Files of other sizes than the manifest says")
  func sizes() throws {
    try write()
    for name in ["00000.bin", "00000.idx"] {
      let bytes = try readFile(directory(name))
      for changed in [bytes + [0, 0], Array(bytes.dropLast(2))] {
        try directory.write(changed, name)
        let problem = #expect(throws: Problem.self) { try open() }
        #expect(problem?.path == directory(name), "\(String(describing: problem))")
      }
      try directory.write(bytes, name)
    }
    #expect(try open().tokenCount == 6)
  }

  @Test("False numbers: an error when used, or other documents, but no trap")
  func lies() throws {
    try write()
    let whole = try readFile(directory("00000.idx"))
    var opened = 0
    for at in 34..<whole.count {
      for value in [UInt8(0xFF), 0x80, 0x7F, 1] {
        var bytes = whole
        bytes[at] = value
        try directory.write(bytes, "00000.idx")
        guard let store = try? open() else { continue }
        opened += 1
        for document in 0..<store.documentCount {
          let (shard, index) = store.locate(document)
          let length = try shard.length(of: index)
          #expect(length >= 0)
          let tokens: [Int32]? = try? shard.tokens(of: index)
          #expect(tokens.map { $0.count <= 6 } ?? true)
          _ = try? shard.byteRange(of: index)
        }
      }
    }
    #expect(opened > 200)
  }

  @Test("Lengths and boundaries of millions of documents; one number wrong among them")
  func large() throws {
    let count = 2_200_000
    let lengths = (0..<count).map { Int32($0 % 3) }
    let sum = lengths.reduce(0) { $0 + Int($1) }
    var pointers: [Int64] = []
    pointers.reserveCapacity(count)
    var place: Int64 = 0
    for length in lengths {
      pointers.append(place)
      place += 2 * Int64(length)
    }
    let boundaries = (0...Int64(count)).map { $0 }
    func open(_ lengths: [Int32], _ boundaries: [Int64]) throws -> IndexedDataset {
      try directory.write(
        index(type: 8, lengths: lengths, pointers: pointers, documents: boundaries), "a.idx")
      return try IndexedDataset(directory("a"))
    }
    try directory.write([UInt8](repeating: 0, count: 2 * sum), "a.bin")
    let found = try open(lengths, boundaries)
    #expect(found.tokenCount == sum && found.documentCount == count)
    var changed = lengths
    changed[2_150_000] = -1
    let length = #expect(throws: Problem.self) { try open(changed, boundaries) }
    #expect(length?.problem == "bad length of sequence 2150000")
    var moved = boundaries
    moved[2_150_000] += 1
    // The document before has two sequences then, and that one none.
    let shifted = try open(lengths, moved)
    #expect(try shifted.length(of: 2_150_000) == 0)
    #expect(
      try shifted.length(of: 2_149_999) == Int(lengths[2_149_999]) + Int(lengths[2_150_000]))
    moved[2_150_000] = -5
    let boundary = #expect(throws: Problem.self) { try open(lengths, moved) }
    #expect(boundary?.problem == "bad document boundary 2150000")
  }
}
