/// Reads a dataset of MDS shards, written by any tool: any sample by its index, shards opened when
/// needed.
public final class MDSDataset {
  public let path: String
  package let index: MDSIndex
  public let sampleCount: Int
  /// Index of each shard's first sample, and the count of all.
  private let firstSamples: [Int]
  private var open: (number: Int, shard: MDSShard)?

  /// - Parameter path: the directory with `index.json`.
  public init(_ path: String) throws(Problem) {
    self.path = path
    index = try MDSIndex(directory: path)
    var first = [0]
    for samples in index.shards.sampleCounts { first.append(first.last! + samples) }
    firstSamples = first
    sampleCount = first.last!
  }

  /// The number of the shard that a sample lies in, and its index there.
  package func locate(_ sample: Int) -> (shard: Int, index: Int) {
    precondition((0..<sampleCount).contains(sample), "no such sample")
    let shard = lastNumber(in: index.shards.indices) { firstSamples[$0] <= sample }
    return (shard, sample - firstSamples[shard])
  }

  /// The columns of a sample.
  ///
  /// - Parameter number: from 0, below `sampleCount`.
  /// - Throws: another number, and damaged data, with its file and sample.
  public func sample(at number: Int) throws(Problem) -> MDSSample {
    guard (0..<sampleCount).contains(number) else {
      throw Problem(
        .usage, "no such sample", path: path, got: "\(number)",
        expected: sampleCount == 0 ? "none: there are no samples" : "0 to \(sampleCount - 1)")
    }
    let (shard, index) = locate(number)
    return try self.shard(shard).sample(index)
  }

  /// A shard; the last one asked for stays open.
  package func shard(_ number: Int) throws(Problem) -> MDSShard {
    if let open, open.number == number { return open.shard }
    let shard = try MDSShard(index.shards[number], directory: path)
    open = (number, shard)
    return shard
  }
}
