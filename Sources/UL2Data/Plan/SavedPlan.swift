/// A plan on disk: `manifest.json`, `plan.bin` and the bitmaps of documents' ends, in a directory of its own or
/// beside the shards that were packed from it.
///
/// Opening it only looks at which files the stores have, and at their sizes; `verify` checks whether their contents have
/// changed.
public struct SavedPlan: Sendable {
  public let path: String
  public let manifest: DatasetManifest
  public let plan: Plan
  /// All that the rows are made of.
  public let resolved: ResolvedPlan

  public static let fileName = "plan.bin"

  /// - Parameters:
  ///   - path: the directory.
  ///   - tokens: where the stores are now, one by name; nil: where they were, from the plan or absolutely.
  public init(_ path: String, tokens: String? = nil) throws(Problem) {
    let file = joined(path, "manifest.json")
    guard exists(file) else {
      throw Problem(
        .noInput, exists(path) ? "no plan here" : "no such plan", path: path,
        expected: "a directory with manifest.json and plan.bin",
        fix: "make it with \(.plan)")
    }
    try self.init(path, DatasetManifest(.parse(file: file), path: file), tokens: tokens)
  }

  package init(_ path: String, _ manifest: DatasetManifest, tokens: String?) throws(Problem) {
    self.path = path
    self.manifest = manifest
    plan = try Self.plan(path, manifest)
    guard let facts = manifest.plan else { throw Self.without(manifest) }
    guard plan.totals.rows == manifest.totals.rows, plan.blocks.count == manifest.totals.blocks
    else {
      throw Problem(
        .badInput, "not the rows of its plan", path: manifest.path, place: "totals",
        got: "\(manifest.totals.rows) rows in \(manifest.totals.blocks) blocks",
        expected: "\(plan.totals.rows) in \(plan.blocks.count)")
    }
    resolved = try ResolvedPlan(
      manifest, in: path, tokens: tokens, limit: facts.limit, continuing: facts.continuation)
  }

  /// The contents of `plan.bin`.
  package static func plan(
    _ path: String, _ manifest: DatasetManifest
  ) throws(Problem) -> Plan {
    guard let facts = manifest.plan else { throw without(manifest) }
    let file = joined(path, fileName)
    let bytes = try readFile(file)
    let found = hexadecimal(xxh3(bytes))
    let plan = try Plan(
      fileBytes: bytes, sources: manifest.sources.count, objectives: manifest.objectives.count,
      path: file)
    guard found == facts.xxh3 else {
      throw Problem(
        .badInput, "not the plan of its manifest", path: file, got: "xxh3 \(found)",
        expected: "\(facts.xxh3), as in \(manifest.path)")
    }
    return plan
  }

  private static func without(_ manifest: DatasetManifest) -> Problem {
    Problem(
      .badInput, "shards of an earlier format, which have no plan",
      path: manifest.path, got: "format \(manifest.origin.format)",
      expected: "\(DatasetManifest.formatNumber)")
  }
}

extension DatasetManifest.JudgedEnds {
  /// Which of a store's documents end in an EOD, from the bitmap where they differ.
  ///
  /// - Parameters:
  ///   - directory: of the manifest.
  ///   - place: where the bitmap is; nil: where the manifest says.
  package func read(
    _ store: TokenStore, in directory: String, bitmapAt place: String? = nil
  ) throws(Problem) -> JudgedEnds {
    guard with + without == store.documentCount else {
      throw Problem(
        .badInput, "not a count of this store's documents", path: directory,
        got: "\(with) with an end and \(without) without", expected: "\(store.documentCount)")
    }
    guard let bitmap else {
      return UL2Stores.JudgedEnds(ends: with == 0 ? .none : .all, with: with, without: without)
    }
    let path = place ?? joined(directory, bitmap.path)
    let found = hexadecimal(try UL2Core.xxh3(ofFile: path))
    let bits = try EndsFile.read(path, documentCount: store.documentCount)
    guard found == bitmap.xxh3, bits.count == with else {
      throw Problem(
        .badInput, "the bitmap of documents' ends has been changed", path: path,
        got: "xxh3 \(found), \(bits.count) set", expected: "\(bitmap.xxh3), \(with)")
    }
    return UL2Stores.JudgedEnds(ends: .some(bits), with: with, without: without)
  }
}
