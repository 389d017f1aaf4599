/// One block of the plan into its directory of shards: the unit of work of `pack`.

/// Directory names of blocks: `00007`.
func blockName(_ index: Int) -> String {
  let digits = String(index)
  return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
}

/// Packs blocks, reusing its memory: one for each worker.
struct BlockPacker {
  private let output: OutputDirectory
  private var rows: PlannedRows

  init(_ plan: ResolvedPlan, _ format: RowFormat, _ output: OutputDirectory) {
    self.output = output
    rows = PlannedRows(plan, format)
  }

  /// Writes the block that begins at `start`; returns the raw tokens in it.
  mutating func pack(_ start: Planner.BlockStart) throws(Problem) -> Int {
    try rows.plan(start)
    let name = blockName(start.index)
    let scratch = output.scratch(name)
    try removeTree(scratch)
    try makeDirectories(scratch)
    var shards: [MDSIndex.Shard] = []
    var row = 0
    while row < rows.count {
      let sizes = shardSizes(from: row)
      shards.append(try write(from: row, sizes, number: shards.count, to: scratch))
      row += sizes.count
    }
    try AtomicFile.write(MDSIndex(shards).text, to: joined(scratch, "index.json"))
    try rename(scratch, to: joined(output.building, name))
    return rows.block.totals.all.tokens
  }

  /// Of all blocks packed.
  var markedExamples: Int { rows.markedExamples }

  /// The sizes of the rows that go into the next shard.
  private func shardSizes(from first: Int) -> [Int] {
    let format = rows.format.shard
    var sizes: [Int] = []
    var bytes = 0
    for row in first..<rows.count {
      let size = rows.sampleSize(of: row)
      let limit = format.sizeLimit ?? .max
      if !sizes.isEmpty,
        format.shardSize(samples: sizes.count + 1, bytes: bytes + size) > limit
      {
        break
      }
      sizes.append(size)
      bytes += size
    }
    return sizes
  }

  private mutating func write(
    from first: Int, _ sizes: [Int], number: Int, to directory: String
  ) throws(Problem) -> MDSIndex.Shard {
    var writer = try MDSShardWriter(
      directory: directory, number: number, format: rows.format.shard, sampleSizes: sizes)
    for row in first..<first + sizes.count {
      try writer.write(try rows.sample(row))
    }
    return try writer.finish()
  }
}
