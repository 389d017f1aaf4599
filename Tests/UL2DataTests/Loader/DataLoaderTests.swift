/// Batches: the same for any number of ranks, from a plan or its shards, wherever a run was stopped.
import TestSupport
import Testing
import UL2Data

@Suite("Loaders")
struct DataLoaderTests {
  private let directory = TemporaryDirectory()
  private let plan: Dataset
  private let shards: Dataset
  private let compressed: Dataset

  init() throws {
    let resolved = try resolvedPlan(in: directory)
    try writePlan(directory("plan"), resolved)
    try writeShards(directory("shards"), resolved, rowFormat(resolved), rowsPerShard: 60)
    try writeShards(
      directory("zstd"), resolved, rowFormat(resolved, compression: "zstd:1"), rowsPerShard: 50)
    plan = try Dataset(directory("plan"))
    shards = try Dataset(directory("shards"))
    compressed = try Dataset(directory("zstd"))
  }

  private static let worldSizes = [1, 2, 3, 4, 6, 8, 12, 24]

  @Test("Any number of ranks gives the same batches", arguments: [24, 25, 50, 96])
  func worldSizes(_ batchSize: Int) throws {
    let expected = try plan.order().rows(ofSamples: 0..<4 * batchSize)
    for worldSize in Self.worldSizes {
      var loaders = try (0..<worldSize).map {
        try DataLoader(shards, globalBatchSize: batchSize, rank: $0, worldSize: worldSize)
      }
      for step in 0..<4 {
        var rows: [Int] = []
        var sizes: Set<Int> = []
        for rank in loaders.indices {
          let batch = try #require(try loaders[rank].next())
          #expect(batch.samples == step * batchSize..<(step + 1) * batchSize)
          #expect(batch.first == batch.samples.lowerBound + rows.count)
          rows += batch.rows.map(\.index)
          sizes.insert(batch.rows.count)
        }
        #expect(rows == Array(expected[step * batchSize..<(step + 1) * batchSize]))
        #expect(sizes.max()! - sizes.min()! <= 1)
        #expect(batchSize % worldSize != 0 || sizes.count == 1)
      }
    }
  }

  @Test(
    "A stopped run continues with the next sample: other ranks, batches, plan or shards",
    arguments: RowOrder.Kind.allCases, [UInt64(1), 2])
  func stops(_ kind: RowOrder.Kind, _ seed: UInt64) throws {
    var random = CounterRandom(key: seed)
    var state = plan.state(samples: 0, order: kind, seed: seed)
    var found: [Int] = []
    var tokens: Set<[Int]> = []
    for _ in 0..<20 {
      let dataset = [plan, shards, compressed][random.below(3)]
      let worldSize = Self.worldSizes[random.below(Self.worldSizes.count)]
      let batchSize = 24 * (1 + random.below(5)) + (random.below(3) == 0 ? 5 : 0)
      let saved = try LoaderState(json: state.json)
      var loaders = try (0..<worldSize).map {
        try DataLoader(
          dataset, globalBatchSize: batchSize, rank: $0, worldSize: worldSize, state: saved)
      }
      for _ in 0..<1 + random.below(5) {
        for rank in loaders.indices {
          let batch = try #require(try loaders[rank].next())
          found += batch.rows.map(\.index)
          for row in batch.rows.prefix(1) { tokens.insert([row.index] + row.tokens.integers) }
        }
      }
      #expect(Set(loaders.map(\.state)).count == 1)
      state = loaders[0].state
      #expect(state == plan.state(samples: found.count, order: kind, seed: seed))
    }
    #expect(found.count > 2 * plan.count)
    #expect(try found == plan.order(kind, seed: seed).rows(ofSamples: 0..<found.count))
    for row in tokens { #expect(try plan[row[0]].tokens.integers == Array(row[1...])) }
  }

  @Test("Epochs end a run; the last short batch is left out unless wanted")
  func ends() throws {
    let batchSize = plan.count - 10
    var loader = try DataLoader(plan, globalBatchSize: batchSize, epochs: 2)
    #expect(loader.batchesLeft == 2)
    #expect(try loader.next()?.rows.count == batchSize)
    #expect(try loader.next()?.samples == batchSize..<2 * batchSize)
    #expect(try loader.next() == nil && loader.next() == nil && loader.batchesLeft == 0)
    #expect(loader.state.samples == 2 * batchSize)
    var parts: [Int] = []
    for rank in 0..<24 {
      var loader = try DataLoader(
        plan, globalBatchSize: batchSize, rank: rank, worldSize: 24, epochs: 2, dropLast: false)
      #expect(loader.batchesLeft == 3)
      try loader.skip(samples: 2 * batchSize)
      #expect(loader.batchesLeft == 1)
      // 20 rows for 24 ranks: every rank takes a step, some without a row.
      let batch = try #require(try loader.next())
      #expect(batch.samples == 2 * batchSize..<2 * plan.count && batch.rows.count <= 1)
      parts += batch.rows.map(\.index)
      #expect(try loader.next() == nil)
    }
    #expect(try parts == plan.order().rows(ofSamples: 2 * batchSize..<2 * plan.count))
    var endless = try DataLoader(plan, globalBatchSize: 2)
    #expect(endless.batchesLeft == nil)
    try endless.skip(samples: 1 << 59)
    #expect(try endless.next()?.rows.count == 2)
  }

  @Test("All ranks skip the rows to skip, and reading ahead changes nothing")
  func skipping() throws {
    var loader = try DataLoader(shards, globalBatchSize: 8, rank: 1, worldSize: 2)
    #expect(try loader.batch(at: 100)?.rows.map(\.index) == [104, 105, 106, 107])
    #expect(loader.samples == 0)
    try loader.skip(samples: 50)
    var copy = loader
    #expect(try loader.next()?.rows.map(\.index) == [54, 55, 56, 57])
    #expect(try copy.next()?.first == 54)
    #expect(loader.state == shards.state(samples: 58))
    #expect(loader.state(samples: 8 * 5) == shards.state(samples: 40))
    #expect(problem { try loader.skip(samples: -1) }?.got == "-1")
    #expect(problem { try loader.skip(samples: .max) }?.got == "\(Int.max)")
    #expect(loader.samples == 58)
    #expect(try loader.batch(at: -1) == nil && loader.batch(at: .max) == nil)
  }

  @Test("Settings that make no batches")
  func settings() throws {
    func refused(
      _ size: Int, _ rank: Int = 0, _ worldSize: Int = 1, epochs: Int? = nil,
      groupBytes: Int? = nil
    ) -> Problem? {
      problem {
        _ = try DataLoader(
          plan, globalBatchSize: size, rank: rank, worldSize: worldSize, groupBytes: groupBytes,
          epochs: epochs)
      }
    }
    for size in [0, -1, .min] { #expect(refused(size)?.place == "global_batch_size") }
    let large = refused(plan.count + 1)
    #expect(large?.problem == "a batch larger than the data" && large?.got == "\(plan.count + 1)")
    #expect(refused(.max)?.place == "global_batch_size")
    #expect(refused(plan.count) == nil)
    for worldSize in [0, -1, 9, .max] {
      #expect(refused(8, 0, worldSize)?.place == "world_size")
    }
    for rank in [-1, 4, .max] { #expect(refused(8, rank, 4)?.place == "rank") }
    for epochs in [0, -3] { #expect(refused(8, epochs: epochs)?.place == "epochs") }
    #expect(refused(8, epochs: .max) == nil)
    for bytes in [0, -1] { #expect(refused(8, groupBytes: bytes)?.place == "group_bytes") }
  }

  @Test("A state of another seed, order or other data: both are named")
  func states() throws {
    let state = plan.state(samples: 8, order: .shuffled, seed: 5)
    func refused(
      _ change: (inout LoaderState) -> Void = { _ in }, _ order: RowOrder.Kind? = nil,
      _ seed: UInt64? = nil, _ groupBytes: Int? = nil
    ) -> Problem? {
      var changed = state
      change(&changed)
      return problem {
        _ = try DataLoader(
          shards, globalBatchSize: 8, order: order, seed: seed, groupBytes: groupBytes,
          state: changed)
      }
    }
    #expect(refused() == nil)
    #expect(refused({ _ in }, .shuffled, 5, RowOrder.defaultGroupBytes) == nil)
    let seed = refused({ _ in }, nil, 6)
    #expect(seed?.place == "seed" && seed?.got == "6" && seed?.expected == "5, as in the state")
    let order = refused({ _ in }, .plan)
    #expect(order?.got == "plan" && order?.expected == "shuffled, as in the state")
    #expect(refused({ _ in }, nil, nil, 1)?.place == "group_bytes")
    let other = refused { $0.fingerprint = "other" }
    #expect(other?.problem == "the state belongs to other data" && other?.got == "other")
    #expect(other?.expected?.hasPrefix(shards.fingerprint) == true)
    #expect(refused { $0.rows += 1 }?.got == "\(plan.count + 1)")
    #expect(refused { $0.samples = -1 }?.place == "samples")
    #expect(refused { $0.samples = .max }?.place == "samples")
    #expect(refused { $0.groupBytes = 0 }?.place == "group_bytes")
    // On purpose: the same samples of other rows.
    try removeFile(directory("zstd/manifest.json"))
    let foreign = try Dataset(directory("zstd"))
    #expect(problem { _ = try DataLoader(foreign, globalBatchSize: 8, state: state) } != nil)
    var moved = state
    moved.fingerprint = foreign.fingerprint
    #expect(try DataLoader(foreign, globalBatchSize: 8, state: moved).samples == 8)
  }
}
