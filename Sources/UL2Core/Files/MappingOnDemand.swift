/// Files that are mapped while they are used: for more files than a process may have mapped at once.
///
/// Linux lets a process have some 65,000 mappings. So many stay mapped as are asked for first
/// (`FileMappings.keepOne`); what comes after is mapped when it is used, and goes when others need its place.
import Synchronization

package final class MappingOnDemand: Sendable {
  private let entry: FileMappings.Entry
  private let mappings: FileMappings

  /// - Parameter first: the file, mapped; it must not have changed when it is mapped again.
  package init(_ first: MappedFile, among mappings: FileMappings) {
    self.mappings = mappings
    entry = FileMappings.Entry(first.path, count: first.count)
    mappings.keep(entry, first)
  }

  deinit { mappings.remove(entry) }

  /// The file, mapped as long as the result lives.
  package func mapped() throws(Problem) -> MappedFile {
    entry.turn.use()
    if let mapping = entry.mapping.withLock({ $0 }) { return mapping }
    let mapping = try MappedFile(entry.path)
    guard mapping.count == entry.count else {
      throw Problem(
        .badInput, "the file has changed since it was first opened", path: entry.path,
        got: "\(mapping.count) bytes", expected: "\(entry.count) bytes",
        fix: "do not change it while it is read, and run the same command again")
    }
    mappings.keep(entry, mapping)
    return mapping
  }
}

/// The mappings of a process.
package final class FileMappings: Sendable {
  package static let shared = FileMappings(kept: 30_000, onDemand: 8192)

  final class Entry: HasTurn {
    let path: String
    let count: Int
    let turn = Turn()
    let mapping = Mutex<MappedFile?>(nil)

    init(_ path: String, count: Int) {
      self.path = path
      self.count = count
    }
  }

  private let keptLimit: Int
  private let limit: Int
  private let kept = Atomic<Int>(0)
  private let entries: Mutex<SecondChance<Entry>>

  /// - Parameters:
  ///   - kept: how many stay mapped.
  ///   - onDemand: how many others are mapped at a time.
  package init(kept: Int, onDemand: Int) {
    keptLimit = kept
    limit = onDemand
    entries = Mutex(SecondChance())
  }

  /// How many are mapped on demand now.
  package var count: Int { entries.withLock { $0.count } }

  /// Whether one more may stay mapped; it is to be given back then.
  package func keepOne() -> Bool {
    if kept.wrappingAdd(1, ordering: .relaxed).newValue <= keptLimit { return true }
    giveBack()
    return false
  }

  package func giveBack() { kept.wrappingSubtract(1, ordering: .relaxed) }

  func keep(_ entry: Entry, _ mapping: MappedFile) {
    // Those that go are unmapped after the lock, by their last user.
    var gone: [MappedFile] = []
    entries.withLock { entries in
      entry.mapping.withLock { $0 = mapping }
      entries.remove(entry)
      while entries.count >= limit,
        let old = entries.removeOne({ $0.mapping.withLock { $0.take() } })
      {
        gone.append(old)
      }
      entries.add(entry)
    }
  }

  func remove(_ entry: Entry) {
    entries.withLock { entries in
      entries.remove(entry)
    }
  }
}
