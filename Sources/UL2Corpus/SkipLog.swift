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
///
/// A log belongs to one part of an input and so to one thread at a time; what it was told is taken out
/// in the order of the file, so that messages do not depend on the number of workers.
public final class SkipLog {
  public private(set) var counts = SkipCounts()
  /// Each broken record, with path and place.
  public private(set) var problems: [Problem] = []

  public init() {}

  /// Notes a broken record.
  ///
  /// - Parameter reason: what it is counted under: `invalid JSON`.
  public func bad(_ reason: String, _ problem: Problem) {
    counts.bad[reason, default: 0] += 1
    problems.append(problem)
  }

  /// Notes a record that is sound and not wanted.
  public func filtered(_ reason: String) { counts.filtered[reason, default: 0] += 1 }

  /// Moves all that was noted behind what `other` has.
  public func empty(into other: SkipLog) {
    other.counts.add(counts)
    other.problems += problems
    removeAll()
  }

  /// Forgets all that was noted, once it has been passed on.
  public func removeAll() {
    counts = SkipCounts()
    problems = []
  }
}

/// What an input that could not be read to its end is counted under.
public let unreadInput = "input not read to its end"
