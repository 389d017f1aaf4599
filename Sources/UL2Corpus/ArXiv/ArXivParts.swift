import UL2Input

/// Reads arXiv's sources: a bulk archive `arXiv_src_YYMM_NNN.tar`, or one paper.
///
/// Cutting passes over the archive and copies its members as they are, compressed; inflating a paper,
/// which is an archive of its own, finding its main file and cleaning it is left to the workers.
///
/// ```
/// tar ─▶ paper.gz ─▶ files ─▶ without comments ─▶ main file with inputs, macros expanded ─▶ body
/// ```
package final class ArXivParts: InputParts {
  private let options: ArXivOptions
  private let path: String
  private var source: (any ByteSource)?
  private var archive: Archive?
  /// What an archive that is itself one paper has shown of it; nil once that was too much.
  private var ownPaper: ArXivPaper?

  package init(_ source: any ByteSource, _ options: ArXivOptions) {
    self.source = source
    self.options = options
    path = source.path
    ownPaper = ArXivPaper(id: ArXivName.id(source.path))
  }

  package func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? {
    if let source {
      self.source = nil
      if let part = try open(source) { return part }
    }
    guard let archive else { return nil }
    var members: [ArXivMember] = []
    var size = 0
    while size < partBytes {
      guard let entry = try archive.next(log) else {
        self.archive = nil
        break
      }
      guard let member = try take(entry, of: archive, log) else { continue }
      size += member.bytes.count
      members.append(member)
    }
    let own = self.archive == nil ? ownPaper.take() : nil
    let hasOwn = own?.names.isEmpty == false
    if members.isEmpty, !hasOwn { return nil }
    return ArXivPart(members: members, ownPaper: hasOwn ? own : nil, options: options)
  }

  /// Looks at what the input is: an archive is opened, a single file is returned.
  private func open(_ source: any ByteSource) throws(Problem) -> ArXivPart? {
    var reader = ByteReader(source)
    _ = try reader.fill(atLeast: 512)
    if unsafe TarArchive.isHeader(reader.unread) {
      archive = try Archive(PlainSource(reader))
      return nil
    }
    var bytes: [UInt8] = []
    _ = try reader.read(ArXivPaper.longestText + 1, appendingTo: &bytes)
    let member = ArXivMember(id: ArXivName.id(path), path: path, bytes: bytes)
    return ArXivPart(members: [member], ownPaper: nil, options: options)
  }

  /// The paper that an entry is; nil when it is a file of the archive's own paper, or of no use.
  private func take(
    _ entry: Archive.Entry, of archive: Archive, _ log: SkipLog
  ) throws(Problem) -> ArXivMember? {
    guard entry.kind == .file, !ArXivName.isHidden(entry.path) else { return nil }
    let isPaper = ArXivName.isPaper(entry.path)
    do throws(Problem) {
      if isPaper, entry.path.hasSuffix(".pdf") {
        log.filtered("pdf")
      } else if isPaper {
        return ArXivMember(
          id: ArXivName.id(entry.path), path: "\(path):\(entry.path)",
          bytes: try archive.readAll(entry, limit: ArXivMember.longest))
      } else {
        try ownPaper?.add(entry, of: archive)
      }
    } catch  where error.kind == .badInput {
      log.bad("undecodable member", error.at("\(path):\(entry.path)"))
      if !isPaper { ownPaper = nil }
    }
    return nil
  }
}

/// Some papers.
private struct ArXivPart: InputPart {
  let members: [ArXivMember]
  let ownPaper: ArXivPaper?
  let options: ArXivOptions

  func open(_ log: SkipLog) -> any DocumentReader { Reader(part: self, log: log) }

  private final class Reader: DocumentReader {
    private let part: ArXivPart
    private let log: SkipLog
    private var index = 0

    init(part: ArXivPart, log: SkipLog) {
      self.part = part
      self.log = log
    }

    func next(_ document: inout Document) -> Bool {
      while index < part.members.count {
        index += 1
        if part.members[index - 1].read(part.options, into: &document, log) { return true }
      }
      guard index == part.members.count else { return false }
      index += 1
      return part.ownPaper?.write(part.options, to: &document, log) ?? false
    }
  }
}
