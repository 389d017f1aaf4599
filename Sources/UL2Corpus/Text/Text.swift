/// Plain files: a document per file, in directories and in archives.
import UL2Input

extension Source {
  public static let text = Source(
    name: "text",
    summary:
      "text files, one document each: `.txt`, `.md`, `.rst`, anything that is UTF-8 or says its encoding, in directories, tar and zip",
    formats: [.text], alsoReads: [], companions: [], isNamedByPaths: true)
}

extension InputFormat {
  /// A file that is a document, or an archive of such.
  public static let text = InputFormat(
    id: .text, phrase: "text files, alone or in tar and zip archives", mayBeEmpty: true,
    looksLike: { !$0.isSevenZip },
    // A zip archive's directory, at its end, knows more than its members say of themselves.
    file: FileOpening(
      begins: { magic, isRemote in !isRemote && ZipArchive.isHeader(magic) },
      open: { input throws(Problem) in try TextParts(zip: input.file.randomAccess()) }),
    open: { input throws(Problem) in
      let name = input.options.name(of: input.bytes.path)
      return try TextParts(input.bytes, name: name)
    })
}
