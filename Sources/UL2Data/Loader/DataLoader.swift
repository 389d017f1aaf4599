/// Batches of rows for one rank of a training run.
///
/// The samples of a run are numbered; global batch g is samples g·B to (g + 1)·B, whatever the number of ranks, and
/// each rank takes a contiguous slice of it: rank r of W takes its samples from ⌊r·B/W⌋ to ⌊(r + 1)·B/W⌋. So the ranks'
/// slices one after another are the same for every number of ranks. Where W does not divide B they differ by one row.
/// Epochs run on inside a batch.
///
/// A value: a copy advances by itself. `batch(at:)` changes nothing, so that threads can read
/// ahead.
public struct DataLoader: Sendable {
  public let dataset: Dataset
  public let order: RowOrder
  /// Samples that all ranks take together at each step.
  public let globalBatchSize: Int
  public let rank: Int
  public let worldSize: Int
  /// Whether the last samples are left out where they do not fill a batch.
  public let dropLast: Bool
  /// The sample at which the next batch begins.
  public private(set) var samples: Int
  /// Where the run ends; nil: never.
  private let end: Int?

  /// - Parameters:
  ///   - dataset: whose rows the samples are.
  ///   - globalBatchSize: B, the samples of a batch of all ranks together.
  ///   - rank: of the data-parallel ranks, from 0. Ranks that hold parts of one model replica have the same.
  ///   - worldSize: the number of data-parallel ranks, at most B.
  ///   - order: nil: the state's, else the plan's.
  ///   - seed: of shuffled epochs; nil: the state's, else 0.
  ///   - groupBytes: bytes of tokens that rows are shuffled among; nil: the state's, else 512 MiB.
  ///   - state: where a run continues; nil: it begins.
  ///   - epochs: after which the run ends, counted from its beginning; nil: it never does.
  ///   - dropLast: leaves out the last samples of a run that do not fill a batch; else they are divided among the
  ///     ranks like any batch, and some may have none of them.
  /// - Throws: settings that make no batches, and a state of other data, another seed or another order.
  public init(
    _ dataset: Dataset, globalBatchSize: Int, rank: Int = 0, worldSize: Int = 1,
    order: RowOrder.Kind? = nil, seed: UInt64? = nil, groupBytes: Int? = nil,
    state: LoaderState? = nil, epochs: Int? = nil, dropLast: Bool = true
  ) throws(Problem) {
    func wrong(_ problem: String, _ place: String, _ got: Int, _ expected: String) -> Problem {
      Problem(
        .usage, problem, path: dataset.path, place: place, got: "\(got)", expected: expected)
    }
    func same<T: Equatable>(
      _ given: T?, _ known: T?, _ place: String, otherwise: T
    ) throws(Problem) -> T {
      if let given, let known, given != known {
        throw Problem(
          .usage, "not the value in the state", path: dataset.path, place: place, got: "\(given)",
          expected: "\(known), as in the state",
          fix: "leave it out to continue the run, or start a new one without the state")
      }
      return given ?? known ?? otherwise
    }
    if let state { try dataset.check(state) }
    self.order = try dataset.order(
      same(order, state?.order, "order", otherwise: .plan),
      seed: same(seed, state?.seed, "seed", otherwise: 0),
      groupBytes: same(
        groupBytes, state?.groupBytes, "group_bytes", otherwise: RowOrder.defaultGroupBytes))
    guard globalBatchSize > 0 else {
      throw wrong("an empty batch", "global_batch_size", globalBatchSize, "at least 1")
    }
    guard globalBatchSize <= dataset.count, globalBatchSize <= Self.mostRows else {
      throw wrong(
        globalBatchSize > dataset.count ? "a batch larger than the data" : "too large a batch",
        "global_batch_size", globalBatchSize,
        "at most \(min(dataset.count, Self.mostRows))"
          + (dataset.count > Self.mostRows ? "" : ", the number of rows"))
    }
    guard (1...globalBatchSize).contains(worldSize) else {
      throw wrong(
        "not a number of ranks with at least one row of each batch", "world_size", worldSize,
        "1 to \(globalBatchSize)")
    }
    guard (0..<worldSize).contains(rank) else {
      throw wrong("no such rank", "rank", rank, "0 to \(worldSize - 1)")
    }
    guard epochs.map({ $0 > 0 }) ?? true else {
      throw wrong("no epochs", "epochs", epochs ?? 0, "at least 1")
    }
    let samples = state?.samples ?? 0
    guard (0...Self.mostSamples).contains(samples) else {
      throw wrong("no such sample", "samples", samples, "0 to \(Self.mostSamples)")
    }
    self.dataset = dataset
    self.globalBatchSize = globalBatchSize
    self.rank = rank
    self.worldSize = worldSize
    self.dropLast = dropLast
    self.samples = samples
    end = epochs.map { epochs in
      let product = epochs.multipliedReportingOverflow(by: dataset.count)
      return product.overflow ? Self.mostSamples : min(product.partialValue, Self.mostSamples)
    }
  }

  /// More than any run takes, and far from where sums overflow.
  package static let mostSamples = 1 << 60
  /// Of a batch: more than fit in memory, and few enough for the ranks' shares to be worked out in 64 bits.
  package static let mostRows = 1 << 31

  // MARK: Batches

  /// This rank's part of the next batch; nil after the last.
  ///
  /// - Throws: damaged data, with its file and row; then the same batch is the next again.
  public mutating func next() throws(Problem) -> Batch? {
    guard let batch = try batch(at: samples) else { return nil }
    samples = batch.samples.upperBound
    return batch
  }

  /// This rank's part of the batch that begins at a sample; nil where the run has ended by then.
  public func batch(at sample: Int) throws(Problem) -> Batch? {
    guard let (global, own) = share(at: sample) else { return nil }
    return Batch(
      samples: global, first: own.lowerBound,
      rows: try dataset.rows(at: order.rows(ofSamples: own)))
  }

  /// The samples of the batch that begins at a sample, and those of this rank; nil where the run has ended by then.
  package func share(at sample: Int) -> (global: Range<Int>, own: Range<Int>)? {
    guard let global = globalBatch(at: sample) else { return nil }
    let first = global.lowerBound + rank * global.count / worldSize
    let last = global.lowerBound + (rank + 1) * global.count / worldSize
    return (global, first..<last)
  }

  /// The samples of the batch that begins at a sample.
  private func globalBatch(at sample: Int) -> Range<Int>? {
    guard sample >= 0, sample <= Self.mostSamples else { return nil }
    let upper = min(sample + globalBatchSize, end ?? .max)
    guard upper > sample, upper - sample == globalBatchSize || !dropLast else { return nil }
    return sample..<upper
  }

  /// Batches that are left; nil where there is no end.
  public var batchesLeft: Int? {
    end.map { end in
      let left = max(0, end - samples)
      return dropLast
        ? left / globalBatchSize : (left + globalBatchSize - 1) / globalBatchSize
    }
  }

  /// Skips the next `count` samples of all ranks together, for example those on which the loss spiked.
  public mutating func skip(samples count: Int) throws(Problem) {
    guard count >= 0, count <= Self.mostSamples - samples else {
      throw Problem(
        .usage, "not a number of rows to skip", path: dataset.path, got: "\(count)",
        expected: "0 to \(Self.mostSamples - samples)")
    }
    samples += count
  }

  /// Where the run continues after the batches that `next()` has given; the same on every rank.
  public var state: LoaderState { state(samples: samples) }

  /// Where the run continues after its first samples: for a caller that counts steps itself because
  /// it reads ahead.
  public func state(samples: Int) -> LoaderState {
    dataset.state(
      samples: samples, order: order.kind, seed: order.seed, groupBytes: order.groupBytes)
  }
}

/// One rank's part of a global batch.
public struct Batch: Sendable {
  /// The samples of the global batch, which all ranks have parts of.
  public let samples: Range<Int>
  /// The sample that the first row is; the others follow.
  public let first: Int
  /// The rows; `index` says of each which it is in the dataset.
  public let rows: [PackedRow]
}
