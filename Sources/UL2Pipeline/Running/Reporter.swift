/// Progress and messages of a run while it works. How they are shown is up to the front end:
/// libraries print nothing.
package struct Reporter: Sendable {
  package enum Event: Sendable {
    /// Something that stays.
    case note(Wording)
    case warning(String)
    /// A problem with input that was skipped.
    case problem(Problem)
    /// This task's part of the inputs that several tasks share.
    case share(TaskShare, own: InputSizes, all: InputSizes)
    /// Work begins, and progress starts from 0; `phase`: `planning`, where it is not the main work.
    case began(phase: String?)
    /// Another of so many files is begun.
    case file(Int, of: Int)
    /// So much more is done, of all there is to do where that is known; `unit`: `tokens`, `B`.
    case advanced(Int, of: Int?, unit: String)
    case ended
  }

  private let tell: @Sendable (Event) -> Void

  package init(_ tell: @escaping @Sendable (Event) -> Void) { self.tell = tell }

  /// Nobody listens.
  package static let silent = Reporter { _ in }

  package func note(_ text: String) { tell(.note("\(text)")) }
  package func note(wording: Wording) { tell(.note(wording)) }
  package func warn(_ text: String) { tell(.warning(text)) }
  package func report(_ problem: Problem) { tell(.problem(problem)) }
  package func report(_ share: TaskShare, own: InputSizes, all: InputSizes) {
    tell(.share(share, own: own, all: all))
  }

  package func begin(_ phase: String? = nil) { tell(.began(phase: phase)) }
  package func beginFile(_ number: Int, of count: Int) { tell(.file(number, of: count)) }
  package func advance(_ amount: Int, of total: Int?, unit: String) {
    tell(.advanced(amount, of: total, unit: unit))
  }
  package func end() { tell(.ended) }
}

/// How many inputs there are, and how large they are together.
package struct InputSizes: Sendable {
  package let count: Int
  package private(set) var bytes = 0

  /// - Parameter sizes: nil where it is not known. The sum does not overflow, whatever a server claims.
  init(count: Int, of sizes: some Sequence<Int?>) {
    self.count = count
    for size in sizes { bytes = min(bytes + min(size ?? 0, 1 << 50), 1 << 61) }
  }
}
