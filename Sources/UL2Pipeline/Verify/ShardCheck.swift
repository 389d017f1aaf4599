/// Checks one shard: its files, its header, and each of its rows.
struct ShardCheck {
  private let entry: MDSIndex.Shard
  private let directory: String
  private let firstRow: Int
  private let manifest: DatasetManifest?
  private let findings: Findings

  /// - Parameters:
  ///   - directory: with the index.
  ///   - firstRow: of the shard, in the dataset.
  init(
    _ entry: MDSIndex.Shard, directory: String, firstRow: Int, manifest: DatasetManifest?,
    _ findings: Findings
  ) {
    self.entry = entry
    self.directory = directory
    self.firstRow = firstRow
    self.manifest = manifest
    self.findings = findings
  }

  private var path: String { joined(directory, (entry.zip ?? entry.raw).name) }

  /// Rows that were read, and whether those are all, each with examples that could be distinguished.
  func run(_ checker: inout RowCheck?) throws(Problem) -> (rows: Int, isWhole: Bool) {
    if let manifest, manifest.format.shard.hashes.contains("xxh3_64"),
      entry.raw.hashes["xxh3_64"] == nil
        || (entry.zip != nil && entry.zip?.hashes["xxh3_64"] == nil)
    {
      findings.add("no hash in the index", path: path, expected: "xxh3_64")
    }
    var hasRows = checker != nil
    if let manifest, try !isFormat(of: manifest) { hasRows = false }
    guard let shard = try open() else { return (0, false) }
    try findings.collect { () throws(Problem) in try shard.checkLayout() }
    var isWhole = true
    for i in 0..<shard.count {
      if i & 0xFF == 0 { try Interruption.check() }
      let sound = try findings.collect { () throws(Problem) in
        let sample: MDSSample
        do throws(Problem) {
          sample = try shard.sample(i)
        } catch {
          var problem = error
          problem.place = "row \(firstRow + i)"
          throw problem
        }
        if hasRows {
          try checker?.check(sample, index: firstRow + i, path: path) {
            findings.add($0)
            isWhole = false
          }
        }
      }
      isWhole = isWhole && sound
    }
    return (shard.count, isWhole && (hasRows || manifest == nil))
  }

  /// The shard; nil where it cannot be read at all.
  private func open() throws(Problem) -> MDSShard? {
    if entry.zip != nil, let name = entry.format.compression,
      name != "zstd", !name.hasPrefix("zstd:")
    {
      let zip = entry.zip ?? entry.raw
      try Verification.compare(
        path, bytes: zip.bytes, xxh3: zip.hashes["xxh3_64"], findings, what: "the index")
      findings.note(
        "\(directory): compression \(name) is not read: only files' hashes were checked")
      return nil
    }
    var shard: MDSShard?
    let sound = try findings.collect { () throws(Problem) in
      shard = try MDSShard(entry, directory: directory, checkingHashes: true)
    }
    // Its rows may tell where the damage is.
    if !sound {
      do throws(Problem) {
        shard = try MDSShard(entry, directory: directory)
      } catch {
        if error.kind == .interrupted { throw error }
      }
    }
    return shard
  }

  /// Whether the shard has the columns that the manifest says.
  private func isFormat(of manifest: DatasetManifest) throws(Problem) -> Bool {
    try findings.collect { () throws(Problem) in
      try manifest.checkColumns(of: entry, path: path)
      let (found, expected) = (entry.format, manifest.format.shard)
      if found.compression != expected.compression || found.hashes != expected.hashes {
        findings.add(
          "compression or hashes are not those of the manifest", path: path,
          got: "\(found.compression ?? "none"), \(found.hashes)",
          expected: "\(expected.compression ?? "none"), \(expected.hashes)")
      }
    }
  }
}
