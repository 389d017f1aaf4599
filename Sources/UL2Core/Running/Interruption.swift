/// Whether the process has been asked to stop: SIGINT, SIGTERM, and SIGUSR1, which Slurm sends before
/// the time is up.
///
/// The first signal lets the unit in hand be finished or dropped; a second one ends at once.
import Glibc
import Synchronization

package enum Interruption {
  private static let requested = Atomic<Bool>(false)
  private static let exitCode = Atomic<Int32>(0)

  /// Makes the signals set the flag. Called once, by the program, not by libraries.
  ///
  /// - Parameter exitCode: what a second signal ends the process with.
  package static func install(exitCode: Int32) {
    self.exitCode.store(exitCode, ordering: .relaxed)
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { number in
      if Interruption.requested.exchange(true, ordering: .relaxed), number != SIGUSR1 {
        _exit(Interruption.exitCode.load(ordering: .relaxed))
      }
    }
    // Without SA_RESTART, which `signal` sets: a read or write that waits returns, and asks here.
    for number in [SIGINT, SIGTERM, SIGUSR1] { unsafe sigaction(number, &action, nil) }
  }

  /// Asks the process to stop, as a first signal does. May be called by a handler of signals.
  package static func request() { requested.store(true, ordering: .relaxed) }

  /// Whether the process has been asked to stop.
  package static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Throws if the process has been asked to stop.
  package static func check() throws(Problem) {
    if isRequested {
      throw Problem(.interrupted, "interrupted")
    }
  }
}
