import UL2Input
import UL2Markup

/// The source files of one paper: a tar archive of them, or a single TeX file.
struct ArXivPaper: Sendable {
  /// Why a member is no paper; it is counted under this.
  enum Content {
    case paper(ArXivPaper)
    case filtered(String)
  }

  /// The most that the texts of a paper may hold together, and the most that all of it may inflate to:
  /// figures are passed over, and so cost time but no memory.
  static let longestText = 32 << 20
  static let longest = 2 << 30
  /// More files than these are neither named in metadata nor read.
  static let mostFiles = 10_000

  var id: String
  /// All names, in the archive's order.
  private(set) var names: [String] = []
  /// The texts among them as UTF-8, by name.
  private(set) var texts: [String: [UInt8]] = [:]

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

  /// What is not an archive: one TeX file, as long as it is nothing else.
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
    if !bytes.contains(0) { texts[name] = teXText(bytes) }
  }

  /// Fills `document` by the paper's text; false when it has none, which is noted.
  func write(_ options: ArXivOptions, to document: inout Document, _ log: SkipLog) -> Bool {
    let directives = ArXivDirectives(texts)
    let files = TeXFiles(
      texts.filter { !ArXivDirectives.isReadme($0.key) }, named: directives.mains,
      ignored: directives.ignored)
    let mains = files.mains()
    guard let main = mains.first else {
      log.filtered("no TeX")
      return false
    }
    document.removeAll()
    if options.form == .raw {
      document.text = texts[main] ?? []
    } else {
      for main in mains {
        let text = TeXExpander.text(of: main, files, dropsAppendix: options.dropsAppendix)
        if !document.text.isEmpty, !text.isEmpty { document.text += "\n\n".utf8 }
        document.text += text
      }
    }
    document.id.append(contentsOf: id.utf8)
    document.metadata = metadata(main, reusing: document.metadata)
    if options.form == .raw || !document.text.isEmpty { return true }
    log.filtered("empty document")
    return false
  }

  private func metadata(_ main: String, reusing buffer: consuming [UInt8]) -> [UInt8] {
    var metadata = MetadataWriter(reusing: buffer)
    metadata.add("main", main.utf8)
    metadata.add("files", texts: names.map { Array($0.utf8) })
    if let month = ArXivName.month(ofID: id) { metadata.add("yymm", month.utf8) }
    return metadata.finish()
  }

  private static func mayBeTeX(_ name: String) -> Bool {
    let base = name.split(separator: "/").last ?? ""
    guard let dot = base.lastIndex(of: ".") else { return true }
    return !otherEndings.contains(base[base.index(after: dot)...].lowercased())
  }

  /// Figures, data, styles: what no paper's text is read from.
  private static let otherEndings = Set(
    """
    eps epsi ps pdf png jpg jpeg gif tif tiff bmp svg zip gz tgz tar mp4 avi mov mpg wav csv dat xls \
    xlsx ttf otf pfb tfm fig xcf psd bib bst cls clo sty fd cfg log aux blg
    """.split(separator: " ").map(String.init))
}

/// A TeX file's text as UTF-8 with line feeds; old files end their lines otherwise, and a comment would
/// run to the end of such a file.
func teXText(_ bytes: [UInt8]) -> [UInt8] {
  var text = utf8OrLatin1(bytes)
  if text.has("\u{FEFF}", at: 0) { text.removeFirst(3) }
  guard text.contains(0x0D) else { return text }
  var output: [UInt8] = []
  output.reserveCapacity(text.count)
  for at in text.indices {
    if text[at] != 0x0D {
      output.append(text[at])
    } else if at + 1 == text.count || text[at + 1] != 0x0A {
      output.append(0x0A)
    }
  }
  return output
}
