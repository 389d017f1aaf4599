/// Ends the waits for servers of a run that has failed elsewhere: they may last an hour, and nobody needs what they
/// wait for.
import Synchronization

package enum RemoteWaits {
  /// Runs that have failed, and still have threads.
  private static let failures = Atomic<Int>(0)

  /// A run has failed: its threads are to end.
  package static func beginEnding() { failures.wrappingAdd(1, ordering: .relaxed) }

  /// All its threads have ended.
  package static func finishEnding() { failures.wrappingSubtract(1, ordering: .relaxed) }

  /// Throws where there is nothing left to wait for.
  static func check() throws(Problem) {
    try Interruption.check()
    if failures.load(ordering: .relaxed) > 0 {
      throw Problem(.interrupted, "interrupted")
    }
  }
}
