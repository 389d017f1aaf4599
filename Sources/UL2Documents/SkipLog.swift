/// Where a reader notes what it skips.
///
/// A log belongs to one part of an input and so to one thread at a time; its notes are taken out
/// in the order of the file, so that messages do not depend on the number of workers.
public final class SkipLog {
  public private(set) var counts = SkipCounts()
  /// The first thousand broken records, with path and place; then how many there are more.
  public var problems: [Problem] {
    guard unlisted > 0 else { return listed }
    return listed + [Problem(.badInput, "\(unlisted) more problems", path: listed.last?.path)]
  }
  private var listed: [Problem] = []
  private var unlisted = 0
  /// A part of 256 KiB can have a broken record every five bytes.
  private static let listLimit = 1000

  public init() {}

  /// Notes a broken record.
  ///
  /// - Parameter reason: what it is counted under: `invalid JSON`.
  package func bad(_ reason: String, _ problem: Problem) {
    SkipCounts.add(1, reason, to: &counts.bad)
    counts.lostBytes &+= problem.lostBytes
    counts.examples.add(.init(problem), to: reason)
    list(problem)
  }

  private func list(_ problem: Problem) {
    if listed.count < Self.listLimit { listed.append(problem) } else { unlisted += 1 }
  }

  /// Notes a record that is sound and not wanted.
  ///
  /// - Parameter name: what it is called, where somebody may want to look it up.
  package func filtered(_ reason: String, count: Int = 1, name: String? = nil) {
    guard count > 0 else { return }
    SkipCounts.add(count, reason, to: &counts.filtered)
    guard let name else { return }
    counts.add(name: name, to: reason)
    counts.examples.add(.init(id: name, text: ""), to: reason)
  }

  /// Notes a sound record that is not wanted, with what to show of it if it is among the first.
  package func filtered(
    _ reason: String, id: @autoclosure () -> [UInt8], text: @autoclosure () -> [UInt8] = []
  ) {
    SkipCounts.add(1, reason, to: &counts.filtered)
    counts.examples.add(.init(id: id(), text: text()), to: reason)
  }

  /// Notes a document that is not wanted.
  package func filtered(_ reason: String, _ document: borrowing Document) {
    SkipCounts.add(1, reason, to: &counts.filtered)
    guard counts.examples.wants(reason) else { return }
    counts.examples.add(.init(id: document.id, text: document.text), to: reason)
  }

  /// Notes what was read anyway, though not as it was written.
  package func noted(_ reason: String, count: Int = 1, name: String? = nil) {
    guard count > 0 else { return }
    SkipCounts.add(count, reason, to: &counts.noted)
    if let name { counts.add(name: name, to: reason) }
  }

  /// Moves all that was noted after what `other` has.
  package func empty(into other: SkipLog) {
    other.counts.add(counts)
    for problem in listed { other.list(problem) }
    other.unlisted += unlisted
    removeAll()
  }

  /// Forgets all that was noted, once it has been passed on.
  package func removeAll() {
    counts = SkipCounts()
    listed = []
    unlisted = 0
  }
}

/// The reason that an input which could not be read to its end is counted under.
package let unreadInput = "input not read to its end"

extension SkipExamples.Example {
  /// A broken record: its place, and what is wrong with it.
  fileprivate init(_ problem: Problem) {
    var what = problem
    (what.path, what.place, what.fix) = (nil, nil, nil)
    let place = [problem.path, problem.place].compactMap(\.self).joined(separator: ":")
    self.init(id: place, text: what.description)
  }
}
