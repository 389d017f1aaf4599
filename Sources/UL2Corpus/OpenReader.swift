/// Chooses the reader of an input: by what its content shows, among what its source comes in.

/// The forms that sources come in, by the names of `--format` and of mixtures.
public enum InputFormat: String, CaseIterable, Sendable {
  case jsonLines = "jsonl"
  /// Common Crawl's WET files, and WARC files with `conversion` records.
  case warc
  case parquet
  case postsXML = "posts_xml"
  case wikipediaXML = "wikipedia_xml"
  /// arXiv's bulk tars, or a single paper.
  case arXivSource = "arxiv_source"
}

/// What readers can be told.
public struct ReaderOptions: Sendable, Equatable {
  public var form = TextForm.clean
  /// nil: told from the content.
  public var format: InputFormat?
  /// The text's field or column, dots between levels; nil: the usual names.
  public var textField: String?
  /// StackExchange: see `StackExchangeChoice`.
  public var minScore: Int64?
  public var maxAnswers: Int?

  public init() {}

  /// As it stands in manifests.
  public var json: JSONValue {
    [
      "format": JSONValue(format?.rawValue) { .string($0) },
      "text_field": JSONValue(textField) { .string($0) },
      "min_score": JSONValue(minScore) { .number(String($0)) },
      "max_answers": JSONValue(maxAnswers) { .number(String($0)) },
    ]
  }
}

/// Opens an input, to be worked on in parts.
///
/// - Parameters:
///   - path: a file, or `-`.
///   - scratch: where readers that must sort may spill; nil: `TMPDIR`.
public func openParts(
  _ path: String, source: SourceName, options: ReaderOptions, scratch: String? = nil
) throws(Problem) -> any InputParts {
  let looksLikeParquet = try isParquet(path)
  if options.format == .parquet || (options.format == nil && looksLikeParquet) {
    return try ParquetParts(
      path, textColumn: options.textField, metadata: options.form == .clean)
  }
  var bytes = ByteReader(try openStream(path, source))
  _ = try bytes.fill(atLeast: 512)
  let format: InputFormat
  if let chosen = options.format {
    format = chosen
  } else {
    format = unsafe try sniffed(bytes.unread, source, path)
  }
  let input: any ByteSource = PlainSource(bytes)
  switch format {
  case .jsonLines:
    var lines = source == .gitHub ? JSONLinesFormat.gitHub : .detected
    if let field = options.textField { lines.textFields = [field] }
    return JSONLinesParts(input, format: lines)
  case .warc: return commonCrawlParts(input)
  case .postsXML:
    return try DocumentBatches { log throws(Problem) in
      try StackExchangeReader(input, form: options.form, log: log, scratch: scratch)
    }
  case .wikipediaXML:
    return try DocumentBatches { log throws(Problem) in
      try WikipediaReader(input, form: options.form, log: log)
    }
  case .arXivSource:
    return try DocumentBatches { log throws(Problem) in
      try ArXivReader(input, form: options.form, log: log)
    }
  case .parquet: preconditionFailure("opened above")
  }
}

/// The input's bytes; those of its one wanted member where it is a 7z archive of dumps.
private func openStream(_ path: String, _ source: SourceName) throws(Problem) -> any ByteSource {
  switch source {
  case _ where !isRegularFile(path): try openInput(path)
  case .stackExchange: try openXMLInput(path, member: "Posts.xml")
  case .wikipedia: try openXMLInput(path, member: ".xml")
  default: try openInput(path)
  }
}

/// Whether a file begins as Parquet does. Standard input cannot: Parquet is read from its end.
private func isParquet(_ path: String) throws(Problem) -> Bool {
  guard path != "-", isRegularFile(path) else { return false }
  let file = try File(reading: path)
  var magic: [UInt8] = [0, 0, 0, 0]
  var span = magic.mutableSpan
  let count = unsafe try span.withUnsafeMutableBytes { buffer throws(Problem) in
    unsafe try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
  }
  return count == 4 && magic == Array("PAR1".utf8)
}

/// The format that the first bytes, decompressed, show.
private func sniffed(
  _ bytes: UnsafeRawBufferPointer, _ source: SourceName, _ path: String
) throws(Problem) -> InputFormat {
  func begins(_ text: StaticString, at offset: Int = 0) -> Bool {
    unsafe bytes.dropFirst(offset).starts(with: text.bytes)
  }
  // ARC, WARC's forerunner, is refused by the WARC reader, which says why.
  if begins("WARC/") || begins("filedesc:") { return .warc }
  if begins("PAR1") {
    throw Problem(
      .noInput, "Parquet cannot be read from a stream", path: path,
      fix: "name the file: Parquet is read from its end, and compresses itself")
  }
  if begins("7z\u{BC}\u{AF}") {
    throw Problem(
      .noInput, "7z archives cannot be read by this version", path: path,
      fix: "unpack it: 7z x \(path)")
  }
  if unsafe begins("ustar", at: 257) || TarArchive.isHeader(bytes) {
    if source == .arXiv { return .arXivSource }
    throw Problem(
      .noInput, "tar archives of \(source.rawValue) cannot be read by this version", path: path,
      expected: source.forms)
  }
  // White space and byte order marks; XML may be UTF-16.
  let content = unsafe bytes.drop { byte in
    [0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0x00, 0x20, 0x09, 0x0A, 0x0D].contains(byte)
  }
  switch unsafe content.first {
  case nil: return source.defaultFormat
  case UInt8(ascii: "{"): return .jsonLines
  case UInt8(ascii: "<") where source == .stackExchange: return .postsXML
  case UInt8(ascii: "<") where source == .wikipedia: return .wikipediaXML
  default:
    if source == .arXiv, unsafe !bytes.contains(0) { return .arXivSource }
    throw Problem(
      .badInput, "not a form that \(source.rawValue) comes in", path: path, place: "byte 0",
      got: unsafe String(decoding: content.prefix(24), as: UTF8.self), expected: source.forms,
      fix: "pass --format if the content is meant to be read as such")
  }
}

extension SourceName {
  /// What an empty input is taken for.
  fileprivate var defaultFormat: InputFormat {
    switch self {
    case .commonCrawl: .warc
    case .stackExchange: .postsXML
    case .wikipedia: .wikipediaXML
    case .arXiv: .arXivSource
    case .c4, .gitHub, .theStack, .jsonLines: .jsonLines
    }
  }

  /// In words, for errors.
  fileprivate var forms: String {
    switch self {
    case .commonCrawl: "a WET file, JSON Lines or Parquet, compressed or not"
    case .c4, .gitHub, .theStack, .jsonLines: "JSON Lines or Parquet, compressed or not"
    case .stackExchange: "Posts.xml or JSON Lines, compressed or not"
    case .wikipedia: "a pages-articles XML dump or JSON Lines, compressed or not"
    case .arXiv: "a bulk tar, a paper's source or JSON Lines"
    }
  }
}
