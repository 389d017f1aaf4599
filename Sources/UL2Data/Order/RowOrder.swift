/// Which row each sample of a training run is: a function of the sample's number alone, for any number of epochs.
///
/// Rows are shuffled already when they are planned, so the plan's own order is the default: every prefix of it has the
/// mixture's shares. In the shuffled order rows move within groups of blocks, never over the whole dataset: a row whose
/// block or shard is not available costs 5–50 ms, so a global permutation would read 0.1 million
/// tokens a second at most.
import Synchronization

/// Which row each sample of a run is.
public final class RowOrder: Sendable {
  /// The plan's order, or a shuffled one.
  public enum Kind: String, CaseIterable, Sendable {
    /// Sample s is row s; epochs after the first are shuffled.
    case plan
    /// Every epoch is shuffled, each in an order of its own.
    case shuffled
  }

  /// Bytes of tokens of a group, unless another number is chosen.
  public static let defaultGroupBytes = 512 << 20
  /// Blocks of a group, at most.
  package static let mostBlocks = 16

  public let kind: Kind
  public let seed: UInt64
  /// Bytes of tokens, as they are stored, that a group of blocks does not pass, if it has more than one.
  public let groupBytes: Int
  /// Samples of an epoch.
  public var rowCount: Int { blocks.rowCount }
  package let blocksPerGroup: Int
  private let blocks: RowBlocks
  /// Of the epochs that were asked for last: a batch, and threads that run ahead, reach into the next.
  private let epochs = Mutex<[EpochOrder]>([])
  private static let keptEpochs = 3

  /// - Parameters:
  ///   - blocks: with one row at least.
  ///   - bytesPerRow: of its tokens.
  package init(
    _ kind: Kind, _ blocks: RowBlocks, bytesPerRow: Int, seed: UInt64, groupBytes: Int
  ) {
    precondition(blocks.rowCount > 0, "an order of no rows")
    self.kind = kind
    self.seed = seed
    self.groupBytes = groupBytes
    self.blocks = blocks
    let largest = blocks.largest.multipliedReportingOverflow(by: max(1, bytesPerRow))
    let fitting = largest.overflow ? 1 : groupBytes / largest.partialValue
    blocksPerGroup = min(max(1, fitting), Self.mostBlocks)
  }

  /// The row that a sample is.
  ///
  /// Each looks its group up again where it is shuffled: `rows(ofSamples:)` does once for all.
  ///
  /// - Parameter sample: from 0, without end: `rowCount` of them are an epoch.
  /// - Throws: a sample below 0.
  public func row(ofSample sample: Int) throws(Problem) -> Int {
    try check(sample)
    let (epoch, place) = sample.quotientAndRemainder(dividingBy: rowCount)
    return isShuffled(epoch) ? order(ofEpoch: epoch).group(of: place).row(at: place) : place
  }

  private func check(_ sample: Int) throws(Problem) {
    guard sample >= 0 else {
      throw Problem(.usage, "no such sample", got: "\(sample)", expected: "0 or more")
    }
  }

  /// The rows that some samples are, in their order; they may be of several epochs.
  ///
  /// - Throws: a sample below 0.
  public func rows(ofSamples samples: Range<Int>) throws(Problem) -> [Int] {
    try check(samples.lowerBound)
    var rows: [Int] = []
    rows.reserveCapacity(samples.count)
    var sample = samples.lowerBound
    while sample < samples.upperBound {
      let (epoch, place) = sample.quotientAndRemainder(dividingBy: rowCount)
      let rest = samples.upperBound - sample
      if isShuffled(epoch) {
        let group = order(ofEpoch: epoch).group(of: place)
        let end = min(group.places.upperBound, place + rest)
        for place in place..<end { rows.append(group.row(at: place)) }
        sample += end - place
      } else {
        let end = min(rowCount, place + rest)
        rows.append(contentsOf: place..<end)
        sample += end - place
      }
    }
    return rows
  }

  private func isShuffled(_ epoch: Int) -> Bool { kind == .shuffled || epoch > 0 }

  private func order(ofEpoch epoch: Int) -> EpochOrder {
    let known = epochs.withLock { epochs in epochs.first { $0.epoch == epoch } }
    if let known { return known }
    // Made outside the lock, since it takes a look at every block. Two threads may both make it; it
    // is the same.
    let made = EpochOrder(blocks, blocksPerGroup: blocksPerGroup, seed: seed, epoch: epoch)
    epochs.withLock { epochs in
      if epochs.contains(where: { $0.epoch == epoch }) { return }
      if epochs.count == Self.keptEpochs { epochs.removeFirst() }
      epochs.append(made)
    }
    return made
  }
}
