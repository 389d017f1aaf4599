/// An output that replaces a finished one: it is made below `.ul2prep/`, and the other stays whole and usable
/// until it is.
///
/// ```
///   .ul2prep/new/   what would otherwise be written into the output itself
///   .ul2prep/old/   what was there, once the new output is complete
///   .ul2prep/moved  all of the old output is there
/// ```
///
/// The swap is a few renames. A task that ends in between leaves no manifest, and the same command
/// finishes it.
import Synchronization

/// Whether a finished output still is where this one is to be.
final class Replacement: Sendable {
  private let pending = Atomic<Bool>(false)

  var isPending: Bool {
    get { pending.load(ordering: .relaxed) }
    set { pending.store(newValue, ordering: .relaxed) }
  }
}

extension OutputDirectory {
  private var new: String { joined(work, "new") }
  private var old: String { joined(work, "old") }
  private var mark: String { joined(work, "moved") }

  /// Where finished parts of the output go that are not units of `.ul2prep/`.
  package var building: String { replacement.isPending ? new : path }

  /// Decides what may go of what is here. The same command's own unfinished work stays, so that one
  /// that was interrupted continues.
  func beginReplacing() throws(Problem) {
    let isFinished = exists(manifest)
    if exists(configurationFile), try readConfiguration() != configuration {
      guard try !isWorkedOn() else {
        throw Problem(
          .cannotWrite, "another process is writing this output", path: path,
          fix: "wait for it, or stop it")
      }
      try removeTree(isFinished ? work : path)
    }
    replacement.isPending = isFinished
    if isFinished { try makeDirectories(new) }
  }

  /// Finishes a swap that was ended half-way.
  func finishReplacing() throws(Problem) {
    guard !replacement.isPending, exists(old) || exists(new), !exists(manifest) else { return }
    if !exists(mark) { try moveAway() }
    try moveIntoPlace()
  }

  /// Moves what this output replaces out of the way, before the first of its files appears.
  func makeWay() throws(Problem) {
    guard replacement.isPending else { return }
    try moveAway()
    replacement.isPending = false
  }

  private func moveAway() throws(Problem) {
    try makeDirectories(old)
    // The manifest first: without it, what is left is not an output.
    if exists(manifest) { try rename(manifest, to: joined(old, "manifest.json")) }
    for name in try listDirectory(path) { try rename(joined(path, name), to: joined(old, name)) }
    try AtomicFile.write([], to: mark)
  }

  /// Moves what was written to `new` into the output.
  func moveIntoPlace() throws(Problem) {
    guard !replacement.isPending, isDirectory(new) else { return }
    for name in try listDirectory(new) { try rename(joined(new, name), to: joined(path, name)) }
  }
}
