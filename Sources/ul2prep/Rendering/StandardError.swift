/// What the program says besides its results: notes, problems and progress, on standard error.
import Glibc
import Synchronization
import UL2Pipeline

enum ProgressMode: String, Sendable, CaseIterable {
  /// A line that renews itself on a terminal, nothing elsewhere.
  case auto
  case none
  /// A JSON object a line, about once a second.
  case json
}

final class StandardError: Sendable {
  private struct State {
    var lineShown = false
    var lastShown = ContinuousClock.now
    var done = 0
    var began = ContinuousClock.now
  }

  private let mode: ProgressMode
  private let onTerminal: Bool
  private let columns: Int
  private let state = Mutex(State())

  init(mode: ProgressMode = .none) {
    self.mode = mode
    onTerminal = isatty(STDERR_FILENO) == 1
    columns = terminalColumns(STDERR_FILENO)
  }

  /// Shows what a run tells.
  var reporter: Reporter { Reporter { self.show($0) } }

  /// Says something that stays.
  func note(_ text: String) {
    state.withLock { state in
      clearLine(&state)
      write("ul2prep: " + Problem.printable(text, limit: .max) + "\n")
    }
  }

  func report(_ problem: Problem) { note(problem.text(.commandLine)) }

  private func show(_ event: Reporter.Event) {
    switch event {
    case .note(let text): note(text)
    case .warning(let text): note("warning: " + text)
    case .problem(let problem): report(problem)
    case .share(let share, let own, let all):
      note(
        "rank \(share.rank) of \(share.worldSize): \(own.count) of \(all.count) inputs, "
          + "\(humanCount(own.bytes))B of \(humanCount(all.bytes))B")
    case .began:
      state.withLock { state in
        state.done = 0
        state.began = .now
        state.lastShown = .now
      }
    case .advanced(let amount, let total, let unit): advance(amount, of: total, unit: unit)
    case .ended: state.withLock { clearLine(&$0) }
    }
  }

  /// Counts progress, and shows it now and then.
  private func advance(_ amount: Int, of total: Int?, unit: String) {
    if mode == .none || (mode == .auto && !onTerminal) { return }
    state.withLock { state in
      state.done += amount
      let now = ContinuousClock.now
      let interval: Duration = mode == .json ? .seconds(1) : .milliseconds(100)
      guard now - state.lastShown >= interval else { return }
      state.lastShown = now
      let progress = Progress(
        done: state.done, total: total, unit: unit, seconds: seconds(now - state.began))
      if mode == .json {
        write(progress.json.text() + "\n")
      } else {
        write("\r" + progress.line.prefix(max(columns - 1, 10)) + "\u{1B}[K")
        state.lineShown = true
      }
    }
  }

  private func clearLine(_ state: inout State) {
    if state.lineShown { write("\r\u{1B}[K") }
    state.lineShown = false
  }

  private func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  private func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
      }
      if count <= 0 { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
