import UL2Input

/// Reads a repository as GitHub serves it, a tar or zip archive of one commit: each text file is a
/// document.
///
/// Cutting copies files until there are a mebibyte of them; whether they are text, and what they are, the
/// workers find out.
package final class GitHubParts: InputParts {
  /// A longer file is no text that anybody wrote.
  static let longestFile = 64 << 20

  private let archive: Archive
  private let commit: String?

  /// - Parameter source: a tar archive, or a zip archive in a stream, whose commit nobody knows.
  package init(_ source: any ByteSource) throws(Problem) {
    var reader = ByteReader(source)
    _ = try reader.fill(atLeast: 1024)
    let isZip = unsafe ZipArchive.isHeader(reader.unread)
    commit = unsafe Self.commit(TarArchive.comment(reader.unread))
    archive = try Archive(PlainSource(reader), isZip ? .zip : .tar)
  }

  /// A zip archive in a file.
  package init(zipFile path: String) throws(Problem) {
    commit = Self.commit(try ZipArchive.comment(file: path))
    archive = try Archive(zipFile: path)
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
    var size = 0
    while size < partBytes, let entry = try archive.next(log) {
      switch entry.kind {
      case .directory: continue
      case .link, .other: log.filtered("link")
      case .file:
        do throws(Problem) {
          let bytes = try archive.readAll(entry, limit: Self.longestFile)
          size += bytes.count + 1024
          files.append(GitHubFile(path: entry.path, commit: commit, bytes: bytes))
        } catch  where error.kind == .badInput {
          var problem = error
          problem.place = problem.place ?? entry.path
          // libarchive goes on behind some damage only; what it gives up is more than this member.
          log.bad(archive.isOver ? unreadInput : "undecodable member", problem)
        }
      }
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
