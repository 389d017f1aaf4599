/// What stands at a path: shards, a token store, or somebody else's MDS dataset.
public enum InspectionTarget {
  case shards(PackedDataset)
  case documents(StoredDocuments)
  /// An MDS dataset without a manifest.
  case samples(MDSDataset)

  /// - Parameter source: chooses among several stores below `path`.
  public init(_ path: String, source: String? = nil) throws(Problem) {
    guard exists(path) else { throw Problem(.noInput, "no such file or directory", path: path) }
    guard isDirectory(path) else {
      let name = baseName(path)
      if name == "manifest.json" || name == "index.json" {
        self = try InspectionTarget(directoryName(path), source: source)
      } else if (name.hasSuffix(".idx") || name.hasSuffix(".bin")) && !name.contains(".meta.") {
        self = .documents(try StoredDocuments(path))
      } else {
        throw Self.foreign(path)
      }
      return
    }
    let manifest = joined(path, "manifest.json")
    if exists(manifest) {
      switch try JSONValue.parse(file: manifest)["kind"]?.string {
      case "shards": self = .shards(try PackedDataset(path))
      case "token_store": self = .documents(try StoredDocuments(path))
      default: throw Self.foreign(path)
      }
      return
    }
    let names = try listDirectory(path)
    if names.contains("index.json") {
      self = .samples(try MDSDataset(path))
    } else if exists(joined(path, ".ul2prep")) {
      throw Problem(
        .badInput, "unfinished output", path: path, got: "no manifest.json",
        fix: "run the command that writes it again: it goes on where it stopped")
    } else if names.contains(where: { $0.hasSuffix(".idx") }) {
      self = .documents(try StoredDocuments(path))
    } else {
      self = try Self.among(names, path, source)
    }
  }

  /// A directory of stores, as `tokenize --mixture` makes it.
  private static func among(
    _ names: [String], _ path: String, _ source: String?
  ) throws(Problem) -> InspectionTarget {
    let stores = names.filter { exists(joined(joined(path, $0), "manifest.json")) }
    guard let first = stores.first else { throw foreign(path) }
    guard let source else {
      throw Problem(
        .usage, "several outputs stand here", path: path, got: stores.joined(separator: ", "),
        expected: "one of them", fix: "ul2prep inspect \(joined(path, first))")
    }
    guard stores.contains(source) else {
      let near = nearestName(to: source, among: stores)
      throw Problem(
        .usage, "no such source", path: path, place: "--source", got: source,
        expected: stores.joined(separator: ", "), fix: near.map { "did you mean \($0)?" })
    }
    return try InspectionTarget(joined(path, source))
  }

  private static func foreign(_ path: String) -> Problem {
    Problem(
      .noInput, "not an output of ul2prep", path: path,
      expected: "a directory with index.json and manifest.json, or a token store")
  }
}
