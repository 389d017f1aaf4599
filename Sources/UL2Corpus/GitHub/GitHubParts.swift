import UL2Input

/// Reads a repository as GitHub serves it, a tar or zip archive of one commit: each text file is a
/// document.
///
/// Cutting copies files until they have the size of a part; whether they are text, and what they are, the
/// workers find out.
package final class GitHubParts: InputParts {
  /// A longer file is not text that a person wrote.
  static let longestFile = 64 << 20

  private let archive: Archive
  private let commit: String?

  /// - Parameter input: a tar archive, or a zip archive in a stream, whose commit is unknown.
  package init(_ input: consuming ByteReader) throws(Problem) {
    _ = try input.fill(atLeast: FirstBytes.count)
    let isZip = unsafe ZipArchive.isHeader(input.unread)
    commit = unsafe Self.commit(TarArchive.comment(input.unread))
    archive = try Archive(input, isZip ? .zip : .tar)
  }

  /// A zip archive in a file.
  package init(zip file: any RandomAccessFile) throws(Problem) {
    commit = Self.commit(try ZipArchive.comment(file))
    archive = try Archive(file, .zip)
  }

  /// A comment that is the id of a commit: SHA-1 or SHA-256.
  private static func commit(_ comment: [UInt8]?) -> String? {
    guard let comment, comment.count == 40 || comment.count == 64,
      comment.allSatisfy({ $0.isASCIIDigit || (0x61...0x66).contains($0) })
    else { return nil }
    return String(decoding: comment, as: UTF8.self)
  }

  package func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? {
    var files: [GitHubFile] = []
    try archive.takeFiles(log, limit: Self.longestFile) { path, bytes in
      files.append(GitHubFile(path: path, commit: commit, bytes: bytes))
    }
    return files.isEmpty ? nil : GitHubPart(files: files)
  }
}

/// Some files of a repository.
private struct GitHubPart: InputPart {
  let files: [GitHubFile]

  func open(_ log: SkipLog) -> any DocumentReader { Reader(files, log) }

  private final class Reader: DocumentReader {
    private let files: [GitHubFile]
    private let log: SkipLog
    private var index = 0

    init(_ files: [GitHubFile], _ log: SkipLog) {
      self.files = files
      self.log = log
    }

    func next(_ document: inout Document) -> Bool {
      while index < files.count {
        index += 1
        if files[index - 1].read(into: &document, log) { return true }
      }
      return false
    }
  }
}
