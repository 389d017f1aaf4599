/// One block of the plan into its directory of shards: the unit of work of `pack`.

/// Directory names of blocks: `00007`.
func blockName(_ index: Int) -> String {
  let digits = String(index)
  return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
}

/// Packs blocks of rows of one width of tokens, reusing its memory: one for each worker.
struct BlockPacker<Token: FixedWidthInteger & BitwiseCopyable> {
  private let format: RowFormat
  private let output: OutputDirectory
  private var planner: BlockWorker
  private var rows: RowBuilder<Token>

  init(_ corpus: MixtureStores, _ format: RowFormat, _ output: OutputDirectory) {
    self.format = format
    self.output = output
    planner = BlockWorker(corpus.planner)
    rows = RowBuilder(corpus, format)
  }

  /// Writes the block that begins at `start`; returns the raw tokens in it.
  mutating func pack(_ start: Planner.BlockStart) throws(Problem) -> Int {
    try planner.plan(start)
    let block = planner.block
    let name = blockName(start.index)
    let scratch = output.scratch(name)
    try removeTree(scratch)
    try makeDirectories(scratch)
    var shards: [MDSIndex.Shard] = []
    var row = 0
    while row < block.rows.count {
      let sizes = shardSizes(block, from: row)
      shards.append(try write(block, from: row, sizes, number: shards.count, to: scratch))
      row += sizes.count
    }
    try AtomicFile.write(MDSIndex(shards).text, to: joined(scratch, "index.json"))
    try rename(scratch, to: joined(output.path, name))
    return block.totals.all.tokens
  }

  /// The sizes of the rows that go into the next shard.
  private func shardSizes(_ block: PlannedBlock, from first: Int) -> [Int] {
    var sizes: [Int] = []
    var bytes = 0
    for row in first..<block.rows.count {
      let size = format.sampleSize(examples: block.rows[row].count)
      let limit = format.shard.sizeLimit ?? .max
      if !sizes.isEmpty,
        format.shard.shardSize(samples: sizes.count + 1, bytes: bytes + size) > limit
      {
        break
      }
      sizes.append(size)
      bytes += size
    }
    return sizes
  }

  private mutating func write(
    _ block: PlannedBlock, from first: Int, _ sizes: [Int], number: Int, to directory: String
  ) throws(Problem) -> MDSIndex.Shard {
    var writer = try ShardWriter(
      directory: directory, number: number, format: format.shard, sampleSizes: sizes)
    for row in first..<first + sizes.count {
      try writer.write(try rows.build(block, row: row))
    }
    return try writer.finish()
  }
}
