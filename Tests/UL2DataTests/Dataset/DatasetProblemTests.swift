/// Any error in rows is a problem with its file, never a wrong row.
import TestSupport
import Testing
import UL2Data

@Suite("Damaged and missing datasets")
struct DatasetProblemTests {
  private let directory = TemporaryDirectory()
  private let resolved: ResolvedPlan
  private let path: String

  init() throws {
    resolved = try resolvedPlan(in: directory)
    path = directory("shards")
    try writeShards(path, resolved, rowFormat(resolved), rowsPerShard: 100)
    try writePlan(directory("plan"), resolved)
  }

  @Test("A missing index")
  func indexes() throws {
    for dataset in [try Dataset(path), try Dataset(directory("plan"))] {
      for index in [-1, dataset.count, .max, .min] {
        let found = problem { _ = try dataset[index] }
        #expect(found?.problem == "no such row" && found?.got == "\(index)")
        #expect(found?.expected == "0 to \(dataset.count - 1)")
      }
      #expect(problem { _ = try dataset.rows(at: 5..<dataset.count + 1) }?.problem == "no such row")
    }
  }

  @Test("A closed dataset")
  func closed() throws {
    for dataset in [try Dataset(path), try Dataset(directory("plan"))] {
      var loader = try DataLoader(dataset, globalBatchSize: 4)
      dataset.close()
      dataset.close()
      #expect(problem { _ = try dataset[0] }?.problem == "the dataset is closed")
      #expect(problem { _ = try loader.next() }?.problem == "the dataset is closed")
    }
  }

  @Test("No dataset, or an unfinished one, at the path")
  func absent() throws {
    #expect(problem { _ = try Dataset(directory("none")) }?.kind == .noInput)
    #expect(problem { _ = try Dataset(directory("code")) }?.problem == "no rows here")
    try makeDirectories(directory("begun/.ul2prep"))
    #expect(problem { _ = try Dataset(directory("begun")) }?.problem == "unfinished output")
    try AtomicFile.write(Array("{\"kind\": 7}".utf8), to: directory("code/manifest.json"))
    #expect(problem { _ = try Dataset(directory("code")) }?.kind == .badInput)
  }

  private func damage(_ name: String, _ change: (inout [UInt8]) -> Void) throws {
    var bytes = try readFile(joined(path, name))
    change(&bytes)
    try AtomicFile.write(bytes, to: joined(path, name))
  }

  @Test("A changed byte of a shard, when it is first used")
  func changed() throws {
    let whole = try Dataset(path).rows(at: 0..<100)
    try damage("shard.00001.mds") { $0[$0.count - 1] ^= 1 }
    for check in [HashCheck.first, .always] {
      let dataset = try Dataset(path, check: check)
      #expect(try dataset.rows(at: 0..<100) == whole)
      for _ in 0..<2 {
        let found = problem { _ = try dataset[150] }
        #expect(found?.problem == "hash differs from the index")
        #expect(found?.path == path + "/shard.00001.mds")
      }
    }
    #expect(try Dataset(path, check: .never)[150].index == 150)
  }

  @Test("A shard that is cut or missing")
  func cut() throws {
    let dataset = try Dataset(path)
    try damage("shard.00001.mds") { $0.removeLast(7) }
    #expect(problem { _ = try dataset[150] }?.problem == "shard differs from the index")
    try removeFile(path + "/shard.00001.mds")
    #expect(problem { _ = try dataset[150] }?.kind == .noInput)
    #expect(try dataset[0].index == 0)
  }

  @Test("Ids beyond the vocabulary, with file and row")
  func vocabulary() throws {
    // The last two bytes of a shard are the last token of its last row.
    try damage("shard.00000.mds") {
      $0.replaceSubrange($0.count - 2..<$0.count, with: [0xFF, 0xFF])
    }
    let dataset = try Dataset(path, check: .never)
    for found in [
      problem { _ = try dataset.rows(at: 90..<100) },
      problem { _ = try filledTokens(of: dataset, [98, 99]) },
    ] {
      #expect(found?.problem == "token beyond the vocabulary at position 63")
      #expect(found?.got == "65535" && found?.expected == "0 to 1099")
      #expect(found?.path == path + "/shard.00000.mds" && found?.place == "row 99")
    }
  }

  @Test("False numbers of examples, whichever byte of a shard is changed")
  func lies() throws {
    let whole = try readFile(path + "/shard.00000.mds")
    let expected = try Dataset(path).rows(at: 0..<100)
    var random = CounterRandom(key: 9)
    var refused = 0
    for _ in 0..<150 {
      var bytes = whole
      bytes[random.below(bytes.count)] ^= UInt8(1 << random.below(8))
      try AtomicFile.write(bytes, to: path + "/shard.00000.mds")
      // Without hashes, rows are still checked: each is refused, or its numbers are within bounds.
      guard let dataset = try? Dataset(path, check: .never) else { continue }
      for index in 0..<100 {
        guard let row = try? dataset[index] else {
          refused += 1
          continue
        }
        #expect(row.tokens.count == 64 && row.usedLength <= 64)
        for example in row.examples {
          #expect(example.range.upperBound <= 64 && example.prefixLength <= example.length)
        }
      }
      #expect(problem { _ = try Dataset(path)[0] }?.problem == "hash differs from the index")
    }
    #expect(refused > 10)
    try AtomicFile.write(whole, to: path + "/shard.00000.mds")
    #expect(try Dataset(path).rows(at: 0..<100) == expected)
  }

  @Test("An index with other rows than the manifest; a plan of other shards")
  func counts() throws {
    let index = try MDSIndex(directory: path)
    let plan = try readFile(path + "/plan.bin")
    try AtomicFile.write(plan.dropLast(1) + [plan.last! ^ 1], to: path + "/plan.bin")
    #expect(problem { _ = try Dataset(path).order() }?.path == path + "/plan.bin")
    #expect(try Dataset(path)[0].index == 0)
    try AtomicFile.write(MDSIndex(index.shards.dropLast()).text, to: path + "/index.json")
    #expect(problem { _ = try Dataset(path) }?.problem == "not the rows of the manifest")
  }

  @Test("A plan whose store has changed, before or after it was opened")
  func stores() throws {
    let dataset = try Dataset(directory("plan"))
    #expect(try dataset[0].index == 0)
    let data = directory("code/00000.bin")
    let bytes = try readFile(data)
    try AtomicFile.write(bytes + [0, 0], to: data)
    #expect(
      problem { _ = try Dataset(directory("plan")) }?.problem.isEmpty == false)
    // Same size, other tokens: those beyond the vocabulary are found where they are read.
    try AtomicFile.write([UInt8](repeating: 0xFE, count: bytes.count), to: data)
    let changed = try Dataset(directory("plan"))
    #expect(
      problem { _ = try changed.rows(at: 0..<changed.count) }?.problem
        == "token beyond the vocabulary")
  }

  @Test("No tokens, or of an unsupported type")
  func columns() throws {
    #expect(problem { _ = try Dataset(fixture("mds/plain"))[0] }?.path?.hasSuffix(".mds") == true)
    let format = MDSFormat(
      columns: [.init("tokens", .array(.int64, shape: [2]))], compression: nil, hashes: [],
      sizeLimit: nil)
    try makeDirectories(directory("long"))
    var writer = try MDSShardWriter(
      directory: directory("long"), number: 0, format: format, sampleSizes: [16])
    try writer.write([UInt8](repeating: 0, count: 16))
    try AtomicFile.write(MDSIndex([writer.finish()]).text, to: directory("long/index.json"))
    let found = problem { _ = try Dataset(directory("long"))[0] }
    #expect(found?.problem == "tokens of a type that is not read" && found?.got == "int64")
  }

  @Test("No rows at all")
  func empty() throws {
    try makeDirectories(directory("empty"))
    try AtomicFile.write(MDSIndex([]).text, to: directory("empty/index.json"))
    let dataset = try Dataset(directory("empty"))
    #expect(dataset.count == 0)
    #expect(problem { _ = try dataset[0] }?.expected == "none: there are no rows")
    #expect(problem { _ = try dataset.order() }?.problem == "no rows")
    #expect(problem { _ = try DataLoader(dataset, globalBatchSize: 1) }?.problem == "no rows")
  }
}
