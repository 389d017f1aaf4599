/// Records that a reader passed over, counted by reason: nothing is ever dropped silently.

/// The counts of one input.
public struct SkipCounts: Sendable, Equatable {
  /// Records that are broken: they count towards `--max-bad-share`.
  public var bad: [String: Int] = [:]
  /// Whole records that are not documents by design: redirects, request records, PDFs.
  public var filtered: [String: Int] = [:]

  public init() {}

  public var badTotal: Int { bad.values.reduce(0, +) }

  public mutating func add(_ other: SkipCounts) {
    bad.merge(other.bad, uniquingKeysWith: +)
    filtered.merge(other.filtered, uniquingKeysWith: +)
  }
}

/// Where a reader notes what it passes over.
public final class SkipLog {
  public private(set) var counts = SkipCounts()
  private let report: (Problem) -> Void

  /// - Parameter report: told of each broken record, once, with path and place.
  public init(report: @escaping (Problem) -> Void = { _ in }) { self.report = report }

  /// Notes a broken record.
  ///
  /// - Parameter reason: what it is counted under: `invalid JSON`.
  public func bad(_ reason: String, _ problem: Problem) {
    counts.bad[reason, default: 0] += 1
    report(problem)
  }

  /// Notes a record that is sound and not wanted.
  public func filtered(_ reason: String) { counts.filtered[reason, default: 0] += 1 }
}
