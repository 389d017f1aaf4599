/// A path's contents: rows of shards or of a plan, a token store, or another program's MDS dataset.
package enum InspectionTarget {
  case rows(Dataset)
  case documents(StoredDocuments)
  /// An MDS dataset without a manifest.
  case samples(MDSDataset)

  /// - Parameters:
  ///   - source: chooses among several stores below `path`.
  ///   - tokens: where the stores of a plan are now, one by name; nil: where they were.
  package init(_ path: String, source: String? = nil, tokens: String? = nil) throws(Problem) {
    guard exists(path) else { throw Problem(.noInput, "no such file or directory", path: path) }
    guard isDirectory(path) else {
      let name = baseName(path)
      if name == "manifest.json" || name == "index.json" {
        self = try InspectionTarget(directoryName(path), source: source, tokens: tokens)
      } else if (name.hasSuffix(".idx") || name.hasSuffix(".bin")) && !name.contains(".meta.") {
        self = .documents(try StoredDocuments(path))
      } else {
        throw Self.foreign(path)
      }
      return
    }
    switch try DirectoryContents(path) {
    // Damaged outputs are shown as far as they can be read.
    case .shards(let manifest?):
      self = .rows(try Dataset(path, manifest: manifest, check: .never))
    case .plan(let manifest):
      self = .rows(try Dataset(path, manifest: manifest, tokens: tokens))
    case .shards(nil): self = .samples(try MDSDataset(path))
    case .tokenStore: self = .documents(try StoredDocuments(path))
    case .unfinished: throw DirectoryContents.unfinished(path)
    case .outputs(let names): self = try Self.among(names, path, source)
    }
  }

  private static func among(
    _ stores: [String], _ path: String, _ source: String?
  ) throws(Problem) -> InspectionTarget {
    guard let first = stores.first else { throw foreign(path) }
    guard let source else {
      throw Problem(
        .usage, "several outputs in this directory", path: path,
        got: stores.joined(separator: ", "),
        expected: "one of them", fix: "\(.inspect) \(joined(path, first))")
    }
    guard stores.contains(source) else {
      throw .unknown("source", source, among: stores, path: path, setting: .source)
    }
    return try InspectionTarget(joined(path, source))
  }

  private static func foreign(_ path: String) -> Problem {
    Problem(
      .noInput, "not an output of ul2prep", path: path,
      expected: "a directory with index.json and manifest.json, or a token store")
  }
}
