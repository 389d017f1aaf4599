/// The rows of a directory of shards, for any number of threads: shards are opened when they are needed, and as many
/// stay open as the cache allows.
import Synchronization

final class ShardRows: Sendable {
  let index: MDSIndex
  /// Shards as blocks of rows.
  let blocks: RowBlocks
  private let directory: String
  private let manifest: DatasetManifest?
  private let check: HashCheck
  private let open: SharedCache<OpenShard>
  /// Of shards that were dropped, for those that are decompressed next.
  private let memory = LargeBufferPool()
  /// Shards whose hashes were found right.
  private let checked = Mutex<Set<Int>>([])
  private let decompressed = Atomic<Int>(0)
  private let hasCompressed: Bool

  /// Of the 65,530 mappings that Linux lets a process have, rows in use hold some more.
  private static let mappedShards = 8192

  init(
    _ directory: String, _ manifest: DatasetManifest?, cacheBytes: Int, check: HashCheck
  ) throws(Problem) {
    self.directory = directory
    self.manifest = manifest
    self.check = check
    index = try MDSIndex(directory: directory)
    blocks = RowBlocks(counts: index.shards.sampleCounts)
    open = SharedCache(cost: cacheBytes, count: Self.mappedShards)
    // Writers compress all or none; a look at each of a million costs more than it tells.
    hasCompressed = index.shards.first?.zip != nil
  }

  /// Calls `body` with the rows at some indexes, all of them valid; the memory of one is used for
  /// the next.
  func read(
    _ indexes: some Sequence<Int>, needsExamples: Bool,
    _ body: (PackedRow) throws(Problem) -> Void
  ) throws(Problem) {
    var current: (rows: Range<Int>, shard: OpenShard)?
    var scratch = OpenShard.Scratch()
    var iterator = indexes.makeIterator()
    var following = iterator.next()
    while let index = following {
      following = iterator.next()
      if current?.rows.contains(index) != true {
        let number = blocks.block(ofRow: index)
        current = (blocks.rows(ofBlock: number), try shard(number))
      }
      guard let (rows, shard) = current else { preconditionFailure("no shard") }
      if let following, rows.contains(following) {
        shard.willRead(following - rows.lowerBound)
      }
      try shard.read(
        index - rows.lowerBound, index: index, needsExamples: needsExamples, &scratch)
      try body(scratch.row)
    }
  }

  private func shard(_ number: Int) throws(Problem) -> OpenShard {
    try open.value(number) { () throws(Problem) in
      let checks: Bool
      switch check {
      case .never: checks = false
      case .always: checks = true
      case .first: checks = checked.withLock { !$0.contains(number) }
      }
      let entry = index.shards[number]
      let shard = try OpenShard(
        MDSShard(entry, directory: directory, checkingHashes: checks, pool: memory), manifest)
      if entry.zip != nil { decompressed.add(1, ordering: .relaxed) }
      if check == .first { checked.withLock { _ = $0.insert(number) } }
      return (shard, shard.memory)
    }
  }

  /// Releases a row's shard, and what is known of its hash.
  func forget(row: Int) {
    let number = blocks.block(ofRow: row)
    open.remove(number)
    checked.withLock { _ = $0.remove(number) }
  }

  var openedCount: Int { open.madeCount }

  /// nil where no shard is compressed, as far as is known.
  var decompressedCount: Int? {
    let count = decompressed.load(ordering: .relaxed)
    return hasCompressed || count > 0 ? count : nil
  }

  func removeAll() {
    open.removeAll()
    memory.removeAll()
  }
}

/// When the bytes of shards are compared with the hashes in their index, which reads a shard as a whole.
public enum HashCheck: String, CaseIterable, Sendable {
  /// When a shard is opened for the first time by this object.
  case first
  /// Whenever a shard is opened: as often as it was dropped from the cache.
  case always
  case never
}
