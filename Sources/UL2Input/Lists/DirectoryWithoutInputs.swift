/// Directories in which there is nothing to read, though there may be files.
import Glibc

/// The problem of a directory that was named and gives no input: empty, or with nothing but files that are
/// skipped.
func noInput(in directory: String, _ companions: Companions) throws(Problem) -> Problem {
  var visited: Set<FileIdentity> = []
  var beside: [String] = []
  var hidden: [String] = []
  try look(in: directory, companions, &visited, &beside, &hidden)
  var reasons: [String] = []
  if !beside.isEmpty {
    reasons.append("\(beside.count) that only accompany inputs (\(examples(of: beside)))")
  }
  if !hidden.isEmpty { reasons.append("\(hidden.count) hidden (\(examples(of: hidden)))") }
  if reasons.isEmpty {
    return Problem(.noInput, "no input: there is no file in this directory", path: directory)
  }
  return Problem(
    .noInput, "no input: all files in this directory are skipped", path: directory,
    got: reasons.joined(separator: " and "),
    fix: "name a file itself, or a glob, to read it anyway")
}

private func examples(of names: [String]) -> String {
  names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
}

private func look(
  in directory: String, _ companions: Companions, _ visited: inout Set<FileIdentity>,
  _ beside: inout [String], _ hidden: inout [String]
) throws(Problem) {
  guard let identity = FileIdentity(directory), visited.insert(identity).inserted else { return }
  for name in try listDirectory(directory) {
    let path = joined(directory, name)
    if isDirectory(path) {
      try look(in: path, companions, &visited, &beside, &hidden)
    } else {
      beside.append(name)
    }
  }
  var found = unsafe glob_t()
  defer { unsafe globfree(&found) }
  guard unsafe glob(directory + "/.*", 0, nil, &found) == 0 else { return }
  for i in unsafe 0..<Int(found.gl_pathc) {
    guard let path = unsafe found.gl_pathv[i].map({ unsafe String(cString: $0) }) else { continue }
    let name = baseName(path)
    if name != ".", name != ".." { hidden.append(name) }
  }
}
