/// `pack`: the shards depend only on stores, mixture and seed.
import TestSupport
import Testing
import UL2Pipeline

@Suite("pack")
struct PackTests {
  private let scratch = Scratch()

  /// Packs into rows of 64, so that few tokens fill several blocks.
  private func pack(
    _ name: String, model: Model = .unigram, mixture: String = "openmoe", tokens: String = "2M",
    _ options: [String] = []
  ) throws -> String {
    let output = scratch(name)
    let result = try ul2prep(
      packing(model, to: output, mixture: mixture) + [
        "--seq-length", "64", "--total-tokens", tokens,
      ] + options)
    expectSuccess(result)
    return output
  }

  @Test("The same bytes for any number of workers, and in another run")
  func workers() throws {
    let expected = try hashes(below: pack("1", ["--workers", "1"]))
    #expect(expected.keys.contains("index.json") && expected.keys.contains("manifest.json"))
    #expect(expected.keys.contains("00002/shard.00000.mds.zstd"), "three units")
    for workers in ["2", "7"] {
      #expect(try hashes(below: pack(workers, ["--workers", workers])) == expected)
    }
    #expect(try hashes(below: pack("again")) == expected)
    #expect(!exists(scratch("again/.ul2prep")))
  }

  @Test("Another seed, window or tokenizer gives other shards")
  func otherShards() throws {
    let base = try rows(pack("base", tokens: "200K"))
    #expect(try rows(pack("seed", tokens: "200K", ["--seed", "1"])) != base)
    #expect(try rows(pack("fim", tokens: "200K", ["--fim-rate", "0"])) != base)
    #expect(try rows(pack("bpe", model: .bpe, tokens: "200K")) != base)
    #expect(try rows(pack("same", tokens: "200K", ["--seed", "0"])) == base)
  }

  @Test("The shards of N tokens are a block-wise prefix of those of 2N")
  func prefix() throws {
    let short = try hashes(below: pack("short", tokens: "2M"))
    let long = try hashes(below: pack("long", tokens: "4M"))
    let blocks = Set(short.keys.compactMap { $0.contains("/") ? $0.prefix(5) : nil }).sorted()
    #expect(blocks.count >= 3)
    for block in blocks.dropLast() {
      func files(_ all: [String: UInt64]) -> [String: UInt64] {
        all.filter { $0.key.hasPrefix(block + "/") }
      }
      #expect(files(short) == files(long))
      #expect(files(short).count >= 1)
    }
  }

  @Test("Compression changes the files, not the rows")
  func compression() throws {
    let expected = try rows(pack("none", tokens: "200K", ["--compression", "none"]))
    #expect(expected.count > 2000)
    for compression in ["zstd", "zstd:1", "zstd:19"] {
      let output = try pack("with-" + compression, tokens: "200K", ["--compression", compression])
      #expect(try rows(output) == expected)
      #expect(exists(output + "/00000/shard.00000.mds.zstd"))
    }
    #expect(
      try rows(
        pack("small", tokens: "200K", ["--compression", "none", "--shard-size", "64KiB"]))
        == expected)
    #expect(exists(scratch("small/00000/shard.00009.mds")))
  }

  @Test("Full columns include the compact ones")
  func fullColumns() throws {
    let compact = try rows(pack("compact", tokens: "100K"))
    let full = try rows(pack("full", tokens: "100K", ["--columns", "full"]))
    #expect(full.count == compact.count)
    #expect(compact[0].count == 10 && full[0].count == 17)
    for (a, b) in zip(compact, full) { #expect(a.allSatisfy { b[$0.key] == $0.value }) }
  }

  @Test("The manifest has everything that a trainer must know")
  func manifest() throws {
    let output = try pack("manifest", model: .bpe, tokens: "200K")
    let manifest = try JSONValue.parse(file: output + "/manifest.json")
    #expect(manifest["kind"]?.string == "shards" && manifest["sequence_length"]?.int == 64)
    let tokenizer = try #require(manifest["tokenizer"])
    // 8,000 pieces, FIM tokens among them, and 100 appended sentinels.
    #expect(tokenizer["vocab_size"]?.int == 8100)
    #expect(tokenizer["sentinels"]?["first"]?.int == 8000)
    #expect(tokenizer["sentinels"]?["step"]?.int == 1)
    #expect(tokenizer["fim"]?["prefix"]?.int == 3 && tokenizer["fim"]?["eot"]?.int == 6)
    #expect(tokenizer["eos"]?.int == 2 && tokenizer["pad"]?.int == 2)
    #expect(manifest["totals"]?["rows"]?.int == (try MDSDataset(output)).sampleCount)
    #expect(try xxh3(ofFile: output + "/tokenizer.model") == xxh3(ofFile: Model.bpe.path))
    for source in try #require(manifest["sources"]?.array) {
      #expect(source["store"]?["xxh3"]?.string?.count == 16)
    }
  }

  @Test("The result is the plan's tables")
  func result() throws {
    let options = ["--seq-length", "64", "--total-tokens", "100K"]
    let packed = try ul2prep(packing(to: scratch("shards")) + options)
    let planned = try ul2prep(
      ["plan", "--mixture", "openmoe", "--tokens", Model.unigram.stores] + options)
    expectSuccess(packed)
    #expect(packed.output == planned.output)
  }

  @Test("A warning where a source is repeated often")
  func repetition() throws {
    let result = try ul2prep(
      packing(to: scratch("shards")) + ["--seq-length", "64", "--total-tokens", "2M"])
    expectSuccess(result)
    #expect(result.errors.contains("ul2prep: warning: common_crawl is used "))
  }

  private func rows(_ path: String) throws -> [[String: MDSSample.Value]] {
    let dataset = try MDSDataset(path)
    return try (0..<dataset.sampleCount).map { try dataset.sample(at: $0).values }
  }

  private func pack(_ name: String, _ options: [String]) throws -> String {
    try pack(name, model: .unigram, options)
  }
}
