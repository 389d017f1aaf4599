/// Checks a dataset of shards, in parallel over shards: that of `pack` down to its rows, one of another
/// tool as far as its index speaks.
import Synchronization

struct ShardsCheck {
  let verification: Verification
  let path: String
  let findings: Findings
  let reporter: Reporter
  private(set) var report: VerifyReport
  /// The one beside the shards, as far as it can be read.
  private var plan: Plan?

  init(
    verification: Verification, path: String, findings: Findings, reporter: Reporter,
    report: VerifyReport
  ) {
    self.verification = verification
    self.path = path
    self.findings = findings
    self.reporter = reporter
    self.report = report
  }

  /// - Parameter manifest: of a dataset that this program wrote.
  mutating func run(manifest json: JSONValue?) throws(Problem) -> VerifyReport {
    var manifest: DatasetManifest?
    let manifestPath = joined(path, "manifest.json")
    if let json {
      report.files += 1
      try findings.collect { () throws(Problem) in
        manifest = try DatasetManifest(json, path: manifestPath)
      }
      if manifest == nil {
        findings.note("\(manifestPath) cannot be used: rows were decoded, but not checked")
      }
      report.files += 1
      try Verification.checkModel(
        beside: path,
        manifest?.model.identity
          ?? TokenizerIdentity(hash: json["tokenizer"]?["xxh3"]?.string ?? ""),
        pieces: manifest?.model.vocabularySize, findings)
      if let manifest { try checkPlan(manifest) }
      for bitmap in (manifest?.sources ?? []).compactMap({ $0.judged?.bitmap }) {
        report.files += 1
        try Verification.compare(
          joined(path, bitmap.path), bytes: nil, xxh3: bitmap.xxh3, findings, what: "the manifest")
      }
    } else {
      findings.note(
        "\(path): no manifest of ul2prep: sizes, hashes and samples were checked against index.json alone"
      )
    }
    let index: MDSIndex
    do throws(Problem) {
      index = try MDSIndex(directory: path)
    } catch {
      // Another tool's index may be sound although it cannot be read here, so this is not a finding.
      guard json != nil else { throw error }
      findings.add(error)
      return report
    }
    report.files += 1
    if let json { try checkIndexes(index, hasOwn: (json["format"]?.int ?? 3) < 3) }
    var stores: RawStores?
    var saved: SavedPlan?
    if verification.isDeep {
      if let manifest {
        stores = try RawStores(manifest, directory: verification.tokens, findings)
        if manifest.plan != nil, plan != nil {
          let (path, tokens) = (path, verification.tokens)
          try findings.collect { () throws(Problem) in
            saved = try SavedPlan(path, manifest, tokens: tokens)
          }
        }
      } else {
        findings.note("\(path): \(.deep) needs a manifest, and was left out")
      }
    }
    try checkShards(index, manifest, stores, saved)
    return report
  }

  /// The plan beside the shards; those of formats 1 and 2 have none.
  private mutating func checkPlan(_ manifest: DatasetManifest) throws(Problem) {
    guard manifest.plan != nil else { return }
    report.files += 1
    report.bytes += fileSizeIfThere(joined(path, SavedPlan.fileName)) ?? 0
    let path = path
    var found: Plan?
    try findings.collect { () throws(Problem) in found = try SavedPlan.plan(path, manifest) }
    plan = found
  }

  // MARK: Indexes

  /// The root index must be written as this program writes it. In formats 1 and 2 each unit's directory has one
  /// too, which says the same of its own shards.
  private mutating func checkIndexes(_ index: MDSIndex, hasOwn: Bool) throws(Problem) {
    try checkText(of: joined(path, "index.json"), index)
    var blocks: [(name: String, shards: [MDSIndex.Shard])] = []
    for shard in index.shards {
      let name = directoryName(shard.raw.name)
      if blocks.last?.name != name { blocks.append((name, [])) }
      // A program that decompresses a shard beside it, as mosaicml-streaming does, uses the name in raw_data.
      if let zip = shard.zip, zip.name != shard.raw.name + ".zstd" {
        findings.add(
          "a shard's two names do not belong together", path: joined(path, "index.json"),
          place: zip.name, got: shard.raw.name, expected: "\(zip.name) without .zstd")
      }
      let own = shard.moved(outOf: name)
      blocks[blocks.count - 1].shards.append(own)
    }
    for (i, block) in blocks.enumerated() {
      if block.name != PackUnits.name(i) {
        findings.add(
          "units out of order", path: joined(path, "index.json"), got: block.name,
          expected: PackUnits.name(i))
      }
      guard hasOwn else { continue }
      report.files += 1
      try checkText(of: joined(path, block.name + "/index.json"), MDSIndex(block.shards))
    }
    try checkStrays(index, blocks: blocks.count)
  }

  private func checkText(of path: String, _ index: MDSIndex) throws(Problem) {
    try findings.collect { () throws(Problem) in
      let expected = index.text
      let found = try readFile(path, limit: 1 << 32)
      if found == expected { return }
      let at = zip(found, expected).prefix { $0 == $1 }.count
      func around(_ text: [UInt8]) -> String {
        let from = min(max(0, at - 16), text.count)
        return "…" + shown(text[from..<min(from + 40, text.count)]) + "…"
      }
      findings.add(
        "the index has been changed", path: path, place: "byte \(at)", got: around(found),
        expected: around(expected))
    }
  }

  /// Shards that no index names would be a part of nothing.
  private func checkStrays(_ index: MDSIndex, blocks: Int) throws(Problem) {
    let known = Set(index.shards.map { $0.zip?.name ?? $0.raw.name })
    for name in try listDirectory(path) {
      let directory = joined(path, name)
      guard isDirectory(directory), isNumber(name) else { continue }
      for file in try listDirectory(directory)
      where file != "index.json" && !known.contains(name + "/" + file) {
        findings.add(
          "a file that index.json does not name", path: joined(directory, file),
          fix: "remove it, if nothing else needs it")
      }
    }
  }

  // MARK: Shards

  private struct Sums {
    var bytes = 0
    var rows = 0
    var packed: PlanTotals?
    var ambiguous = 0
    var marked = 0
    var isWhole = true
    var withoutHash = 0
  }

  private mutating func checkShards(
    _ index: MDSIndex, _ manifest: DatasetManifest?, _ stores: RawStores?, _ saved: SavedPlan?
  ) throws(Problem) {
    let shards = index.shards
    var first = [0]
    for shard in shards { first.append(first[first.count - 1] + shard.samples) }
    let firstRows = first
    let blocks = Dictionary(
      shards.map { (directoryName($0.raw.name), 1) }, uniquingKeysWith: +)
    let (path, findings, reporter) = (path, findings, reporter)
    let ledger = manifest.map {
      BlockLedger($0, stores: stores, path: path, shards: blocks, findings)
    }
    let sums = Shared(Sums(packed: manifest.map(PlanTotals.init)))
    let total = shards.reduce(0) { $0 + ($1.zip ?? $1.raw).bytes }
    try forEachUnit(shards.count, workers: verification.workers) {
      manifest.map { RowCheck($0, stores: stores, plan: saved.map { PlannedBlocks($0) }) }
    } body: { row, i throws(Problem) in
      let check = ShardCheck(
        shards[i], directory: path, firstRow: firstRows[i], manifest: manifest, findings)
      // So that its sums are this shard's.
      row?.reset()
      let (rows, isWhole) = try check.run(&row)
      ledger?.add(
        row?.takeChunks() ?? [], block: directoryName(shards[i].raw.name), isWhole: isWhole)
      let bytes = (shards[i].zip ?? shards[i].raw).bytes
      let (packed, ambiguous) = (row?.sums, row?.ambiguous ?? 0)
      let marked = row?.marked ?? 0
      sums.value.withLock { sums in
        sums.bytes += bytes
        sums.rows += rows
        sums.isWhole = sums.isWhole && isWhole
        sums.ambiguous += ambiguous
        sums.marked += marked
        if shards[i].raw.hashes["xxh3_64"] == nil { sums.withoutHash += 1 }
        if let packed { sums.packed?.add(packed) }
      }
      reporter.advance(bytes, of: total, unit: "B")
    }
    finish(sums.value.withLock { $0 }, index, manifest, ledger, blocks: blocks.count)
  }

  private mutating func finish(
    _ sums: Sums, _ index: MDSIndex, _ manifest: DatasetManifest?, _ ledger: BlockLedger?,
    blocks: Int
  ) {
    report.files += index.shards.count
    report.bytes += sums.bytes
    report.rows += sums.rows
    report.examples += sums.packed?.all.chunks ?? 0
    report.tokens += sums.packed?.all.tokens ?? 0
    if sums.withoutHash > 0 {
      findings.note(
        "\(path): \(sums.withoutHash) shards without an xxh3_64 hash in index.json: their bytes are not checked"
      )
    }
    if sums.ambiguous > 0 {
      findings.note(
        "\(path): \(sums.ambiguous) examples whose raw text holds sentinels or FIM markers of its own; \(.deep) compares them with the token stores"
      )
    }
    if sums.marked > 0 {
      findings.note(markerNote(sums.marked, "\(path): "))
    }
    report.markedExamples += sums.marked + sums.ambiguous
    guard let manifest, let ledger, var packed = sums.packed else { return }
    report.documents += ledger.documentCounts.reduce(0, +)
    guard sums.isWhole else {
      findings.note("\(path): counts were not compared with the manifest, since rows are missing")
      return
    }
    for (i, count) in ledger.documentCounts.enumerated() { packed.sources[i].documents = count }
    packed.compare(with: manifest, blocks: blocks, findings)
  }
}

/// A value that workers share.
final class Shared<Value: Sendable>: Sendable {
  let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }
}
