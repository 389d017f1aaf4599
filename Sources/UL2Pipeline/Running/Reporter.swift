/// What the program says while it works: all of it on standard error.
import Glibc
import Synchronization

package final class Reporter: Sendable {
  package enum Mode: String, Sendable, CaseIterable {
    /// A line that renews itself on a terminal, nothing elsewhere.
    case auto
    case none
    /// A JSON object a line, about once a second.
    case json
  }

  private struct State {
    var lineShown = false
    var lastShown = ContinuousClock.now
    var done = 0
    var began = ContinuousClock.now
  }

  private let mode: Mode
  private let onTerminal: Bool
  private let columns: Int
  private let state = Mutex(State())

  package init(mode: Mode) {
    self.mode = mode
    onTerminal = isatty(STDERR_FILENO) == 1
    columns = terminalColumns(STDERR_FILENO)
  }

  /// Says something that stays.
  package func note(_ text: String) {
    state.withLock { state in
      clearLine(&state)
      write("ul2prep: " + text + "\n")
    }
  }

  package func warn(_ text: String) { note("warning: " + text) }

  /// Says what was passed over, or what ended the run.
  package func report(_ problem: Problem) { note("\(problem)") }

  /// Starts counting anew.
  package func begin() {
    state.withLock { state in
      state.done = 0
      state.began = .now
      state.lastShown = .now
    }
  }

  /// Counts progress, and shows it now and then.
  ///
  /// - Parameters:
  ///   - amount: done since the last call.
  ///   - total: all there is to do; nil where it is not known.
  ///   - unit: `tokens`, `B of text`.
  package func advance(_ amount: Int, of total: Int?, unit: String) {
    if mode == .none || (mode == .auto && !onTerminal) { return }
    state.withLock { state in
      state.done += amount
      let now = ContinuousClock.now
      let interval: Duration = mode == .json ? .seconds(1) : .milliseconds(100)
      guard now - state.lastShown >= interval else { return }
      state.lastShown = now
      let seconds = max(1e-9, seconds(now - state.began))
      let rate = Double(state.done) / seconds
      let left = total.map { Double(max(0, $0 - state.done)) / max(rate, 1e-9) }
      if mode == .json {
        let line: JSONValue = [
          "done": JSONValue(state.done), "total": JSONValue(total) { JSONValue($0) },
          "unit": .string(unit), "seconds": JSONValue((seconds * 1000).rounded() / 1000),
          "rate": JSONValue(rate.rounded()),
          "eta_seconds": JSONValue(left) { JSONValue($0.rounded()) },
        ]
        write(line.text() + "\n")
      } else {
        var line = "\(humanCount(state.done)) \(unit), \(humanCount(Int(rate)))/s"
        if let total, let left {
          line += ", \(state.done * 100 / max(total, 1)) %, \(Int(left.rounded(.up))) s left"
        }
        write("\r" + line.prefix(max(columns - 1, 10)) + "\u{1B}[K")
        state.lineShown = true
      }
    }
  }

  /// Takes the progress line away.
  package func end() { state.withLock { clearLine(&$0) } }

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

/// The width of the terminal behind a descriptor; 80 where there is none.
package func terminalColumns(_ descriptor: Int32) -> Int {
  var size = winsize()
  guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return Int(size.ws_col)
}

/// A count in at most five characters and a unit: `12.3 M`.
package func humanCount(_ count: Int) -> String {
  let units = ["", "k", "M", "G", "T"]
  var value = Double(count)
  var unit = 0
  while value >= 999.5, unit + 1 < units.count {
    value /= 1000
    unit += 1
  }
  if unit == 0 { return "\(count)" }
  return decimal(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + " " + units[unit]
}

/// A number with a fixed count of decimals.
package func decimal(_ value: Double, _ decimals: Int) -> String {
  var factor = 1.0
  for _ in 0..<decimals { factor *= 10 }
  let scaled = (value.magnitude * factor).rounded()
  guard scaled < 1e15 else { return "\(value)" }
  let digits = String(Int(scaled))
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let sign = value < 0 && scaled > 0 ? "-" : ""
  guard decimals > 0 else { return sign + padded }
  return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
}
