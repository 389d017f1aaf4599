/// Which unit a task works on next, where any number of tasks work for the same outputs without talking to each
/// other.
///
/// Rank r of N begins with the contiguous range [r·U/N, (r+1)·U/N) of the units, and then takes unfinished units
/// of others. Before a unit begins, `tries/UNIT/NONCE` says so: a hint, so that idle tasks do not all take the
/// same one. Nothing rests on it: a unit that is done twice is the same bytes twice. There are no locks, clocks
/// or heartbeats (`docs/decisions/0011-units.md`).
///
/// ```
///   .ul2prep/tries/00007/NONCE     a task has begun with unit 00007
///   .ul2prep/failed/00007/NONCE    its data is bad, and how; after three it is not tried again
///   .ul2prep/00007.done            it is finished
/// ```
import Synchronization

final class UnitQueue: Sendable {
  struct Unit: Hashable, Sendable {
    /// Which of the outputs it belongs to.
    var output: Int
    var name: String
  }

  /// A unit that has failed so often is not tried again unless that is asked for.
  static let mostFailures = 3

  let units: [Unit]
  private let outputs: [OutputDirectory]
  /// Which of them have units here.
  private let isUsed: [Bool]
  private let own: Range<Int>
  private let state: Mutex<State>

  private struct State {
    /// The next unit of the task's own range to look at.
    var next: Int
    /// The units that this task has begun, each once.
    var begun: Set<Int> = []
    var inHand: Set<Int> = []
    var failures: [Int: Problem] = [:]
  }

  /// - Parameters:
  ///   - outputs: those that are still to be made, begun.
  ///   - units: in an order that is the same for all tasks.
  init(_ outputs: [OutputDirectory], units: [Unit], share: TaskShare) {
    self.outputs = outputs
    self.units = units
    let used = Set(units.map(\.output))
    isUsed = outputs.indices.map { used.contains($0) }
    own = share.range(of: units.count)
    state = Mutex(State(next: own.lowerBound))
  }

  /// The next unit to work on, by its index; nil where this task can do nothing more.
  func next() throws(Problem) -> Int? {
    try state.withLock { (state: inout State) throws(Problem) -> Int? in
      var unit = try ownUnit(&state)
      if unit == nil { unit = try othersUnit(&state) }
      guard let unit else { return nil }
      try outputs[units[unit].output].markTry(units[unit].name)
      state.begun.insert(unit)
      state.inHand.insert(unit)
      return unit
    }
  }

  private func ownUnit(_ state: inout State) throws(Problem) -> Int? {
    while state.next < own.upperBound {
      let unit = state.next
      state.next += 1
      let (output, name) = (outputs[units[unit].output], units[unit].name)
      // Those that others have begun may be finished before this task has done the rest.
      if state.begun.contains(unit) || output.isFinished(unit: name) || output.tries(of: name) > 0 {
        continue
      }
      // The task that has published the output has taken all of this away.
      if !output.isWorkThere { continue }
      return unit
    }
    return nil
  }

  /// Of all unfinished units one that the fewest have begun; own ones first, then in an order of this task's
  /// own, so that tasks seldom choose the same.
  private func othersUnit(_ state: inout State) throws(Problem) -> Int? {
    let marks = try marks()
    var best: (unit: Int, rank: (Int, Int, UInt64))?
    for (i, unit) in units.enumerated() where !state.begun.contains(i) {
      guard let known = marks[unit.output], !known.done.contains(unit.name),
        known.failures(unit.name) < Self.mostFailures
      else { continue }
      let tries = known.tried.contains(unit.name) ? outputs[unit.output].tries(of: unit.name) : 0
      let rank = (tries, own.contains(i) ? 0 : 1, mixed(outputs[unit.output].nonce &+ UInt64(i)))
      if best.map({ rank < $0.rank }) ?? true { best = (i, rank) }
    }
    return best?.unit
  }

  /// The state in which all tasks have left the units, by output; none where the output is finished.
  private func marks() throws(Problem) -> [Int: UnitMarks] {
    var marks: [Int: UnitMarks] = [:]
    for (i, output) in outputs.enumerated() where isUsed[i] && !output.isFinished {
      do throws(Problem) {
        marks[i] = try UnitMarks(output)
      } catch {
        // Just published by another.
        guard output.isFinished else { throw error }
      }
    }
    return marks
  }

  /// A unit's record is kept.
  func finished(_ unit: Int) {
    state.withLock { state in _ = state.inHand.remove(unit) }
  }

  /// A unit cannot be made: its data is bad. Whatever else goes wrong is not the unit's fault.
  func failed(_ unit: Int, _ problem: Problem) throws(Problem) {
    try outputs[units[unit].output].markFailure(units[unit].name, problem)
    state.withLock { state in
      state.inHand.remove(unit)
      state.failures[unit] = problem
    }
  }

  /// Takes back the marks of what this task has begun and not finished; it may then begin with it again.
  func giveBack() {
    let units = state.withLock { state in
      defer {
        state.begun.subtract(state.inHand)
        state.inHand = []
      }
      return state.inHand
    }
    for unit in units { outputs[self.units[unit].output].removeTry(self.units[unit].name) }
  }

  /// How many units are not finished, by anyone.
  func unfinished() throws(Problem) -> Int {
    let marks = try marks()
    return units.count { unit in marks[unit.output].map { !$0.done.contains(unit.name) } ?? false }
  }

  /// Throws where units are left that cannot be made.
  func checkFailures() throws(Problem) {
    var bad: [(unit: Unit, count: Int)] = []
    for (i, marks) in try marks().sorted(by: { $0.key < $1.key }) {
      for unit in units where unit.output == i && !marks.done.contains(unit.name) {
        let count = marks.failures(unit.name)
        if count > 0 { bad.append((unit, count)) }
      }
    }
    guard let first = bad.first else { return }
    let own = state.withLock { $0.failures }
    if units.count == 1, let problem = own.values.first { throw problem }
    let names = bad.prefix(20).map(\.unit.name).joined(separator: ", ")
    let isFinal = bad.allSatisfy { $0.count >= Self.mostFailures }
    var problem = Problem(
      .badInput, bad.count == 1 ? "a unit that cannot be made" : "units that cannot be made",
      path: outputs[first.unit.output].path,
      got: bad.count == 1
        ? "unit \(names)" : "\(bad.count) units: \(names)\(bad.count > 20 ? ", …" : "")",
      fix: isFinal
        ? "they have failed \(Self.mostFailures) times: fix the data, then pass \(.retryBad)"
        : "fix the data, and run the same command again")
    if own.isEmpty, let text = outputs[first.unit.output].failure(of: first.unit.name) {
      problem.expected = text
    }
    problem.outcome = "nothing published"
    throw problem
  }
}

/// The units of a run that others have begun, finished or failed at, looked up once.
struct UnitMarks {
  let done: Set<String>
  /// Units that somebody has begun.
  let tried: Set<String>
  private let failed: Set<String>
  private let output: OutputDirectory

  init(_ output: OutputDirectory) throws(Problem) {
    self.output = output
    done = try output.finishedUnits()
    tried = output.names(in: "tries")
    failed = output.names(in: "failed")
  }

  func failures(_ unit: String) -> Int {
    failed.contains(unit) ? output.names(in: "failed/" + unit).count : 0
  }
}
