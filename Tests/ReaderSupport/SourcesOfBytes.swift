/// Readers over sources in memory, and over the one file of a 7z archive.
import UL2Corpus
import UL2Input

extension LineReader {
  package convenience init(_ source: any ByteSource, limit: Int = 256 << 20) {
    self.init(ByteReader(source), limit: limit)
  }
}

extension JSONLinesParts {
  package convenience init(
    _ source: any ByteSource, format: JSONLinesFormat = .detected, lineLimit: Int = 128 << 20
  ) {
    self.init(ByteReader(source), format: format, lineLimit: lineLimit)
  }
}

extension WARCParts {
  package convenience init(
    _ source: any ByteSource, _ options: ReaderOptions = ReaderOptions(),
    recordLimit: Int = 128 << 20
  ) {
    self.init(ByteReader(source), options, recordLimit: recordLimit)
  }
}

extension ArXivParts {
  package convenience init(_ source: any ByteSource, _ options: ArXivOptions) {
    self.init(ByteReader(source), options)
  }
}

extension GitHubParts {
  package convenience init(_ source: any ByteSource) throws(Problem) {
    try self.init(ByteReader(source))
  }

  package convenience init(zipFile path: String) throws(Problem) {
    try self.init(zip: InputFile(path).randomAccess())
  }
}

extension StackExchangeParts {
  package convenience init(
    _ source: any ByteSource, recordText: RecordText,
    filter: StackExchangeFilter = StackExchangeFilter(),
    style: PostStyle = PostStyle(), scratch: String? = nil, sortMemory: Int = 32 << 20,
    partBytes: Int = UL2Input.partBytes,
    rowLimit: Int = 64 << 20
  ) {
    self.init(
      ByteReader(source), recordText: recordText, filter: filter, style: style, scratch: scratch,
      sortMemory: sortMemory, partBytes: partBytes, rowLimit: rowLimit)
  }
}

extension WikipediaParts {
  package convenience init(
    _ source: any ByteSource, recordText: RecordText, partBytes: Int = UL2Input.partBytes,
    pageLimit: Int = 64 << 20
  ) {
    self.init(
      ByteReader(source), recordText: recordText, partBytes: partBytes, pageLimit: pageLimit)
  }
}

extension CirrusSearchParts {
  package convenience init(
    _ source: any ByteSource, recordText: RecordText, partBytes: Int = UL2Input.partBytes,
    pairLimit: Int = 128 << 20
  ) {
    self.init(
      ByteReader(source), recordText: recordText, partBytes: partBytes, pairLimit: pairLimit)
  }
}

/// The member of a 7z archive whose name ends in `ending`, or the file itself, decompressed.
package func openXMLInput(_ path: String, member ending: String) throws(Problem) -> ByteReader {
  var file = try InputFile(path)
  guard try file.firstBytes(6) == SevenZipArchive.magic else {
    return try decompressed(file.streamed())
  }
  return try Archive.member(ending, of: file.randomAccess(), .sevenZip)
}
