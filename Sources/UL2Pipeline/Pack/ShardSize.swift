/// How many shards the rows of a unit go into. Those of one unit differ by at most one row.
package enum ShardSize: Hashable, Sendable {
  /// About 64 MiB, and larger where there would be too many of them.
  case automatic
  /// Bytes, uncompressed, that none passes but one of a single row.
  case limit(Int)

  /// The number of shards that readers of a dataset open in a few seconds.
  package static let mostShards = 150_000
  private static let aim = 64 << 20
  private static let largest = 512 << 20

  /// - Parameters:
  ///   - bytes: of a unit's rows, about: known before the unit is planned.
  ///   - units: of the whole plan.
  /// - Returns: the number of shards that `automatic` gives a unit.
  package static func automaticCount(bytes: Int, units: Int) -> Int {
    let wanted = max(1, (bytes + aim / 2) / aim)
    let allowed = max(1, mostShards / max(1, units))
    return max(min(wanted, allowed), (bytes + largest - 1) / largest)
  }

  /// The number of rows of each shard.
  ///
  /// - Parameters:
  ///   - sizes: of the unit's rows.
  ///   - meanRowBytes: of the whole plan, by which `automatic` goes.
  func rowCounts(
    _ sizes: [Int], meanRowBytes: Double, units: Int, _ format: MDSFormat
  ) -> [Int] {
    switch self {
    case .automatic:
      let bytes = Int(Double(sizes.count) * meanRowBytes)
      return Self.evenly(sizes.count, over: Self.automaticCount(bytes: bytes, units: units))
    case .limit(let limit):
      var count = max(1, sizes.reduce(0, +) / limit)
      while count < sizes.count {
        let counts = Self.evenly(sizes.count, over: count)
        if Self.fits(counts, sizes, limit, format) { return counts }
        count += 1
      }
      return Self.evenly(sizes.count, over: sizes.count)
    }
  }

  /// The larger ones first.
  private static func evenly(_ rows: Int, over wanted: Int) -> [Int] {
    let count = max(1, min(wanted, rows))
    return (0..<count).map { rows / count + ($0 < rows % count ? 1 : 0) }
  }

  private static func fits(
    _ counts: [Int], _ sizes: [Int], _ limit: Int, _ format: MDSFormat
  ) -> Bool {
    var first = 0
    return counts.allSatisfy { count in
      let bytes = sizes[first..<first + count].reduce(0, +)
      first += count
      return format.shardSize(samples: count, bytes: bytes) <= limit
    }
  }

  package var json: JSONValue {
    switch self {
    case .automatic: "auto"
    case .limit(let bytes): JSONValue(bytes)
    }
  }
}
