/// Batches for `for try await`: those of the loader, and a state that counts only batches handed out.
import TestSupport
import Testing
import UL2Data
import UL2DataAsync

@Suite("Asynchronous batches")
struct BatchSequenceTests {
  private let directory = TemporaryDirectory()
  private let plan: Dataset
  private let shards: Dataset

  init() throws {
    let resolved = try resolvedPlan(in: directory)
    try writePlan(directory("plan"), resolved)
    try writeShards(
      directory("shards"), resolved, rowFormat(resolved, compression: "zstd:1"), rowsPerShard: 50)
    plan = try Dataset(directory("plan"))
    shards = try Dataset(directory("shards"))
  }

  @Test("The loader's own batches, to the last; the state after each")
  func all() async throws {
    for data in [plan, shards] {
      var loader = try DataLoader(
        data, globalBatchSize: 21, rank: 1, worldSize: 4, order: .shuffled, epochs: 2,
        dropLast: false)
      let batches = BatchSequence(loader)
      #expect(batches.state == loader.state)
      for try await batch in batches {
        let expected = try #require(try loader.next())
        #expect(batch.samples == expected.samples && batch.rows == expected.rows)
        #expect(batches.state == loader.state)
      }
      #expect(try loader.next() == nil && batches.state == loader.state)
    }
  }

  @Test(
    "A run stopped with a batch read ahead continues after the last batch given out")
  func stops() async throws {
    var found: [Int] = []
    var state = plan.state(samples: 0)
    for (data, count) in [(plan, 3), (shards, 1), (shards, 4)] {
      let batches = BatchSequence(try DataLoader(data, globalBatchSize: 16, state: state))
      var left = count
      for try await batch in batches {
        found += batch.rows.map(\.index)
        left -= 1
        if left == 0 { break }
      }
      state = batches.state
      // The same sequence continues, too.
      var iterator = batches.makeAsyncIterator()
      #expect(try await iterator.next()?.samples.lowerBound == state.samples)
    }
    #expect(found == Array(0..<8 * 16))
  }

  @Test("A cancelled task gets no more batches, and those it did not get are not counted")
  func cancelled() async throws {
    let batches = BatchSequence(try DataLoader(plan, globalBatchSize: 8))
    let task = Task {
      var count = 0
      for try await _ in batches {
        count += 1
        withUnsafeCurrentTask { $0?.cancel() }
      }
      return count
    }
    #expect(try await task.value == 1)
    #expect(batches.state.samples == 8)
    var iterator = batches.makeAsyncIterator()
    #expect(try await iterator.next()?.samples == 8..<16)
  }

  @Test("A damaged shard is an error, and the same batch is next again")
  func damaged() async throws {
    let path = directory("shards/shard.00001.mds.zstd")
    let whole = try readFile(path)
    try AtomicFile.write(whole.dropLast(1) + [whole.last! ^ 1], to: path)
    let batches = BatchSequence(try DataLoader(shards, globalBatchSize: 25))
    var iterator = batches.makeAsyncIterator()
    for _ in 0..<2 { #expect(try await iterator.next() != nil) }
    for _ in 0..<2 {
      await #expect(throws: Problem.self) { try await iterator.next() }
      #expect(batches.state.samples == 50)
    }
    try AtomicFile.write(whole, to: path)
    #expect(try await iterator.next()?.rows.map(\.index) == Array(50..<75))
  }
}
