/// The inputs that a command line names: files, directories, globs, lists, standard input.
import Glibc

/// Expands what a user typed into files and addresses, sorted by name, each once.
///
/// A directory means all files below it but hidden ones and those that are known to lie beside
/// inputs; `@FILE` for the lines of a list, which may be compressed and remote; `cc:CRAWL` for a list of
/// Common Crawl; `-` for standard input.
///
/// - Parameter baseURL: what the relative lines of lists are relative to; nil: the list itself.
package func expandInputs(
  _ patterns: [String], companions: Companions, baseURL: String? = nil
) throws(Problem) -> [String] {
  var paths: [String] = []
  for pattern in patterns { try expand(pattern, companions, baseURL, into: &paths) }
  let sorted = Set(paths).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  guard !sorted.isEmpty else {
    throw Problem(
      .noInput,
      patterns.allSatisfy { $0.hasPrefix("@") } ? "the list names no input" : "no input",
      got: patterns.joined(separator: " "),
      expected: "a file, a directory, a glob, an address, @list.txt or -")
  }
  return sorted
}

private func expand(
  _ pattern: String, _ companions: Companions, _ baseURL: String?, into paths: inout [String]
) throws(Problem) {
  if pattern.hasPrefix("@"), !exists(pattern) {
    try expandList(String(pattern.dropFirst()), companions, base: baseURL, into: &paths)
  } else if pattern.hasPrefix(CommonCrawlList.prefix), !exists(pattern) {
    let crawl = try CommonCrawlList(pattern, base: baseURL)
    try expandList(crawl.list, companions, base: crawl.base, into: &paths)
  } else {
    try expandOne(pattern, companions, isListed: false, into: &paths)
  }
}

/// The lines of a list. Empty ones and those that begin with `#` are skipped.
private func expandList(
  _ list: String, _ companions: Companions, base: String?, into paths: inout [String]
) throws(Problem) {
  if let format = neverEmptyFormat(of: list), !isRemote(list), try fileSize(list) == 0 {
    throw emptyFile(list, expected: format, kind: .noInput)
  }
  let lines = LineReader(try openInput(list), limit: 1 << 16)
  while let line = unsafe try lines.next() {
    guard case .text(let bytes) = unsafe line else {
      throw Problem(
        .noInput, "this line is too long for a name", path: list, place: "\(lines.number)")
    }
    let entry = unsafe String(decoding: bytes, as: UTF8.self).trimmed
    if entry.isEmpty || entry.hasPrefix("#") { continue }
    let directory = base ?? directoryName(list)
    // The publisher of a list does not choose among the files of this machine.
    if entry.hasPrefix("/"), isRemote(list), !isRemote(base ?? "") {
      throw Problem(
        .noInput, "a remote list names a file of this machine", path: list,
        place: "\(lines.number)", got: entry, fix: "pass \(.baseURL) for its lines")
    }
    let path =
      isRemote(entry)
      ? entry
      : isRemote(directory)
        ? addressed(directory, String(entry.drop { $0 == "/" })) : joined(directory, entry)
    try expandOne(path, companions, isListed: true, into: &paths)
  }
}

private func expandOne(
  _ pattern: String, _ companions: Companions, isListed: Bool, into paths: inout [String]
) throws(Problem) {
  if isRemote(pattern) {
    paths += try expandRemote(pattern, companions, isListed: isListed)
  } else if pattern == "-" || exists(pattern) && !isDirectory(pattern) {
    paths.append(pattern)
  } else if isDirectory(pattern) {
    var visited: Set<FileIdentity> = []
    let before = paths.count
    try descend(pattern, companions, &visited, into: &paths)
    if paths.count == before { throw try noInput(in: pattern, companions) }
  } else {
    let found = expandedGlob(pattern)
    guard !found.isEmpty else {
      throw Problem(.noInput, "no such input", path: pattern)
    }
    for path in found {
      if isDirectory(path) {
        var visited: Set<FileIdentity> = []
        try descend(path, companions, &visited, into: &paths)
      } else {
        paths.append(path)
      }
    }
  }
}

/// Each directory once, however many links lead to it.
private func descend(
  _ directory: String, _ companions: Companions, _ visited: inout Set<FileIdentity>,
  into paths: inout [String]
) throws(Problem) {
  guard let identity = FileIdentity(directory), visited.insert(identity).inserted else { return }
  for name in try listDirectory(directory) {
    let path = joined(directory, name)
    if isDirectory(path) {
      try descend(path, companions, &visited, into: &paths)
    } else if !companions.contains(name) {
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
