/// The inputs that a command line names: files, directories, globs, lists, standard input.
import Glibc

/// Expands what a user typed into files, sorted by path, each once.
///
/// A directory stands for all files below it but hidden ones and those that are known to stand beside
/// inputs; `@FILE` for the lines of a list; `-` for standard input.
public func expandInputs(_ patterns: [String], source: SourceName) throws(Problem) -> [String] {
  var paths: [String] = []
  for pattern in patterns { try expand(pattern, source, isListed: false, into: &paths) }
  let sorted = Set(paths).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  guard !sorted.isEmpty else {
    throw Problem(
      .noInput, "no input", got: patterns.joined(separator: " "),
      expected: "a file, a directory, a glob, @list.txt or -")
  }
  return sorted
}

private func expand(
  _ pattern: String, _ source: SourceName, isListed: Bool, into paths: inout [String]
) throws(Problem) {
  if pattern == "-" || exists(pattern) && !isDirectory(pattern) {
    paths.append(pattern)
  } else if isDirectory(pattern) {
    var visited: Set<FileIdentity> = []
    try descend(pattern, source, &visited, into: &paths)
  } else if pattern.hasPrefix("@"), !isListed {
    let list = String(pattern.dropFirst())
    let text = String(decoding: try readFile(list), as: UTF8.self)
    for line in text.split(whereSeparator: \.isNewline) {
      let entry = line.drop { $0.isWhitespace }
      if entry.isEmpty || entry.hasPrefix("#") { continue }
      try expand(joined(directoryName(list), String(entry)), source, isListed: true, into: &paths)
    }
  } else if ["https://", "http://", "s3://", "hf://"].contains(where: pattern.hasPrefix) {
    throw Problem(
      .noInput, "remote input cannot be read by this version", path: pattern,
      fix: "download it, or stream it: curl -s URL | ul2prep … -")
  } else {
    let found = expandedGlob(pattern)
    guard !found.isEmpty else {
      throw Problem(.noInput, "no such input", path: pattern)
    }
    for path in found {
      if isDirectory(path) {
        var visited: Set<FileIdentity> = []
        try descend(path, source, &visited, into: &paths)
      } else {
        paths.append(path)
      }
    }
  }
}

/// Each directory once, however many links lead to it.
private func descend(
  _ directory: String, _ source: SourceName, _ visited: inout Set<FileIdentity>,
  into paths: inout [String]
) throws(Problem) {
  guard let identity = FileIdentity(directory), visited.insert(identity).inserted else { return }
  for name in try listDirectory(directory) {
    let path = joined(directory, name)
    if isDirectory(path) {
      try descend(path, source, &visited, into: &paths)
    } else if !source.isCompanion(name) {
      paths.append(path)
    }
  }
}

/// The files that a pattern with `*`, `?` or `[…]` matches.
private func expandedGlob(_ pattern: String) -> [String] {
  var result = unsafe glob_t()
  defer { unsafe globfree(&result) }
  guard unsafe glob(pattern, 0, nil, &result) == 0 else { return [] }
  return unsafe (0..<Int(result.gl_pathc)).compactMap { i in
    unsafe result.gl_pathv[i].map { unsafe String(cString: $0) }
  }
}
