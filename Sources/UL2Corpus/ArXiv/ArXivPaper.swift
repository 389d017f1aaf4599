/// The source files of one paper: a tar archive of them, or a single TeX file.
struct ArXivPaper {
  /// Why a member is no paper; it is counted under this.
  enum Content {
    case paper(ArXivPaper)
    case filtered(String)
  }

  /// All that one paper may hold once inflated.
  static let longest = 256 << 20

  var id: String
  /// All names, in the archive's order.
  var names: [String] = []
  /// The texts among them as UTF-8, by name.
  var texts: [String: [UInt8]] = [:]

  private var held = 0

  init(id: String) { self.id = id }

  /// Reads a member that may be compressed.
  static func read(_ source: any ByteSource, id: String) throws(Problem) -> Content {
    let limited = LimitedSource(try decompressed(source), limit: longest)
    var reader = ByteReader(limited)
    _ = try reader.fill(atLeast: 512)
    if unsafe TarArchive.isHeader(reader.unread) {
      let archive = try TarArchive(PlainSource(reader))
      var paper = ArXivPaper(id: id)
      while let entry = try archive.next() { try paper.add(entry, of: archive) }
      return .paper(paper)
    }
    return try single(reader, id: id)
  }

  /// What is not an archive: one TeX file, as long as it is nothing else.
  static func single(_ reader: consuming ByteReader, id: String) throws(Problem) -> Content {
    var bytes: [UInt8] = []
    _ = try reader.read(longest + 1, appendingTo: &bytes)
    guard bytes.count <= longest else {
      throw Problem(
        .badInput, "neither a tar archive nor a TeX file", path: reader.path,
        got: "more than \(longest >> 20) MiB")
    }
    if bytes.has("%PDF-", at: 0) { return .filtered("pdf") }
    if bytes.has("%!PS", at: 0) { return .filtered("PostScript") }
    var paper = ArXivPaper(id: id)
    let name = "\(id.split(separator: "/").last ?? "paper").tex"
    paper.names = [name]
    paper.texts[name] = utf8FromTeX(bytes)
    return .paper(paper)
  }

  /// Takes a file of the paper's own archive: its name, and its content where it can be TeX.
  mutating func add(_ entry: TarArchive.Entry, of archive: TarArchive) throws(Problem) {
    guard entry.isFile, !ArXivName.isHidden(entry.path) else { return }
    let name = TeXFiles.normalized(entry.path)
    names.append(name)
    guard Self.mayBeTeX(name) else { return }
    let limited = LimitedSource(TarEntrySource(archive, entry), limit: Self.longest - held)
    var reader = ByteReader(limited)
    var bytes: [UInt8] = []
    _ = try reader.read(Self.longest + 1, appendingTo: &bytes)
    held += bytes.count
    texts[name] = utf8FromTeX(bytes)
  }

  private static func mayBeTeX(_ name: String) -> Bool {
    let base = name.split(separator: "/").last ?? ""
    guard let dot = base.lastIndex(of: ".") else { return true }
    return !otherEndings.contains(base[base.index(after: dot)...].lowercased())
  }

  /// Figures, data, styles: what no paper's text is read from.
  private static let otherEndings: Set<String> = [
    "eps", "epsi", "ps", "pdf", "png", "jpg", "jpeg", "gif", "tif", "tiff", "bmp", "svg", "zip",
    "gz",
    "tgz", "tar", "mp4", "avi", "mov", "mpg", "wav", "csv", "dat", "xls", "xlsx", "ttf", "otf",
    "pfb",
    "tfm", "fig", "xcf", "psd", "bib", "bst", "cls", "clo", "sty", "fd", "cfg", "log", "aux", "blg",
  ]
}
