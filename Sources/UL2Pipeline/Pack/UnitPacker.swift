/// Units of the plan into their directories of shards. One for each worker: it reuses its memory.
struct UnitPacker {
  private let plan: Plan
  private let units: PackUnits
  private let shardSize: ShardSize
  private let meanRowBytes: Double
  private let output: OutputDirectory
  private var rows: PlannedRows
  /// The block that `rows` holds.
  private var planned: Int?

  init(
    _ resolved: ResolvedPlan, _ plan: Plan, _ format: RowFormat, _ shardSize: ShardSize,
    _ output: OutputDirectory
  ) {
    self.plan = plan
    units = PackUnits(blocks: plan.blocks.count)
    self.shardSize = shardSize
    meanRowBytes = Double(plan.rowBytes(format)) / Double(max(1, plan.totals.rows))
    self.output = output
    rows = PlannedRows(resolved, format)
  }

  /// Makes a unit, and keeps its record.
  mutating func pack(_ unit: Int) throws(Problem) {
    let name = PackUnits.name(unit)
    let scratch = output.scratch(name)
    try removeTree(scratch)
    try makeDirectories(scratch)
    let marked = rows.markedExamples
    let shards = try writeShards(of: unit, to: scratch)
    try synchronizeDirectory(scratch)
    let record = UnitRecord(
      name: name, shards: shards.map { $0.moved(below: name) },
      markedExamples: rows.markedExamples - marked)
    try output.record(name, record.json, directory: name) { place throws(Problem) in
      try record.describes(place)
    }
  }

  private mutating func writeShards(
    of unit: Int, to directory: String
  ) throws(Problem) -> [MDSIndex.Shard] {
    let blocks = units.blocks(of: unit)
    let sizes = try rowSizes(of: blocks)
    let counts = shardSize.rowCounts(
      sizes, meanRowBytes: meanRowBytes, units: units.count, rows.format.shard)
    var shards: [MDSIndex.Shard] = []
    var first = 0
    var block = blocks.lowerBound
    // Rows of the unit before the block.
    var base = 0
    for (number, count) in counts.enumerated() {
      var writer = try MDSShardWriter(
        directory: directory, number: number, format: rows.format.shard,
        sampleSizes: Array(sizes[first..<first + count]))
      for row in first..<first + count {
        if planned != block { try plan(block) }
        while row - base >= rows.count {
          base += rows.count
          block += 1
          try plan(block)
        }
        try writer.write(try rows.sample(row - base))
      }
      shards.append(try writer.finish())
      first += count
    }
    return shards
  }

  /// The sizes of the samples of a unit's rows, which come before the first of them in a shard.
  private mutating func rowSizes(of blocks: Range<Int>) throws(Problem) -> [Int] {
    var sizes: [Int] = []
    for block in blocks {
      try plan(block)
      for row in 0..<rows.count { sizes.append(rows.sampleSize(of: row)) }
    }
    return sizes
  }

  private mutating func plan(_ block: Int) throws(Problem) {
    try Interruption.check()
    planned = nil
    try plan.check(block: block, next: try rows.plan(from: plan.blocks[block]), path: output.path)
    planned = block
  }
}

/// The record of a finished unit of shards.
struct UnitRecord: Sendable {
  let name: String
  /// As the root index names them.
  let shards: [MDSIndex.Shard]
  /// Examples whose raw tokens hold reserved tokens; nil where that was
  /// not kept.
  let markedExamples: Int?

  init(name: String, shards: [MDSIndex.Shard], markedExamples: Int?) {
    self.name = name
    self.shards = shards
    self.markedExamples = markedExamples
  }

  /// A record that was kept. What is needed of its shards are their entries in the index.
  init(name: String, _ json: JSONValue, path: String) throws(Problem) {
    self.init(
      name: name, shards: try MDSIndex.shards(json["shards"]?.array ?? [], path: path),
      markedExamples: json["examples_with_markers"]?.int)
    guard !shards.isEmpty else {
      throw Problem(.badInput, "a unit's record without shards", path: path)
    }
  }

  var json: JSONValue {
    [
      "shards": .array(shards.map(\.entry)),
      "examples_with_markers": JSONValue(markedExamples) { JSONValue($0) },
    ]
  }

  /// Whether a directory holds these shards, byte for byte.
  func describes(_ directory: String) throws(Problem) -> Bool {
    for shard in shards {
      let file = (shard.zip ?? shard.raw)
      let path = joined(directory, baseName(file.name))
      guard fileSizeIfThere(path) == file.bytes else { return false }
      if let hash = file.hashes["xxh3_64"], hexadecimal(try xxh3(ofFile: path)) != hash {
        return false
      }
    }
    return true
  }
}
