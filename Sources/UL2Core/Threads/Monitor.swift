/// State that threads share, under a mutex, with a condition variable to wait for what they change.
///
/// `Synchronization.Mutex` has no condition to go with it, so this is the C library's pair: about 20 ns
/// for a lock that is free. It is for hand-offs of whole blocks and parts, not for single tokens.
import Glibc

@safe package final class Monitor<State: ~Copyable>: @unchecked Sendable {
  /// Invariant: initialized from `init` to `deinit`, at an address that stays.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  /// Touched only while the mutex is held.
  private var state: State

  package init(_ state: consuming State) {
    unsafe mutex = .allocate(capacity: 1)
    unsafe changed = .allocate(capacity: 1)
    self.state = state
    // Default attributes: neither call can fail on Linux.
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Calls `body` with the state; no other thread is in here meanwhile.
  ///
  /// The mutex is not recursive: `body` must not come back to this monitor.
  package func withLock<R, E>(_ body: (inout State) throws(E) -> R) throws(E) -> R {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body(&state)
  }

  /// Calls `body` with the state until it returns something, waiting for `notifyAll` in between.
  package func wait<R, E>(_ body: (inout State) throws(E) -> R?) throws(E) -> R {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while true {
      if let result = try body(&state) { return result }
      unsafe pthread_cond_wait(changed, mutex)
    }
  }

  /// Wakes every thread that waits, to look again. Call it after `withLock`, not within: who is woken
  /// wants the lock.
  package func notifyAll() { unsafe pthread_cond_broadcast(changed) }
}
