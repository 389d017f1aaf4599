/// Compressed shards that are hashed while they are decompressed, a piece at a time.
import TestSupport
import Testing
import UL2Core
import UL2Shards

@Suite struct LargeShardTests {
  private let directory = TemporaryDirectory()
  private let samples: [[UInt8]]
  private let shard: MDSIndex.Shard
  private let file: String

  init() throws {
    var random = CounterRandom(key: 7)
    // Bytes that compress by half, so that there are many pieces.
    samples = (0..<6).map { _ in (0..<200_000).map { _ in UInt8(random.below(16)) } }
    let format = MDSFormat(
      columns: [.init("b", .array(.uint8, shape: [200_000]))], compression: "zstd:1",
      hashes: ["xxh3_64"], sizeLimit: nil)
    var writer = try MDSShardWriter(
      directory: directory.path, number: 0, format: format, sampleSizes: samples.map(\.count))
    for sample in samples { try writer.write(sample) }
    shard = try writer.finish()
    file = directory(try #require(shard.zip).name)
  }

  private func read(
    _ bytes: [UInt8], checkingHashes: Bool, keepsHash: Bool = true
  ) throws(Problem) -> [[UInt8]] {
    try AtomicFile.write(bytes, to: file)
    var entry = shard
    entry.zip?.bytes = bytes.count
    if !keepsHash { entry.zip?.hashes = [:] }
    let shard = try MDSShard(entry, directory: directory.path, checkingHashes: checkingHashes)
    var samples: [[UInt8]] = []
    for number in 0..<shard.count {
      let sample = try shard.sample(number)
      samples.append(sample.integers(inColumn: "b")!.map { UInt8($0) })
    }
    return samples
  }

  @Test("Whole, with and without checking hashes; with an empty frame after it")
  func whole() throws {
    let bytes = try readFile(file)
    #expect(bytes.count > 3 << 17)
    #expect(try read(bytes, checkingHashes: true) == samples)
    #expect(try read(bytes, checkingHashes: false) == samples)
    let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 1, 2]
    for checks in [true, false] {
      #expect(try read(bytes + skippable, checkingHashes: checks, keepsHash: false) == samples)
      for extra in [[0], skippable.dropLast(), bytes] as [[UInt8]] {
        #expect(throws: Problem.self) {
          try read(bytes + extra, checkingHashes: checks, keepsHash: false)
        }
      }
    }
  }

  @Test("Cut short or changed: refused, at the latest by the hash of the decompressed bytes")
  func damaged() throws {
    let bytes = try readFile(file)
    var random = CounterRandom(key: 8)
    for _ in 0..<25 {
      let at = random.below(bytes.count)
      var changed = bytes
      changed[at] ^= UInt8(1 << random.below(8))
      #expect(throws: Problem.self) { try read(changed, checkingHashes: true, keepsHash: false) }
      #expect(throws: Problem.self) {
        try read(Array(bytes[..<at]), checkingHashes: true, keepsHash: false)
      }
    }
    var lying = shard
    lying.raw.hashes = ["xxh3_64": "0123456789abcdef"]
    try AtomicFile.write(bytes, to: file)
    let problem = #expect(throws: Problem.self) {
      try MDSShard(lying, directory: directory.path, checkingHashes: true)
    }
    #expect(problem?.problem == "hash differs from the index")
    #expect(problem?.path == file + " (decompressed)")
  }
}
