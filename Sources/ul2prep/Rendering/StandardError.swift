/// Messages of the program besides its results: notes, problems and progress, on standard error.
import Glibc
import Synchronization
import UL2Pipeline

enum ProgressMode: String, Sendable, CaseIterable {
  /// A line that renews itself on a terminal, nothing elsewhere.
  case auto
  case none
  /// One JSON object per line, about once a second.
  case json
}

final class StandardError: Sendable {
  private struct State {
    var progress: Progress?
    var phase: String?
    var files: (number: Int, count: Int)?
    var lastShown = ContinuousClock.now
    var began = ContinuousClock.now
  }

  /// Whether a line of progress is on the terminal: there is one, shared by all writers.
  private static let lineShown = Mutex(false)

  private let mode: ProgressMode
  private let onTerminal: Bool
  private let state = Mutex(State())

  init(mode: ProgressMode = .none) {
    self.mode = mode
    onTerminal = isatty(STDERR_FILENO) == 1
  }

  /// Shows what a run tells.
  var reporter: Reporter { Reporter { self.show($0) } }

  /// Says something that stays.
  func note(_ text: String) {
    Self.lineShown.withLock { shown in
      clearLine(&shown)
      write("ul2prep: " + Problem.printable(text, limit: .max) + "\n")
    }
  }

  func report(_ problem: Problem) { note(problem.text(.commandLine)) }

  private func show(_ event: Reporter.Event) {
    switch event {
    case .note(let wording): note(wording.text(.commandLine))
    case .warning(let text): note("warning: " + text)
    case .problem(let problem): report(problem)
    case .share(let share, let own, let all):
      note(
        "rank \(share.rank) of \(share.worldSize): \(own.count) of \(all.count) inputs, "
          + "\(humanCount(own.bytes))B of \(humanCount(all.bytes))B")
    case .began(let phase):
      state.withLock { state in
        state = State()
        state.phase = phase
      }
    case .file(let number, let count): state.withLock { $0.files = (number, count) }
    case .advanced(let amount, let total, let unit): advance(amount, of: total, unit: unit)
    case .ended: end()
    }
  }

  /// Counts progress, and shows it now and then.
  private func advance(_ amount: Int, of total: Int?, unit: String) {
    if mode == .none || (mode == .auto && !onTerminal) { return }
    state.withLock { state in
      let now = ContinuousClock.now
      var progress = Progress(
        done: (state.progress?.done ?? 0) + amount, total: total, unit: unit,
        seconds: seconds(now - state.began))
      progress.phase = state.phase
      progress.files = state.files
      state.progress = progress
      let interval: Duration = mode == .json ? .seconds(1) : .milliseconds(100)
      guard now - state.lastShown >= interval else { return }
      state.lastShown = now
      show(progress)
    }
  }

  private func show(_ progress: Progress) {
    if mode == .json { return write(progress.json.text() + "\n") }
    // A user who has typed Ctrl-C waits for the next message, on a line of its own.
    if Interruption.isRequested { return }
    Self.lineShown.withLock { shown in
      // Room for what the terminal shows of Ctrl-C.
      write("\r" + progress.line(columns: max(terminalColumns(STDERR_FILENO) - 3, 10)) + "\u{1B}[K")
      shown = true
    }
  }

  private func end() {
    state.withLock { state in
      // How it ended, and that there was anything, is known to programs too.
      if mode == .json, let progress = state.progress { show(progress) }
      state.progress = nil
    }
    Self.lineShown.withLock { clearLine(&$0) }
  }

  private func clearLine(_ shown: inout Bool) {
    if shown { write(Interruption.isRequested ? "\n" : "\r\u{1B}[K") }
    shown = false
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
