import UL2Input
import UL2Markup

/// The source files of one paper: a tar archive of them, or a single TeX file.
struct ArXivPaper: Sendable {
  /// Why a member is not a paper; it is counted under this.
  enum Content {
    case paper(ArXivPaper)
    case filtered(String)
  }

  /// The most that the texts of a paper may hold together, and the most that all of it may inflate to:
  /// figures are skipped, and so cost time but no memory.
  static let longestText = 32 << 20
  static let longest = 2 << 30
  /// More files than these are neither named in metadata nor read.
  static let mostFiles = 10_000

  var id: String
  /// All names, in the archive's order.
  private(set) var names: [String] = []
  /// The texts among them as they are written, by name.
  private var texts: [String: [UInt8]] = [:]

  private var held = 0

  init(id: String) { self.id = id }

  /// Reads a member that may be compressed.
  static func read(_ bytes: [UInt8], path: String, id: String) throws(Problem) -> Content {
    let member = ByteReader(MemberSource(bytes, path: path))
    var reader = ByteReader(LimitedSource(try decompressed(member), limit: longest))
    _ = try reader.fill(atLeast: 512)
    if unsafe TarArchive.isHeader(reader.unread) {
      let archive = try Archive(reader)
      var paper = ArXivPaper(id: id)
      while let entry = try archive.next() { try paper.add(entry, of: archive) }
      return .paper(paper)
    }
    return try single(&reader, id: id)
  }

  /// Reads a paper that is not an archive: one TeX file, unless it is PDF or PostScript.
  private static func single(_ reader: inout ByteReader, id: String) throws(Problem) -> Content {
    var bytes: [UInt8] = []
    _ = try reader.read(longestText + 1, appendingTo: &bytes)
    guard bytes.count <= longestText else {
      throw Problem(
        .badInput, "neither a tar archive nor a TeX file", path: reader.path,
        got: "more than \(longestText >> 20) MiB")
    }
    if bytes.has("%PDF-", at: 0) { return .filtered("pdf") }
    if bytes.has("%!PS", at: 0) { return .filtered("PostScript") }
    var paper = ArXivPaper(id: id)
    paper.add("\(id.split(separator: "/").last ?? "paper").tex", bytes)
    return .paper(paper)
  }

  /// Takes a file of the paper's own archive: its name, and its content where it can be TeX.
  mutating func add(_ entry: Archive.Entry, of archive: Archive) throws(Problem) {
    guard entry.kind == .file, !ArXivName.isHidden(entry.path), names.count < Self.mostFiles else {
      return
    }
    let name = TeXFiles.normalized(entry.path)
    guard Self.mayBeTeX(name) else { return names.append(name) }
    let bytes = try archive.readEntry(limit: Self.longestText - held)
    held += bytes.count
    add(name, bytes)
  }

  private mutating func add(_ name: String, _ bytes: [UInt8]) {
    names.append(name)
    if TeXDecoder.isText(bytes) { texts[name] = bytes }
  }

  /// Fills `document` by the paper's text; false when it has none, which is noted.
  func write(_ options: ArXivOptions, to document: inout Document, _ log: SkipLog) -> Bool {
    let directives = ArXivDirectives(texts)
    let files = TeXFiles(decoded(log), names: names)
    let documents = TeXDocuments(
      files,
      TeXDocuments.Directives(documents: directives.documents, ignored: directives.ignored))
    for file in documents.leftOut { log.filtered(file.reason, name: "\(id):\(file.name)") }
    guard !documents.names.isEmpty else {
      log.filtered("no TeX", name: id)
      return false
    }
    document.removeAll()
    for name in documents.names {
      var text = files.original[name] ?? []
      if options.recordText == .clean {
        let clean = documents.text(of: name, dropsAppendix: options.dropsAppendix)
        text = clean.text
        for path in clean.missing {
          log.noted("input of a file that is not there", name: "\(id):\(path)")
        }
      }
      if !document.text.isEmpty, !text.isEmpty { document.text += "\n\n".utf8 }
      document.text += text
    }
    let hasText =
      options.recordText == .clean
      ? hasTeXText(document.text) : document.text.contains { !$0.isMarkupSpace }
    guard hasText else {
      log.filtered("no text", name: id)
      return false
    }
    document.id.append(contentsOf: id.utf8)
    document.metadata = metadata(documents.names, reusing: document.metadata)
    return true
  }

  /// The texts as UTF-8; what did not come through as it was written is noted.
  private func decoded(_ log: SkipLog) -> [String: [UInt8]] {
    let decoder = TeXDecoder(texts)
    var decoded: [String: [UInt8]] = [:]
    for name in texts.keys.sorted() where !ArXivDirectives.isReadme(name) {
      var losses = TeXDecoder.Losses()
      decoded[name] = decoder.text(of: name, &losses)
      if losses == TeXDecoder.Losses() { continue }
      log.noted(
        "byte of no declared encoding, read as windows-1252", count: losses.guessed,
        name: "\(id):\(name)")
      log.noted(
        "byte that is no character of its encoding, now U+FFFD", count: losses.undecodable,
        name: "\(id):\(name)")
    }
    return decoded
  }

  private func metadata(_ documents: [String], reusing buffer: consuming [UInt8]) -> [UInt8] {
    var metadata = MetadataWriter(reusing: buffer)
    metadata.add("main", documents[0].utf8)
    if documents.count > 1 { metadata.add("documents", texts: documents.map { Array($0.utf8) }) }
    metadata.add("files", texts: names.map { Array($0.utf8) })
    if let month = ArXivName.month(ofID: id) { metadata.add("yymm", month.utf8) }
    return metadata.finish()
  }

  private static func mayBeTeX(_ name: String) -> Bool {
    let base = lastPart(name).utf8
    guard let dot = base.lastIndex(of: UInt8(ascii: ".")) else { return true }
    return !otherEndings.contains(Substring(base[base.index(after: dot)...]).lowercased())
  }

  /// Figures, data, styles: files without a paper's text.
  private static let otherEndings = Set(
    """
    eps epsi ps pdf png jpg jpeg gif tif tiff bmp svg zip gz tgz tar mp4 avi mov mpg wav csv dat xls \
    xlsx ttf otf pfb tfm fig xcf psd bib bst cls clo sty fd cfg log aux blg
    """.split(separator: " ").map(String.init))
}
