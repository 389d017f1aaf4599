/// Whole numbers counted in bins.
package struct Histogram: Hashable, Sendable {
  package enum Scale: Hashable, Sendable {
    /// 0, 1, 2 to 3, 4 to 7, …: for lengths, which go over many magnitudes.
    case doubling
    case equal(width: Int)
  }

  package struct Bin: Hashable, Sendable {
    package let range: ClosedRange<Int>
    package let count: Int
  }

  package let scale: Scale
  private var counts: [Int] = []
  package private(set) var total = 0
  package private(set) var least: Int?
  package private(set) var most: Int?
  private var sum = 0.0

  package init(_ scale: Scale) { self.scale = scale }

  /// - Parameter value: not below 0.
  package mutating func add(_ value: Int) {
    let bin = bin(of: value)
    if bin >= counts.count { counts += Array(repeating: 0, count: bin + 1 - counts.count) }
    counts[bin] += 1
    total += 1
    sum += Double(value)
    least = min(least ?? value, value)
    most = max(most ?? value, value)
  }

  package var mean: Double? { total > 0 ? sum / Double(total) : nil }

  private func bin(of value: Int) -> Int {
    switch scale {
    case .doubling: Int.bitWidth - max(0, value).leadingZeroBitCount
    case .equal(let width): max(0, value) / max(1, width)
    }
  }

  private func range(of bin: Int) -> ClosedRange<Int> {
    switch scale {
    case .doubling: bin == 0 ? 0...0 : 1 << (bin - 1)...((1 << (bin - 1)) - 1) * 2 + 1
    case .equal(let width): bin * max(1, width)...(bin + 1) * max(1, width) - 1
    }
  }

  /// From the first that is not empty to the last.
  package var bins: [Bin] {
    guard let first = counts.firstIndex(where: { $0 > 0 }) else { return [] }
    return (first..<counts.count).map { Bin(range: range(of: $0), count: counts[$0]) }
  }

  package var json: JSONValue {
    [
      "count": JSONValue(total), "min": JSONValue(least) { JSONValue($0) },
      "max": JSONValue(most) { JSONValue($0) },
      "mean": JSONValue(mean) { .number(decimal($0, 2)) },
      "bins": .array(
        bins.map {
          [
            "from": JSONValue($0.range.lowerBound), "to": JSONValue($0.range.upperBound),
            "count": JSONValue($0.count),
          ]
        }),
    ]
  }
}

/// How often each of some texts was found; the most frequent ones by name, so that no page grows with what is in
/// somebody's metadata.
package struct Tally: Hashable, Sendable {
  private var counts: [String: Int] = [:]
  /// Of documents that say nothing.
  package private(set) var missing = 0
  private var crowded = 0

  package init() {}

  /// - Parameter values: of one document.
  package mutating func add(_ values: [String]) {
    if values.isEmpty { missing += 1 }
    for value in values {
      if counts[value] == nil, counts.count >= 10_000 {
        crowded += 1
      } else {
        counts[value, default: 0] += 1
      }
    }
  }

  package var isEmpty: Bool { counts.isEmpty }

  /// The most frequent first, then what the others are together.
  package var shown: (values: [(value: String, count: Int)], others: Int) {
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let values = sorted.prefix(15).map { (value: $0.key, count: $0.value) }
    return (values, sorted.dropFirst(15).reduce(crowded) { $0 + $1.value })
  }

  package var json: JSONValue {
    let (values, others) = shown
    return [
      "values": .array(
        values.map { ["value": .string($0.value), "documents": JSONValue($0.count)] }),
      "others": JSONValue(others), "missing": JSONValue(missing),
    ]
  }
}
