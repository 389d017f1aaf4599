/// Sorts more records than fit into memory, by a pair of 64-bit keys; records of equal keys keep the
/// order in which they came.
///
/// Records gather in a run of at most 32 MiB; a full run is sorted and appended to one scratch file;
/// reading merges the runs. All runs share one file, so that 100 GB take one descriptor, and the
/// file has no name from the moment it is open: however the process ends, it leaves nothing
/// behind. When everything fits into one run, no file is made.
import Glibc

package final class ExternalSorter {
  package struct Key: Hashable, Comparable, Sendable {
    package var major: UInt64
    package var minor: UInt64

    package init(major: UInt64, minor: UInt64) {
      self.major = major
      self.minor = minor
    }

    package static func < (a: Key, b: Key) -> Bool { (a.major, a.minor) < (b.major, b.minor) }
  }

  private enum State {
    case adding
    case inMemory(next: Int)
    case merging(RunMerger)
  }

  private let scratch: String?
  private let runBytes: Int
  private var run = SortRun()
  private var spilled: [SortedRun] = []
  private var file: ScratchFile?
  private var state = State.adding

  /// - Parameters:
  ///   - scratch: the directory for spilled runs; by default `TMPDIR`, or `/tmp`.
  ///   - runBytes: what is held in memory before it is spilled.
  package init(scratch: String? = nil, runBytes: Int = 32 << 20) {
    self.scratch = scratch
    self.runBytes = runBytes
  }

  /// Bytes in the scratch file.
  package var spilledBytes: Int { file?.count ?? 0 }

  package func add(_ key: Key, _ record: [UInt8]) throws(Problem) {
    guard case .adding = state else { preconditionFailure("the sorter is being read") }
    if run.memory + record.count > runBytes, !run.isEmpty { try spill() }
    run.append(key, record)
  }

  /// Replaces `record` by the next one in order and returns its key; nil when there is none.
  package func next(into record: inout [UInt8]) throws(Problem) -> Key? {
    switch state {
    case .adding:
      try beginReading()
      return try next(into: &record)
    case .inMemory(let index):
      guard index < run.count else { return nil }
      state = .inMemory(next: index + 1)
      record.removeAll(keepingCapacity: true)
      record.append(contentsOf: run.record(index))
      return run.key(index)
    case .merging(let merger):
      return try merger.next(into: &record)
    }
  }

  private func beginReading() throws(Problem) {
    guard let file, !spilled.isEmpty else {
      run.sort()
      state = .inMemory(next: 0)
      return
    }
    try spill()
    run = SortRun()
    state = .merging(try RunMerger(spilled, in: file))
  }

  private func spill() throws(Problem) {
    if file == nil { file = try ScratchFile(in: scratch) }
    run.sort()
    if let file { spilled.append(try run.write(to: file)) }
    run.removeAll()
  }
}
