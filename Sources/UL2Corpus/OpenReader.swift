/// Chooses the reader of an input: by what its content shows, among what its source comes in.
import UL2Input
import UL2Parquet

/// Opens an input, to be worked on in parts.
///
/// - Parameters:
///   - path: a file, an address for which `isRemote` holds, or `-`.
///   - scratch: where readers that must sort may spill; nil: `TMPDIR`.
///   - threads: that decompress bzip2, whose blocks go side by side; with 1, the caller's own.
package func openParts(
  _ path: String, source: SourceName, options: ReaderOptions, scratch: String? = nil,
  threads: Int = 1
) throws(Problem) -> any InputParts {
  let begin = try fileBeginning(path)
  let chosen = options.format
  if chosen == .parquet, begin.isEmpty, !isRegularFile(path), !isRemote(path) {
    throw parquetInStream(path)
  }
  if chosen == .parquet || chosen == nil && begin.starts(with: "PAR1".utf8) {
    return try ParquetParts(
      path, textColumn: options.textField, metadata: options.form == .clean)
  }
  if chosen == .repository || chosen == nil && source == .gitHub,
    unsafe begin.withUnsafeBytes({ unsafe ZipArchive.isHeader($0) }), !isRemote(path)
  {
    return try GitHubParts(zipFile: path)
  }
  var bytes = ByteReader(try openStream(path, source, begin, threads: threads))
  let damage = unsafe try fillBehindDamage(&bytes) { bytes in
    if chosen != nil { return true }
    return unsafe (try? sniffedFormat(bytes, source, path)) != nil
  }
  let format: InputFormat
  if let chosen {
    format = chosen
  } else {
    do throws(Problem) {
      format = unsafe try sniffedFormat(bytes.unread, source, path)
    } catch  where !damage.isEmpty {
      // What stands behind damage may begin within a record, which shows nothing.
      format = source.defaultFormat
    }
  }
  let input: any ByteSource = PlainSource(bytes, damage: damage)
  switch format {
  case .jsonLines:
    var lines = source == .gitHub ? JSONLinesFormat.gitHub : .detected
    if let field = options.textField { lines.textFields = [FieldPath(field)] }
    return JSONLinesParts(input, format: lines)
  case .warc: return commonCrawlParts(input, options)
  case .postsXML:
    return StackExchangeParts(
      input, form: options.form,
      choice: StackExchangeChoice(minScore: options.minScore, maxAnswers: options.maxAnswers),
      scratch: scratch)
  case .wikipediaXML: return WikipediaParts(input, form: options.form)
  case .cirrusSearch: return CirrusSearchParts(input, form: options.form)
  case .arXivSource:
    return ArXivParts(
      input, ArXivOptions(form: options.form, dropsAppendix: options.dropsAppendix))
  case .repository: return try GitHubParts(input)
  case .parquet: preconditionFailure("opened above")
  }
}

/// Reads what tells the format; returns the damage before it, which must not cost what stands behind it.
private func fillBehindDamage(
  _ bytes: inout ByteReader, tell: (UnsafeRawBufferPointer) -> Bool
) throws(Problem) -> [Problem] {
  var damage: [Problem] = []
  while true {
    do throws(Problem) {
      _ = try bytes.fill(atLeast: 1024)
      return damage
    } catch  where error.kind == .badInput {
      // Behind bytes that tell the format, the source names its damage again when it is read. Others are
      // damaged themselves.
      if unsafe !bytes.unread.isEmpty, unsafe tell(bytes.unread) { return damage }
      guard try bytes.source.recover() != nil else { throw error }
      bytes.consume(unsafe bytes.unread.count)
      damage.append(error)
    }
  }
}

/// The input's bytes; those of its one wanted member where it is a 7z archive of dumps.
private func openStream(
  _ path: String, _ source: SourceName, _ begin: [UInt8], threads: Int
) throws(Problem) -> any ByteSource {
  guard begin == SevenZipSource.magic else { return try openInput(path, threads: threads) }
  switch source {
  case .stackExchange: return try openXMLInput(path, member: "Posts.xml")
  case .wikipedia: return try openXMLInput(path, member: ".xml")
  default:
    throw Problem(
      .noInput, "7z archives of \(source.rawValue) are not read", path: path,
      expected: source.forms, fix: "unpack it: 7z x \(path)")
  }
}

/// The first bytes of a file that can be read again; none of standard input and pipes.
private func fileBeginning(_ path: String) throws(Problem) -> [UInt8] {
  guard path != "-", isRegularFile(path) || isRemote(path) else { return [] }
  return try beginning(of: path, count: 6)
}

/// Opens an input, to be read from front to back.
///
/// - Parameters:
///   - path: a file, or `-`.
///   - log: told of every record that is passed over.
///   - scratch: where readers that must sort may spill; nil: `TMPDIR`.
package func openReader(
  _ path: String, source: SourceName, options: ReaderOptions, log: SkipLog, scratch: String? = nil
) throws(Problem) -> any DocumentReader {
  PartsReader(
    try openParts(path, source: source, options: options, scratch: scratch), log: log)
}
