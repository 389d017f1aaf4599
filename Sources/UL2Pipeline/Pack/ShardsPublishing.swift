/// Finished units of `pack` become a dataset: the root index is made of their records, and all else has been
/// prepared. Any task may do it, several at the same time, and `finalize` too: each step has the same result
/// in any task.
struct ShardsPublishing {
  let output: OutputDirectory
  /// Their names, in order.
  let units: [String]

  func publish(_ reporter: Reporter) throws(Problem) {
    var marked = 0
    try output.writeScratch("index.json") { file throws(Problem) in
      try file.write(Array(MDSIndex.opening.utf8))
      var isFirst = true
      for unit in units {
        guard let record = try output.unitRecord(of: unit) else { throw missing(unit) }
        guard record.isWhole(in: output.building) else {
          // Without its record it counts as not done for everyone.
          try output.forgetRows(of: unit)
          throw missing(unit)
        }
        marked += record.markedExamples ?? 0
        for shard in record.shards {
          if !isFirst { try file.write(Array(", ".utf8)) }
          isFirst = false
          try file.write(shard.entry.bytes(.spaced))
        }
      }
      try file.write(Array(MDSIndex.closing.utf8))
    }
    try output.publishPrepared()
    try rename(output.scratch("index.json"), to: joined(output.building, "index.json"))
    let manifest = try JSONValue.parse(file: output.prepared("manifest.json"))
    try output.finish(manifest: manifest)
    warnOfMarkers(marked, reporter)
  }

  private func missing(_ unit: String) -> Problem {
    Problem(
      .readWrite, "a unit is not finished, or its files are gone", path: output.path, place: unit,
      fix: "run the same command again to make it again")
  }
}

extension OutputDirectory {
  /// The record of a finished unit of shards; nil where it has not been, or was damaged.
  func unitRecord(of unit: String) throws(Problem) -> UnitRecord? {
    guard let json = try record(of: unit) else { return nil }
    return unitRecord(json, of: unit)
  }

  private func unitRecord(_ json: JSONValue, of unit: String) -> UnitRecord? {
    try? UnitRecord(name: unit, json, path: finished(unit + ".done"))
  }

  /// Lets a unit count as not done whose record is damaged, or whose files are gone.
  func forgetRows(of unit: String) throws(Problem) {
    try forget(unit) { json in unitRecord(json, of: unit)?.isWhole(in: building) ?? false }
  }
}

extension UnitRecord {
  /// Whether its files are there, in their sizes.
  func isWhole(in output: String) -> Bool {
    shards.allSatisfy { shard in
      let file = shard.zip ?? shard.raw
      return fileSizeIfThere(joined(output, file.name)) == file.bytes
    }
  }
}
