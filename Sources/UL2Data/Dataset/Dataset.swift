/// The rows of a directory: of shards, or of a plan without shards.
///
///     let data = try Dataset("out/shards")
///     var loader = try DataLoader(data, globalBatchSize: 64)
///     while let batch = try loader.next() { … }
///
/// Row i of a plan is row i of the shards that are packed from it. A row of uncompressed shards lies where the file is
/// mapped; one of compressed shards costs its shard, decompressed (50 ms for 64 MiB), and one of a plan its block,
/// planned again (5–20 ms), unless it is available: read rows in an order that
/// `order(_:seed:groupBytes:)` gives.
///
/// Any number of threads may call any of it. Files must not be cut short while they are mapped.
import Synchronization

/// The rows of a directory of shards, or of a plan without shards.
public final class Dataset: Sendable {
  private enum Rows: Sendable {
    case shards(ShardRows)
    case plan(PlanRows)
  }

  public let path: String
  /// The names that rows' numbers refer to; nil for shards that other programs wrote.
  public let manifest: DatasetManifest?
  /// Rows.
  public let count: Int
  /// Positions of each row; nil where another program's shards do not say.
  public let sequenceLength: Int?
  /// A hash of everything that the rows depend on, the same for a plan and the shards packed from it. Of shards without
  /// a plan it is a hash of their `index.json`.
  public let fingerprint: String
  /// Bytes of a row's tokens, as they are stored.
  package let bytesPerRow: Int
  private let rows: Rows
  private let isClosed = Atomic<Bool>(false)
  /// Read when an order is first asked for.
  private let knownBlocks = Mutex<RowBlocks?>(nil)

  /// Bytes that are kept in memory, unless another number is chosen: 2 GiB. The 16 blocks that are shuffled together
  /// lie in up to 1.6 GiB of shards of 64 MiB, and with less than those nearly every row would cost a shard.
  public static let defaultCacheBytes = 2 << 30

  /// Opens rows.
  ///
  /// - Parameters:
  ///   - path: a directory with `index.json`, or one that holds a plan.
  ///   - tokens: where the token stores of a plan are now, one by name; nil: where they were. Shards need none.
  ///   - cacheBytes: what is kept of decompressed shards and planned blocks; the one in use is, whatever it takes.
  ///   - check: when shards are compared with their hashes.
  /// - Throws: where there are no rows, they are not finished, or their files do not agree.
  public convenience init(
    _ path: String, tokens: String? = nil, cacheBytes: Int = defaultCacheBytes,
    check: HashCheck = .first
  ) throws(Problem) {
    let file = joined(path, "manifest.json")
    let json: JSONValue? = exists(file) ? try .parse(file: file) : nil
    try self.init(path, manifest: json, tokens: tokens, cacheBytes: cacheBytes, check: check)
  }

  /// - Parameter json: what its `manifest.json` holds; nil where there is none.
  package init(
    _ path: String, manifest json: JSONValue?, tokens: String? = nil,
    cacheBytes: Int = defaultCacheBytes, check: HashCheck = .first
  ) throws(Problem) {
    self.path = path
    if json == nil { try Self.checkForeign(path) }
    let manifest = try json.map { json throws(Problem) in
      try DatasetManifest(json, path: joined(path, "manifest.json"))
    }
    self.manifest = manifest
    if let manifest, manifest.kind == .plan {
      let saved = try SavedPlan(path, manifest, tokens: tokens)
      rows = .plan(PlanRows(saved, cacheBytes: cacheBytes))
      count = saved.plan.totals.rows
    } else {
      let shards = try ShardRows(path, manifest, cacheBytes: cacheBytes, check: check)
      rows = .shards(shards)
      count = shards.blocks.rowCount
      if let manifest, manifest.totals.rows != count {
        throw Problem(
          .badInput, "not the rows of the manifest", path: joined(path, "index.json"),
          got: "\(count) rows", expected: "\(manifest.totals.rows), as in \(manifest.path)")
      }
    }
    if let manifest {
      sequenceLength = manifest.format.sequenceLength
      bytesPerRow = manifest.format.sequenceLength * manifest.format.tokenType.size
    } else if case .shards(let shards) = rows {
      (sequenceLength, bytesPerRow) = shards.index.rowSize
    } else {
      (sequenceLength, bytesPerRow) = (nil, 1)
    }
    if let known = manifest?.plan?.fingerprint {
      fingerprint = known
    } else {
      fingerprint = hexadecimal(try xxh3(ofFile: joined(path, "index.json")))
    }
  }

  /// Throws unless a directory without a manifest is a whole dataset of another program.
  private static func checkForeign(_ path: String) throws(Problem) {
    guard exists(path) else { throw Problem(.noInput, "no such directory", path: path) }
    if isDirectory(joined(path, ".ul2prep")) {
      throw Problem(
        .badInput, "unfinished output", path: path, got: "no manifest.json",
        fix: "run the same \(.command) again to finish it")
    }
    guard exists(joined(path, "index.json")) else {
      throw Problem(
        .noInput, "no rows here", path: path,
        expected: "a directory with index.json, or with manifest.json and plan.bin")
    }
  }

  /// The manifest, for callers that need it.
  package var requiredManifest: DatasetManifest {
    get throws(Problem) {
      if let manifest { return manifest }
      throw Problem(
        .badInput, "shards without a manifest", path: path, expected: "shards written by ul2prep")
    }
  }

  // MARK: Rows

  /// A row.
  ///
  /// - Parameter index: from 0, below `count`.
  /// - Throws: an index that is not below `count`, and damaged data, with its file and row.
  public subscript(index: Int) -> PackedRow {
    get throws(Problem) { try rows(at: CollectionOfOne(index))[0] }
  }

  /// The rows at some indexes, in their order: `rows(at: 0..<64)`. Those of the same shard or block are cheapest one
  /// after another.
  ///
  /// - Throws: an index that is not below `count`, and damaged data, with its file and row.
  public func rows(at indexes: some Collection<Int>) throws(Problem) -> [PackedRow] {
    var found: [PackedRow] = []
    found.reserveCapacity(indexes.count)
    try read(indexes) { row in found.append(row.kept) }
    return found
  }

  /// Calls `body` with the rows of some indexes, in their order: no memory is taken for one that is not `kept`.
  ///
  /// - Parameter needsExamples: false where nothing but tokens is looked at: rows of shards may come without examples.
  func read(
    _ indexes: some Collection<Int>, needsExamples: Bool = true,
    _ body: (PackedRow) throws(Problem) -> Void
  ) throws(Problem) {
    try checkIsOpen()
    try check(indexes)
    switch rows {
    case .shards(let shards): try shards.read(indexes, needsExamples: needsExamples, body)
    case .plan(let plan): try plan.read(indexes, body)
    }
  }

  /// Throws unless there are rows of these indexes.
  package func check(_ indexes: some Collection<Int>) throws(Problem) {
    for index in indexes where !(0..<count).contains(index) {
      throw Problem(
        .usage, "no such row", path: path, setting: .row, got: "\(index)",
        expected: count == 0 ? "none: there are no rows" : "0 to \(count - 1)")
    }
  }

  /// Throws after `close()`.
  package func checkIsOpen() throws(Problem) {
    if isClosed.load(ordering: .relaxed) {
      throw Problem(.usage, "the dataset is closed", path: path)
    }
  }

  /// Whether rows are made from a plan, and not read from shards.
  package var isPlan: Bool {
    if case .plan = rows { true } else { false }
  }

  /// How often a shard was opened or a block planned: random access shows by it.
  package var openedCount: Int {
    switch rows {
    case .shards(let shards): shards.openedCount
    case .plan(let plan): plan.plannedCount
    }
  }

  /// How many shards were decompressed and blocks planned; nil where no shard is compressed.
  package var loadCount: Int? {
    switch rows {
    case .shards(let shards): shards.decompressedCount
    case .plan(let plan): plan.plannedCount
    }
  }

  /// Releases the shard that a row is in, so that a file which was removed takes no more disk, and
  /// compares it with its hash again when it is next opened. Of a plan nothing is released.
  package func forget(row: Int) throws(Problem) {
    try checkIsOpen()
    try check(CollectionOfOne(row))
    if case .shards(let shards) = rows { shards.forget(row: row) }
  }

  /// Frees the memory and the mappings that no row uses. Any later call is an error.
  public func close() {
    isClosed.store(true, ordering: .relaxed)
    switch rows {
    case .shards(let shards): shards.removeAll()
    case .plan(let plan): plan.removeAll()
    }
  }

  // MARK: Order

  /// The blocks that rows are shuffled among: those of the plan, of shards without one the shards.
  package func blocks() throws(Problem) -> RowBlocks {
    if let known = knownBlocks.withLock({ $0 }) { return known }
    let blocks = try readBlocks()
    knownBlocks.withLock { $0 = blocks }
    return blocks
  }

  private func readBlocks() throws(Problem) -> RowBlocks {
    switch rows {
    case .plan(let plan): return plan.saved.plan.rowBlocks
    case .shards(let shards):
      guard let manifest, manifest.plan != nil else { return shards.blocks }
      let blocks = try SavedPlan.plan(path, manifest).rowBlocks
      guard blocks.rowCount == count else {
        throw Problem(
          .badInput, "not the plan of these shards", path: joined(path, SavedPlan.fileName),
          got: "\(blocks.rowCount) rows", expected: "\(count)")
      }
      return blocks
    }
  }
}

extension MDSIndex {
  /// Elements and bytes of a row's tokens, of shards without a manifest: those that the first shard says, else no
  /// number of elements, and the bytes of the largest samples.
  fileprivate var rowSize: (length: Int?, bytes: Int) {
    let column = shards.first?.format.columns.first { $0.name == "tokens" }
    if case .array(.some, let shape?) = column?.encoding, let size = column?.encoding.fixedSize {
      return (shape.reduce(1, *), size)
    }
    let largest = zip(shards.indices, shards.sampleCounts).reduce(1) {
      max($0, shards.rawBytes($1.0) / max(1, $1.1))
    }
    return (nil, largest)
  }
}
