/// GitHub: a document per file of source code.
import UL2Input

extension Source {
  public static let gitHub = Source(
    name: "github",
    summary:
      "BigQuery exports, RedPajama JSON Lines, repositories' tar and zip archives",
    formats: [.jsonLines, .parquet, .repository],
    fields: .gitHub)
}

extension InputFormat {
  /// A commit of a repository, as GitHub serves it: tar or zip.
  public static let repository = InputFormat(
    id: .repository, phrase: "a repository's tar or zip archive",
    looksLike: { $0.isTar || $0.isZip },
    // The commit is at the end of a zip archive.
    file: FileOpening(
      begins: { magic, isRemote in !isRemote && ZipArchive.isHeader(magic) },
      open: { input throws(Problem) in try GitHubParts(zip: input.file.randomAccess()) }),
    open: { input throws(Problem) in try GitHubParts(input.bytes) })
}
