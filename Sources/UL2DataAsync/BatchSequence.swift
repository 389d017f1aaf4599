/// The batches of a loader for `for try await`: while one is trained on, a task reads the next.
///
///     let batches = BatchSequence(try DataLoader(data, globalBatchSize: 64))
///     for try await batch in batches { step(batch); save(batches.state) }
///
/// One batch is read ahead: a step takes longer than its rows do, or no depth would help. Reading blocks the thread of
/// the pool that it runs on, for milliseconds where a block has to be planned or a shard decompressed.
///
/// A target of its own, since Swift's concurrency links Dispatch, on which a forked child hangs.
import Synchronization
public import UL2Data

/// The batches of a loader, one of them read ahead.
public struct BatchSequence: AsyncSequence, Sendable {
  public typealias Element = Batch
  public typealias Failure = Problem

  private let reader: BatchReader

  /// - Parameter loader: where it begins; it is not changed.
  public init(_ loader: DataLoader) { reader = BatchReader(loader) }

  /// Where the run continues after the batches that were given out: what is read ahead does not
  /// count.
  public var state: LoaderState { reader.state }

  /// Continues where the last iteration stopped. There is one at a time.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reader: reader) }

  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let reader: BatchReader

    /// The next batch; nil after the last, and where the task has been cancelled.
    ///
    /// - Throws: damaged data, with its file and row; then the same batch is the next again.
    public mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws(Problem) -> Batch? {
      try await reader.next()
    }
  }
}

/// The state that iterations of a sequence share.
private final class BatchReader: Sendable {
  private typealias Reading = Task<Result<Batch?, Problem>, Never>

  private struct State {
    /// At the sample after the last batch that was given out.
    var loader: DataLoader
    /// The task that reads the batch there.
    var ahead: Reading?
    var isWaiting = false
  }

  private let known: Mutex<State>

  init(_ loader: DataLoader) { known = Mutex(State(loader: loader)) }

  deinit { known.withLock { $0.ahead?.cancel() } }

  var state: LoaderState { known.withLock { $0.loader.state } }

  func next() async throws(Problem) -> Batch? {
    if Task.isCancelled { return nil }
    let reading = try begin()
    let result = await reading.value
    return try end(result)
  }

  private func begin() throws(Problem) -> Reading {
    let reading: Reading? = known.withLock { state in
      if state.isWaiting { return nil }
      state.isWaiting = true
      let reading = state.ahead ?? Self.read(state.loader)
      state.ahead = reading
      return reading
    }
    if let reading { return reading }
    throw Problem(
      .usage, "two iterations over the same batches at once",
      expected: "one; each rank or worker has a loader of its own")
  }

  private func end(_ result: Result<Batch?, Problem>) throws(Problem) -> Batch? {
    let isCancelled = Task.isCancelled
    return try known.withLock { state throws(Problem) in
      state.isWaiting = false
      // A later iteration gets what has been read.
      if isCancelled { return nil }
      state.ahead = nil
      guard let batch = try result.get() else { return nil }
      try state.loader.skip(samples: batch.samples.count)
      state.ahead = Self.read(state.loader)
      return batch
    }
  }

  private static func read(_ loader: DataLoader) -> Reading {
    Task.detached {
      if Task.isCancelled { return .success(nil) }
      do throws(Problem) {
        return .success(try loader.batch(at: loader.samples))
      } catch {
        return .failure(error)
      }
    }
  }
}
