/// Reads arXiv's sources: a bulk archive `arXiv_src_YYMM_NNN.tar`, or one paper.
///
/// A bulk archive is streamed; of each paper, itself an archive or one file, the texts are held,
/// its figures passed over. The document is the paper's body as LaTeX, put together from its files.
///
/// ```
/// tar ─▶ paper.gz ─▶ files ─▶ without comments ─▶ main file with inputs ─▶ body ─▶ macros expanded
/// ```
public final class ArXivReader: DocumentReader {
  private let form: TextForm
  private let log: SkipLog
  private let path: String
  private var source: (any ByteSource)?
  private var archive: TarArchive?
  /// What an archive that is itself one paper has shown of it.
  private var ownPaper: ArXivPaper

  public init(_ source: any ByteSource, form: TextForm, log: SkipLog) throws(Problem) {
    self.source = source
    self.form = form
    self.log = log
    path = source.path
    ownPaper = ArXivPaper(id: ArXivName.id(source.path))
  }

  public func next(_ document: inout Document) throws(Problem) -> Bool {
    if let source {
      self.source = nil
      if let single = try open(source), write(single, to: &document) { return true }
    }
    while let archive {
      guard let entry = try archive.next() else {
        self.archive = nil
        return !ownPaper.names.isEmpty && write(.paper(ownPaper), to: &document)
      }
      if let content = try read(entry, of: archive), write(content, to: &document) { return true }
    }
    return false
  }

  /// Looks at what the input is: an archive is opened, a single file is returned.
  private func open(_ source: any ByteSource) throws(Problem) -> ArXivPaper.Content? {
    var reader = ByteReader(source)
    _ = try reader.fill(atLeast: 512)
    if unsafe TarArchive.isHeader(reader.unread) {
      archive = try TarArchive(PlainSource(reader, behind: source))
      return nil
    }
    return try ArXivPaper.single(reader, id: ownPaper.id)
  }

  /// The paper that an entry is; nil when it is a file of the archive's own paper, or broken.
  private func read(
    _ entry: TarArchive.Entry, of archive: TarArchive
  ) throws(Problem) -> ArXivPaper.Content? {
    guard entry.isFile, !ArXivName.isHidden(entry.path), ArXivName.isPaper(entry.path) else {
      try ownPaper.add(entry, of: archive)
      return nil
    }
    if entry.path.hasSuffix(".pdf") { return .filtered("pdf") }
    do throws(Problem) {
      return try ArXivPaper.read(
        TarEntrySource(archive, entry), id: ArXivName.id(entry.path))
    } catch {
      log.bad("undecodable member", error.at("\(path):\(entry.path)"))
      return nil
    }
  }

  /// Fills `document` by a paper's text; false when it is not wanted.
  private func write(_ content: ArXivPaper.Content, to document: inout Document) -> Bool {
    switch content {
    case .filtered(let reason): log.filtered(reason)
    case .paper(let paper):
      let files = TeXFiles(paper.texts)
      guard let main = files.main() else {
        log.filtered("no TeX")
        break
      }
      document.removeAll()
      document.text =
        form == .raw ? paper.texts[main] ?? [] : cleanTeX(main, files)
      document.id.append(contentsOf: paper.id.utf8)
      document.metadata = metadata(paper, main, reusing: document.metadata)
      if form == .raw || !document.text.isEmpty { return true }
      log.filtered("empty document")
    }
    return false
  }

  private func metadata(
    _ paper: ArXivPaper, _ main: String, reusing buffer: consuming [UInt8]
  ) -> [UInt8] {
    var metadata = MetadataWriter(reusing: buffer)
    metadata.add("main", main.utf8)
    metadata.add("files", texts: paper.names.map { Array($0.utf8) })
    if let month = ArXivName.month(ofID: paper.id) { metadata.add("yymm", month.utf8) }
    return metadata.finish()
  }
}

/// The text of the paper that begins with the file `main`.
func cleanTeX(_ main: String, _ files: TeXFiles) -> [UInt8] {
  let whole = TeXIncludes.expand(main, files)
  let body = TeXBody.document(in: whole) ?? 0..<whole.count
  var macros = TeXMacros(preamble: whole[..<body.lowerBound])
  let expanded = macros.expand(whole[body])
  return TeXBody.tidied(TeXBody.withoutBibliography(expanded))
}

/// Text as UTF-8: what is none is Latin-1, in which all bytes mean something.
func utf8FromTeX(_ bytes: [UInt8]) -> [UInt8] {
  if (try? UTF8Span(validating: bytes.span)) != nil { return bytes }
  var text: [UInt8] = []
  text.reserveCapacity(bytes.count + bytes.count / 16)
  for byte in bytes { appendUTF8(UInt32(byte), to: &text) }
  return text
}
