/// Packed rows, read back from the shards: every chunk is the store's, every column is right.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Packed rows")
struct RowsTests {
  private let scratch = Scratch()

  @Test(
    "Rows give back the stores' tokens",
    arguments: ["openmoe", "ul2", "openmoe-original", "causal"])
  func inversion(mixture: String) throws {
    try check(settings(mixture, tokens: 400_000))
  }

  @Test("Rows of a vocabulary that needs int32")
  func wideTokens() throws {
    var settings = try settings(sequenceLength: 256, tokens: 100_000)
    settings.mixture.tokens.extraIDs = 60_000
    let corpus = try check(settings)
    #expect(ShardSettings().rowFormat(corpus.resolved).tokenType == .int32)
  }

  @Test("Without compression, in small shards")
  func smallShards() throws {
    try check(
      settings(sequenceLength: 128, tokens: 100_000),
      ShardSettings(compression: nil, shardSize: .limit(1 << 16)))
    let shards = try MDSIndex(directory: scratch.path + "/shards").shards
    let rows = shards.map(\.samples)
    #expect(shards.count > 3 && shards.allSatisfy { $0.raw.bytes <= 1 << 16 })
    #expect((rows.max() ?? 0) - (rows.min() ?? 0) <= 1)
  }

  /// Packs, and compares every example with the document that it was made of.
  @discardableResult
  private func check(
    _ settings: PlanRequest, _ shards: ShardSettings = ShardSettings()
  ) throws -> MixtureStores {
    let output = scratch("shards")
    let corpus = try Packing(.made(settings), shards: shards, output: output, workers: 2)
      .run(quiet).corpus
    let width = settings.mixture.sequenceLength
    let layouts = corpus.resolved.mixture.objectives.layouts
    let dataset = try MDSDataset(output)
    var objectives: Set<Int> = []
    var raw = 0
    for number in 0..<dataset.sampleCount {
      let row = try Row(dataset.sample(at: number))
      #expect(row.tokens.count == width && row.starts.first == 0)
      let used = try #require(row.starts.last)
      #expect(row.tokens[used...].allSatisfy { $0 == corpus.resolved.reserved.pad })
      for i in 0..<row.count {
        let example = Array(row.tokens[row.starts[i]..<row.starts[i + 1]])
        let store = corpus.resolved.stores[row.sources[i]].store
        let (shard, document) = store.locate(row.documents[i])
        let whole = try shard.tokens(of: document, as: Int.self)
        let chunk = try layouts[row.objectives[i]].chunk(
          of: example, tokens: row.lengths[i],
          shape: ExampleShape(prefixLength: row.prefixes[i], lossStart: row.losses[i]),
          reserved: corpus.resolved.reserved)
        guard chunk == Array(whole[row.offsets[i]..<row.offsets[i] + row.lengths[i]]) else {
          Issue.record("row \(number), example \(i) is not its document's chunk")
          return corpus
        }
        objectives.insert(row.objectives[i])
        raw += chunk.count
      }
    }
    #expect(raw >= 100_000)
    // An objective that only chunks of one token get need not occur.
    #expect(objectives.isSuperset(of: settings.mixture.objectives.indices))
    return corpus
  }

  @Test("The full columns agree with the compact ones")
  func fullColumns() throws {
    let settings = try settings(sequenceLength: 512, tokens: 150_000)
    let corpus = try Packing(
      .made(settings), shards: ShardSettings(columns: .full), output: scratch("full"), workers: 2
    ).run(quiet).corpus
    let dataset = try MDSDataset(scratch("full"))
    for number in 0..<dataset.sampleCount {
      let sample = try dataset.sample(at: number)
      let row = try Row(sample)
      var expected: [String: [Int]] = [
        "attention_mask": [], "decoder_input_tokens": [], "decoder_segment_ids": [],
        "decoder_positions": [], "decoder_loss_weights": [], "decoder_causal_attention": [],
        "decoder_target_tokens": row.tokens,
      ]
      for position in 0..<512 {
        let segment = row.starts.dropFirst().firstIndex { position < $0 }
        let i = segment.map { $0 - 1 } ?? 0
        let at = position - row.starts[i]
        let isStart = segment != nil && at == 0
        let start = corpus.resolved.reserved.decoderStart
        func add(_ column: String, _ value: Int, padding: Int = 0) {
          expected[column]?.append(segment == nil ? padding : value)
        }
        add("attention_mask", 1)
        add(
          "decoder_input_tokens", isStart ? start : row.tokens[max(position - 1, 0)],
          padding: corpus.resolved.reserved.pad)
        add("decoder_segment_ids", i + 1)
        add("decoder_positions", at)
        add("decoder_loss_weights", at >= row.losses[i] ? 1 : 0)
        add("decoder_causal_attention", row.prefixes[i] > 0 && at <= row.prefixes[i] ? 1 : 0)
      }
      for (column, values) in expected {
        #expect(sample.integers(inColumn: column) == values, "\(column)")
      }
    }
  }
}

/// The columns of a row.
private struct Row {
  let tokens: [Int]
  let starts: [Int]
  let prefixes: [Int]
  let losses: [Int]
  let objectives: [Int]
  let sources: [Int]
  let documents: [Int]
  let offsets: [Int]
  let lengths: [Int]
  var count: Int { starts.count - 1 }

  init(_ sample: MDSSample) throws {
    func column(_ name: String) throws -> [Int] {
      try #require(sample.integers(inColumn: name), "no column \(name)")
    }
    tokens = try column("tokens")
    starts = try column("cu_seqlens")
    prefixes = try column("prefix_lens")
    losses = try column("loss_starts")
    objectives = try column("objectives")
    sources = try column("sources")
    documents = try column("documents")
    offsets = try column("offsets")
    lengths = try column("lengths")
  }
}
