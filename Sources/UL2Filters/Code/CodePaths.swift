/// Where a document of source code came from, and what its path tells.

/// The path that a document's metadata has, in the forms that code corpora come in; else its id.
func codePath(of document: borrowing Document) -> [UInt8] {
  unsafe document.metadata.withUnsafeBufferPointer { bytes in
    var scanner = unsafe JSONScanner(bytes)
    return try? path(in: &scanner, depth: 0)
  } ?? document.id
}

/// BigQuery's and our own name, The Stack's, RedPajama's.
private let pathKeys = ["path", "max_stars_repo_path", "file_path"].map { Array($0.utf8) }

private func path(
  in scanner: inout JSONScanner, depth: Int
) throws(JSONScanner.Failure) -> [UInt8]? {
  var found: [UInt8]?
  var key: [UInt8] = []
  var first = true
  try scanner.beginObject()
  while try scanner.nextKey(&first, into: &key) {
    let kind = try scanner.peek()
    if kind == .string, pathKeys.contains(key) {
      var path: [UInt8] = []
      try scanner.string(appendingTo: &path)
      found = path
    } else if kind == .object, depth == 0, key == Array("meta".utf8) {
      found = try path(in: &scanner, depth: 1) ?? found
    } else {
      try scanner.skip()
    }
  }
  return found
}

/// Whether a path is one of others' code that a repository carries along, or of what programs wrote.
func isVendored(_ path: [UInt8]) -> Bool {
  let parts = path.split(separator: UInt8(ascii: "/"))
  if parts.dropLast().contains(where: { vendoredFolders.contains(Array($0)) }) { return true }
  guard let base = parts.last.map(Array.init) else { return false }
  return generatedNames.contains(base)
    || generatedEndings.contains { base.suffix($0.count).elementsEqual($0) }
}

private let vendoredFolders = Set(
  [
    "node_modules", "vendor", "third_party", "third-party", "bower_components", "Pods", "Carthage",
    "site-packages", "dist-packages", "__pycache__",
  ].map { Array($0.utf8) })
private let generatedNames = Set(
  [
    "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "Cargo.lock",
    "poetry.lock", "Pipfile.lock", "composer.lock", "Gemfile.lock", "go.sum",
  ].map { Array($0.utf8) })
private let generatedEndings = [
  ".min.js", ".min.css", ".pb.go", ".pb.cc", ".pb.h", "_pb2.py", "_pb2_grpc.py", ".designer.cs",
  ".generated.cs", ".g.dart", ".map",
].map { Array($0.utf8) }
