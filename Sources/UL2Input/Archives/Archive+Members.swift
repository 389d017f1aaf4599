/// The members of an archive that a source is made of: the one loop over them, which skips what is
/// damaged and says so.
extension Archive {
  /// Gives entries to `take` until those that it took have the size of a part.
  ///
  /// - Parameters:
  ///   - log: gets what is damaged. A member that throws `badInput` is noted, and the next follows.
  ///   - reasonAtEnd: what a member is counted under with whose damage libarchive gives the archive up.
  ///   - take: returns the bytes that it holds of the entry; 0 where it does not want it.
  /// - Returns: whether there may be more.
  package func takePart(
    _ log: SkipLog, reasonAtEnd: String = unreadInput,
    _ take: (Entry) throws(Problem) -> Int
  ) throws(Problem) -> Bool {
    var size = 0
    while size < partBytes {
      guard let entry = try next(log) else { return false }
      do throws(Problem) {
        size += try take(entry)
      } catch  where error.kind == .badInput {
        let problem = error.at(path, place: entry.path)
        log.bad(isOver ? reasonAtEnd : "undecodable member", problem)
      }
    }
    return true
  }

  /// Gives whole files to `take` until they have the size of a part; links, which lead nowhere, are counted.
  ///
  /// - Parameters:
  ///   - limit: of a file, in bytes; a longer one is noted and skipped.
  ///   - take: given a file's path in the archive, and its bytes.
  package func takeFiles(
    _ log: SkipLog, limit: Int, _ take: (_ path: String, _ bytes: [UInt8]) -> Void
  ) throws(Problem) {
    _ = try takePart(log) { entry throws(Problem) in
      switch entry.kind {
      case .directory: return 0
      case .link, .other:
        log.filtered("link")
        return 0
      case .file:
        let bytes = try readEntry(limit: limit)
        take(entry.path, bytes)
        // What an empty file takes.
        return bytes.count + 1024
      }
    }
  }

  /// Moves to the next entry after whatever is damaged, which is noted; nil at the end, also where the
  /// archive is cut.
  private func next(_ log: SkipLog) throws(Problem) -> Entry? {
    var isNoted = false
    while true {
      do throws(Problem) {
        return try next()
      } catch  where error.kind == .badInput {
        // One damaged header makes libarchive try block after block.
        if !isNoted || isOver { log.bad(isOver ? unreadInput : "damaged input", error) }
        isNoted = true
      }
    }
  }

  /// All bytes of the current entry, as long as they are not too many.
  package func readEntry(limit: Int) throws(Problem) -> [UInt8] {
    var reader = ByteReader(
      LimitedSource(ByteReader(ArchiveEntrySource(self, path)), limit: limit))
    var bytes: [UInt8] = []
    _ = try reader.read(limit, appendingTo: &bytes)
    // A member of just that size is looked at for more.
    _ = try reader.fill()
    return bytes
  }

  /// The first member whose name ends in `ending`, as a stream under the archive's own path.
  package static func member(
    _ ending: String, of file: any RandomAccessFile, _ format: Format
  ) throws(Problem) -> ByteReader {
    let archive = try Archive(file, format)
    while let entry = try archive.next() {
      if entry.path.hasSuffix(ending) { return ByteReader(ArchiveEntrySource(archive, file.path)) }
    }
    throw Problem(.badInput, "no member \(ending) in the archive", path: file.path)
  }
}
