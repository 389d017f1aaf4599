import UL2Input

/// Reads arXiv's sources: a bulk archive `arXiv_src_YYMM_NNN.tar`, or one paper.
///
/// Cutting walks over the archive and copies its members as they are, compressed; inflating a paper,
/// which is an archive of its own, finding its documents and cleaning them is left to the workers.
///
/// ```
/// tar ─▶ paper.gz ─▶ files ─▶ without comments ─▶ main file with inputs, macros expanded ─▶ body
/// ```
package final class ArXivParts: InputParts {
  private let options: ArXivOptions
  private let path: String
  /// The input, until it is known what it is.
  private var input: ByteReader?
  private var archive: Archive?
  /// The paper so far, if the archive is itself one paper; nil once it has become too large.
  private var ownPaper: ArXivPaper?

  package init(_ input: consuming ByteReader, _ options: ArXivOptions) {
    path = input.path
    self.input = consume input
    self.options = options
    ownPaper = ArXivPaper(id: ArXivName.id(path))
  }

  package func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? {
    if let input = input.take(), let part = try open(input) { return part }
    guard let archive else { return nil }
    var members: [ArXivMember] = []
    let hasMore = try archive.takePart(log, reasonAtEnd: "undecodable member") {
      entry throws(Problem) in
      guard let member = try take(entry, of: archive, log) else { return 0 }
      members.append(member)
      return member.bytes.count
    }
    var own: ArXivPaper?
    if !hasMore {
      self.archive = nil
      own = ownPaper.take()
    }
    let hasOwn = own?.names.isEmpty == false
    if members.isEmpty, !hasOwn { return nil }
    return ArXivPart(members: members, ownPaper: hasOwn ? own : nil, options: options)
  }

  /// Looks at what the input is: an archive is opened, a single file is returned.
  private func open(_ input: consuming ByteReader) throws(Problem) -> ArXivPart? {
    _ = try input.fill(atLeast: 512)
    if unsafe TarArchive.isHeader(input.unread) {
      archive = try Archive(input)
      return nil
    }
    var bytes: [UInt8] = []
    _ = try input.read(ArXivPaper.longestText + 1, appendingTo: &bytes)
    let member = ArXivMember(id: ArXivName.id(path), path: path, bytes: bytes)
    return ArXivPart(members: [member], ownPaper: nil, options: options)
  }

  /// The paper that an entry is; nil if it is a file of the archive's own paper, or not used.
  private func take(
    _ entry: Archive.Entry, of archive: Archive, _ log: SkipLog
  ) throws(Problem) -> ArXivMember? {
    guard entry.kind == .file, !ArXivName.isHidden(entry.path) else { return nil }
    if ArXivName.isPaper(entry.path) {
      if entry.path.hasSuffix(".pdf") {
        log.filtered("pdf", id: Array(entry.path.utf8))
        return nil
      }
      return ArXivMember(
        id: ArXivName.id(entry.path), path: "\(path):\(entry.path)",
        bytes: try archive.readEntry(limit: ArXivMember.longest))
    }
    do throws(Problem) {
      try ownPaper?.add(entry, of: archive)
    } catch {
      ownPaper = nil
      throw error
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
