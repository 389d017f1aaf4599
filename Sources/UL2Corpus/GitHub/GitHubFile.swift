import UL2Filters

/// A file of a repository, and the document that it is: named `repository/path@commit`, BigQuery's name
/// with the commit it comes from.
struct GitHubFile: Sendable {
  /// Its path in the repository, and the repository's name.
  let path: String
  let repository: String
  let commit: String?
  let bytes: [UInt8]

  /// - Parameter path: in the archive, whose one top folder is `owner-repository-abc1234` or
  ///   `repository-branch`. Where the folder ends in the commit, that goes; owner and repository cannot be
  ///   distinguished.
  init(path: String, commit: String?, bytes: [UInt8]) {
    let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
    var repository = parts.count == 2 ? parts[0] : ""
    if let commit, let dash = repository.lastIndex(of: "-") {
      let ending = repository[repository.index(after: dash)...]
      if ending.utf8.count >= 7, commit.hasPrefix(ending) {
        repository = String(repository[..<dash])
      }
    }
    self.repository = repository
    self.path = parts.last ?? path
    self.commit = commit
    self.bytes = bytes
  }

  /// Fills `document`; false where the file is not text, which is noted.
  func read(into document: inout Document, _ log: SkipLog) -> Bool {
    if let reason {
      let name = repository.isEmpty ? path : repository + "/" + path
      log.filtered(reason, id: Array(name.utf8))
      return false
    }
    document.removeAll()
    document.text.append(contentsOf: bytes)
    if !repository.isEmpty {
      document.id.append(contentsOf: repository.utf8)
      document.id.append(UInt8(ascii: "/"))
    }
    document.id.append(contentsOf: path.utf8)
    var metadata = MetadataWriter(reusing: document.metadata)
    metadata.add("repo_name", repository.utf8)
    metadata.add("path", path.utf8)
    let ending = codeExtension(of: path.utf8)
    metadata.add("ext", ending)
    metadata.add("size", bytes.count)
    if let language = codeLanguage(extension: ending, path: path) {
      metadata.add("language", language.utf8)
    }
    if let commit {
      document.id.append(UInt8(ascii: "@"))
      document.id.append(contentsOf: commit.utf8)
      metadata.add("commit", commit.utf8)
    }
    document.metadata = metadata.finish()
    return true
  }

  /// Why the file is not a document.
  private var reason: String? {
    if bytes.isEmpty { return "empty file" }
    return unsafe bytes.withUnsafeBytes { bytes in
      // Git's own test: a zero among the first 8000 bytes; here among all.
      if unsafe bytes.contains(0) { return "binary file" }
      return unsafe firstInvalidUTF8(in: bytes) == nil ? nil : "not UTF-8"
    }
  }
}
