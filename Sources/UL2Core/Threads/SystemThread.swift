/// Threads of the operating system, for work that is synchronous from end to end: a task per unit costs
/// 1.6 µs and would tie up Swift's own pool while it waits.
import Glibc

/// A running thread. The thread that started it joins it, once.
package struct SystemThread: Sendable {
  private let handle: pthread_t

  fileprivate init(_ handle: pthread_t) { self.handle = handle }

  /// Waits until the thread's work is done.
  package func join() { _ = pthread_join(handle, nil) }
}

/// Starts a thread; nil where the system has none to spare, and then `body` is not called.
package func startThread(_ body: @escaping @Sendable () -> Void) -> SystemThread? {
  var handle = pthread_t()
  let context = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
  let result = unsafe pthread_create(
    &handle, nil,
    { context in
      unsafe Unmanaged<Work>.fromOpaque(context!).takeRetainedValue().body()
      return nil
    }, context)
  if result == 0 { return SystemThread(handle) }
  unsafe Unmanaged<Work>.fromOpaque(context).release()
  return nil
}

/// A thread's work, boxed for a C pointer.
private final class Work: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
