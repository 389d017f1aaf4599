/// Tells the form of an input from its first bytes, decompressed.
import UL2Input

/// The format that the first bytes, decompressed, show.
func sniffedFormat(
  _ bytes: UnsafeRawBufferPointer, _ source: SourceName, _ path: String
) throws(Problem) -> InputFormat {
  func begins(_ text: StaticString, at offset: Int = 0) -> Bool {
    unsafe bytes.dropFirst(offset).starts(with: text.bytes)
  }
  // ARC, WARC's forerunner, is refused by the WARC reader, which says why.
  if begins("WARC/") || begins("filedesc:") { return .warc }
  if begins("PAR1") {
    throw parquetInStream(path)
  }
  if unsafe bytes.starts(with: SevenZipSource.magic) {
    throw Problem(
      .noInput, "7z archives cannot be read from a stream", path: path,
      fix: "name the file: a 7z archive has its index at its end")
  }
  let isTar = unsafe TarArchive.isHeader(bytes) || begins("ustar", at: 257)
  let isZip = unsafe ZipArchive.isHeader(bytes)
  if isTar || isZip {
    if source == .arXiv, isTar { return .arXivSource }
    if source == .gitHub { return .repository }
    throw Problem(
      .noInput, "archives of \(source.rawValue) are not read", path: path, expected: source.forms)
  }
  // White space and byte order marks; XML may be UTF-16.
  let content = unsafe bytes.drop { byte in
    [0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0x00, 0x20, 0x09, 0x0A, 0x0D].contains(byte)
  }
  switch unsafe content.first {
  case nil: return source.defaultFormat
  case UInt8(ascii: "{"):
    let isCirrus = unsafe source == .wikipedia && content.starts(with: "{\"index\":".utf8)
    return isCirrus ? .cirrusSearch : .jsonLines
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

/// Why Parquet from standard input or a pipe is refused.
func parquetInStream(_ path: String) -> Problem {
  Problem(
    .noInput, "Parquet cannot be read from a stream", path: path,
    fix: "name the file: Parquet is read from its end, and compresses itself")
}

extension SourceName {
  /// What an input is taken for that is empty, or whose beginning is lost.
  var defaultFormat: InputFormat {
    switch self {
    case .commonCrawl: .warc
    case .stackExchange: .postsXML
    case .wikipedia: .wikipediaXML
    case .arXiv: .arXivSource
    case .c4, .gitHub, .theStack, .jsonLines: .jsonLines
    }
  }

  /// In words, for errors.
  var forms: String {
    switch self {
    case .commonCrawl: "a WARC or WET file, JSON Lines or Parquet, compressed or not"
    case .gitHub: "JSON Lines, Parquet, or a repository's tar or zip archive"
    case .c4, .theStack, .jsonLines: "JSON Lines or Parquet, compressed or not"
    case .stackExchange: "a site's 7z archive, its Posts.xml, or JSON Lines"
    case .wikipedia: "an XML dump of pages, a CirrusSearch dump, or JSON Lines"
    case .arXiv: "a bulk tar, a paper's source or JSON Lines"
    }
  }
}
