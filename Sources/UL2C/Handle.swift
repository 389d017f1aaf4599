/// The object that a handle of the C interface points to.
///
/// It is never freed, only what it holds: so using a closed one, or closing it twice, is an error.
/// A process opens few, and 100 bytes are left of each. Its use in another thread ends where it
/// likes, since every call takes a reference of its own.
import CUL2Prep
import Synchronization
import UL2Data

final class Handle: Sendable {
  enum Content: Sendable {
    case dataset(Dataset)
    case loader(DataLoader)
    case closed
  }

  private let content: Mutex<Content>

  private init(_ content: Content) { self.content = Mutex(content) }

  /// A handle for the caller.
  static func make(_ content: Content) -> OpaquePointer {
    unsafe OpaquePointer(Unmanaged.passRetained(Handle(content)).toOpaque())
  }

  /// The object in a handle of the caller's.
  private static func content(_ handle: OpaquePointer?, _ name: String) throws(Problem) -> Content {
    guard let handle = unsafe handle else { throw wrong(name, "a null pointer") }
    // Invariant, the caller's: a handle that `make` gave.
    let found = unsafe Unmanaged<Handle>.fromOpaque(UnsafeRawPointer(handle)).takeUnretainedValue()
    return found.content.withLock { $0 }
  }

  static func dataset(_ handle: OpaquePointer?) throws(Problem) -> Dataset {
    switch unsafe try content(handle, "dataset") {
    case .dataset(let dataset): return dataset
    case .loader: throw wrong("dataset", "not a dataset", got: "a loader")
    case .closed: throw wrong("dataset", "the handle is closed")
    }
  }

  static func loader(_ handle: OpaquePointer?) throws(Problem) -> DataLoader {
    switch unsafe try content(handle, "loader") {
    case .loader(let loader): return loader
    case .dataset: throw wrong("loader", "not a loader", got: "a dataset")
    case .closed: throw wrong("loader", "the handle is closed")
    }
  }

  /// Releases what a handle holds.
  static func close(_ handle: OpaquePointer?) {
    guard let handle = unsafe handle else { return }
    let found = unsafe Unmanaged<Handle>.fromOpaque(UnsafeRawPointer(handle)).takeUnretainedValue()
    let gone = found.content.withLock { content in
      let gone = content
      content = .closed
      return gone
    }
    // Freed after the lock.
    _ = gone
  }
}
