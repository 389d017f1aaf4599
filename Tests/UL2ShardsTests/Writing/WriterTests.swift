/// Shards that this program writes.
import TestSupport
import Testing
import UL2Shards

@Suite struct WriterTests {
  /// The dataset `fixtures/mds/tokens`, from its samples.
  private static let tokensFormat = MDSFormat(
    columns: [
      .init("tokens", .array(.uint16, shape: [2048])),
      .init("cu_seqlens", .array(.int32, shape: nil)),
    ], compression: nil, hashes: ["xxh3_64"], sizeLimit: 12_800)

  private func samples() throws -> [[UInt8]] {
    let list = try #require(
      try JSONValue.parse(file: fixture("mds/tokens/expect.json")).array)
    return list.map { sample in
      func values(_ name: String) -> [Int] { sample[name]!["values"]!.array!.map { $0.int! } }
      var builder = SampleBuilder(Self.tokensFormat)
      builder.begin()
      builder.append(variable: values("cu_seqlens").map { Int32($0) })
      builder.append(fixed: values("tokens").map { UInt16($0) })
      return builder.bytes
    }
  }

  private func write(
    _ samples: [[UInt8]], _ format: MDSFormat, number: Int = 0, to directory: String
  ) throws -> MDSIndex.Shard {
    var writer = try MDSShardWriter(
      directory: directory, number: number, format: format, sampleSizes: samples.map(\.count))
    for sample in samples { try writer.write(sample) }
    return try writer.finish()
  }

  @Test func bytesAreThoseOfStreaming() throws {
    let directory = TemporaryDirectory()
    let samples = try samples()
    var shards: [MDSIndex.Shard] = []
    for (number, range) in [0..<3, 3..<5].enumerated() {
      shards.append(
        try write(Array(samples[range]), Self.tokensFormat, number: number, to: directory.path))
      let name = "shard.0000\(number).mds"
      #expect(try readFile(directory(name)) == readFile(fixture("mds/tokens/" + name)))
    }
    #expect(try MDSIndex(shards).text == readFile(fixture("mds/tokens/index.json")))
    // The size that decides where a shard ends is the file's.
    let size = Self.tokensFormat.shardSize(
      samples: 3, bytes: samples[..<3].reduce(0) { $0 + $1.count })
    #expect(size == 12_592)
  }

  /// The texts that `LAYOUT.md` quotes.
  @Test func textsAreThoseOfTheLayout() throws {
    let layout = String(decoding: try readFile(fixture("mds/LAYOUT.md")), as: UTF8.self)
    let config = String(decoding: Self.tokensFormat.config, as: UTF8.self)
    #expect(layout.contains("\n" + config + "\n"))
    let index = try MDSIndex(directory: fixture("mds/tokens"))
    #expect(layout.contains("\n" + String(decoding: index.text, as: UTF8.self) + "\n"))
    #expect(MDSIndex([]).text == Array("{\"shards\": [], \"version\": 2}".utf8))
  }

  @Test(arguments: [nil, "zstd", "zstd:1", "zstd:9", "zstd:19", "zstd:22"])
  func readsBack(_ compression: String?) throws {
    let directory = TemporaryDirectory()
    let format = MDSFormat(
      columns: [
        .init("b", .array(.uint64, shape: nil)), .init("a", .array(.int32, shape: [4])),
        .init("c", .array(.uint8, shape: nil)),
      ], compression: compression, hashes: ["xxh3_64"], sizeLimit: nil)
    // Arrays on both sides of the limits of the dimension's width.
    let counts = [1, 255, 256, 65_535, 65_536, 3]
    let samples = counts.map { count in
      var builder = SampleBuilder(format)
      builder.begin()
      builder.append(fixed: [Int32.min, -1, 0, Int32(count)])
      builder.append(variable: (0..<count).map { UInt64($0) << 40 })
      builder.append(variable: [UInt8(7)])
      #expect(
        builder.bytes.count == 16 + SampleBuilder.variableSize(count: count, of: 8)
          + SampleBuilder.variableSize(count: 1, of: 1))
      return builder.bytes
    }
    let shard = try write(samples, format, to: directory.path)
    #expect((shard.zip == nil) == (compression == nil))
    try directory.write(MDSIndex([shard]).text, "index.json")
    let dataset = try MDSDataset(directory.path)
    let read = try MDSShard(
      dataset.index.shards[0], directory: directory.path, checkingHashes: true)
    try read.checkLayout()
    for (i, count) in counts.enumerated() {
      let sample = try dataset.sample(at: i)
      #expect(sample.integers(inColumn: "a") == [Int(Int32.min), -1, 0, count])
      #expect(sample.integers(inColumn: "b") == (0..<count).map { $0 << 40 })
      #expect(sample.integers(inColumn: "c") == [7])
    }
  }

  @Test(arguments: ["zstd:0", "zstd:23", "zstd:-1", "zstd:", "gz", "zstd:x"])
  func refusesOtherCompressions(_ name: String) throws {
    let directory = TemporaryDirectory()
    let format = MDSFormat(
      columns: [.init("a", .int)], compression: name, hashes: [], sizeLimit: nil)
    #expect(throws: Problem.self) { try write([], format, to: directory.path) }
    #expect(try files(below: directory.path) == [])
  }

  @Test func higherLevelsAreSmaller() throws {
    let directory = TemporaryDirectory()
    let samples = try samples()
    func size(_ compression: String) throws -> Int {
      let format = MDSFormat(
        columns: Self.tokensFormat.columns, compression: compression, hashes: ["xxh3_64"],
        sizeLimit: nil)
      return try write(samples, format, to: directory.path).zip!.bytes
    }
    #expect(try size("zstd:19") < size("zstd:1"))
    // The config inside names the level.
    #expect(try abs(size("zstd") - size("zstd:3")) < 4)
  }

  @Test func anUnfinishedShardLeavesNothing() throws {
    let directory = TemporaryDirectory()
    do {
      var writer = try MDSShardWriter(
        directory: directory.path, number: 0, format: Self.tokensFormat, sampleSizes: [4, 4])
      try writer.write([1, 2, 3, 4])
    }
    #expect(try files(below: directory.path) == [])
  }
}
