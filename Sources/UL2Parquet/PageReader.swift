/// The pages of a column chunk, one at a time, decompressed.
///
/// Follows parquet.thrift's "PageHeader" and the README's "Data Pages". Headers are read where they lie
/// in the mapped file or fetched piece; uncompressed pages are not copied either. How many pages there are follows from
/// the values alone: offsets of dictionary pages may be 0 and sizes of chunks a few bytes short.
import CLZMA

/// How far a file is believed.
package struct ParquetLimits: Sendable {
  /// Pages that expand to more are refused.
  package var pageSize: Int
  /// Whether pages that carry a CRC are checked against it.
  package var checksCRC: Bool

  package init(pageSize: Int = 1 << 30, checksCRC: Bool = true) {
    self.pageSize = min(pageSize, Int(Int32.max))
    self.checksCRC = checksCRC
  }
}

/// A page of values, split into its parts.
@safe struct DataPage {
  var count = 0
  var encoding = PageEncoding.plain
  var repetition = LevelDecoder.absent
  var definition = LevelDecoder.absent
  /// Invariant: these three are valid until the next page is read.
  var repetitionBytes = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  var definitionBytes = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  var valueBytes = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
}

@safe struct DictionaryPage {
  var count: Int
  /// Invariant: valid until the chunk's end.
  var bytes: UnsafeRawBufferPointer
}

@safe final class PageReader {
  private let file: ParquetFile
  private let leaf: LeafColumn
  private let limits: ParquetLimits
  private let window: ParquetWindow
  private let dictionaryBuffer = PageBuffer()
  private let dataBuffer = PageBuffer()
  private var decompressor: PageDecompressor?
  private var decompressorCodec: Codec?
  /// Where the next header is, and where none may begin after it.
  private var offset = 0
  private var chunkEnd = 0
  private var valuesLeft = 0
  private var hasDictionary = false
  /// Where the current page's header is, for errors.
  private(set) var pageOffset = 0

  init(_ file: ParquetFile, _ leaf: LeafColumn) {
    self.file = file
    self.leaf = leaf
    limits = file.limits
    window = ParquetWindow(file.bytes)
  }

  /// Begins the column's chunk of a row group.
  func open(_ chunk: ParquetFile.Chunk) {
    offset = chunk.range.lowerBound
    pageOffset = offset
    chunkEnd = chunk.range.upperBound
    valuesLeft = chunk.valueCount
    hasDictionary = false
    if decompressorCodec != chunk.codec {
      decompressor = chunk.codec == .uncompressed ? nil : PageDecompressor(chunk.codec)
      decompressorCodec = chunk.codec
    }
    // A head start only: what follows is read in order, which the system notices by itself.
    file.bytes.willNeed(chunk.range.prefix(1 << 24))
  }

  /// Bytes of memory that hold decompressed pages.
  var bufferedBytes: Int {
    dictionaryBuffer.capacity + dataBuffer.capacity + window.capacity
  }

  package enum Page {
    case data(DataPage)
    case dictionary(DictionaryPage)
  }

  /// The next page; nil when all of the chunk's values have been handed out.
  func next() throws(Problem) -> Page? {
    while valuesLeft > 0 {
      guard offset < chunkEnd else {
        throw damage("the column chunk ends early", got: "\(valuesLeft) values too few")
      }
      pageOffset = offset
      let header = try pageHeader()
      guard header.compressedSize <= file.pagesEnd - offset - header.length else {
        throw damage("the page reaches beyond the file's pages", got: "\(header.compressedSize)")
      }
      let length = header.length + header.compressedSize
      let body = unsafe UnsafeRawBufferPointer(
        rebasing: try bytes(count: length)[header.length..<length])
      offset += length
      unsafe try check(header, body)
      switch header.kind {
      case .index: continue
      case .dictionary:
        guard !hasDictionary else { throw damage("the column chunk has two dictionaries") }
        guard header.encoding == .plain || header.encoding == .plainDictionary else {
          throw damage("a dictionary's encoding", got: "\(header.encoding)", expected: "plain")
        }
        hasDictionary = true
        var bytes = unsafe try expand(
          body, to: dictionaryBuffer, size: header.uncompressedSize, isCompressed: true)
        if decompressor == nil, !window.isStable {
          unsafe bytes = try dictionaryBuffer.copy(bytes)
        }
        return unsafe .dictionary(DictionaryPage(count: header.valueCount, bytes: bytes))
      case .data: return .data(unsafe try dataPage(header, body))
      case .dataV2: return .data(unsafe try dataPageV2(header, body))
      }
    }
    return nil
  }

  /// The bytes from `offset` on.
  private func bytes(count: Int) throws(Problem) -> UnsafeRawBufferPointer {
    unsafe try window.bytes(at: offset, count: count, wanted: chunkEnd, end: file.pagesEnd)
  }

  /// Header lengths are not known beforehand: statistics may hold whole texts. In a file that is fetched,
  /// none is longer than 16 MiB, so that damage does not fetch all of it.
  private func pageHeader() throws(Problem) -> PageHeader {
    let left = file.pagesEnd - offset
    let most = min(left, 16 << 20)
    var count = min(left, 256)
    while true {
      let rest = unsafe try bytes(count: count)
      do throws(Problem) {
        return unsafe try PageHeader(rest)
      } catch {
        guard rest.count < most else { throw error }
        count = min(most, 8 * rest.count)
      }
    }
  }

  private func check(_ header: PageHeader, _ body: UnsafeRawBufferPointer) throws(Problem) {
    guard header.uncompressedSize <= limits.pageSize else {
      throw damage(
        "a page expands to too much", got: "\(header.uncompressedSize) bytes",
        expected: "at most \(limits.pageSize)")
    }
    if limits.checksCRC, let crc = header.crc {
      let actual = unsafe lzma_crc32(
        body.baseAddress?.assumingMemoryBound(to: UInt8.self), body.count, 0)
      guard actual == crc else {
        throw damage(
          "a page's checksum is wrong", got: String(actual, radix: 16),
          expected: String(crc, radix: 16))
      }
    }
  }

  private func expand(
    _ body: UnsafeRawBufferPointer, to buffer: PageBuffer, size: Int, isCompressed: Bool
  ) throws(Problem) -> UnsafeRawBufferPointer {
    guard isCompressed, let decompressor else { return unsafe body }
    unsafe try decompressor.decompress(body, to: buffer, count: size)
    return unsafe buffer.prefix(size)
  }

  private func take(_ header: PageHeader) throws(Problem) -> DataPage {
    guard header.valueCount <= valuesLeft else {
      throw damage(
        "the page has more values than its column chunk", got: "\(header.valueCount)",
        expected: "at most \(valuesLeft)")
    }
    valuesLeft -= header.valueCount
    var page = DataPage()
    page.count = header.valueCount
    page.encoding = header.encoding
    return page
  }

  private func dataPage(
    _ header: PageHeader, _ body: UnsafeRawBufferPointer
  ) throws(Problem) -> DataPage {
    var page = try take(header)
    let all = unsafe try expand(
      body, to: dataBuffer, size: header.uncompressedSize, isCompressed: true)
    // Pages without values may lack the levels' lengths too.
    if page.count == 0 { return page }
    var start = 0
    let bytes = unsafe all.bytes
    page.repetition = try LevelDecoder(
      v1: bytes, at: &start, count: page.count, max: leaf.maxRepetition,
      encoding: header.repetitionEncoding)
    page.definition = try LevelDecoder(
      v1: bytes, at: &start, count: page.count, max: leaf.maxDefinition,
      encoding: header.definitionEncoding)
    unsafe page.repetitionBytes = all
    unsafe page.definitionBytes = all
    unsafe page.valueBytes = UnsafeRawBufferPointer(rebasing: all[start...])
    return page
  }

  private func dataPageV2(
    _ header: PageHeader, _ body: UnsafeRawBufferPointer
  ) throws(Problem) -> DataPage {
    var page = try take(header)
    // Each is below 2³¹: no overflow.
    let levels = header.repetitionLength + header.definitionLength
    guard levels <= body.count, levels <= header.uncompressedSize else {
      throw damage("the levels are longer than their page", got: "\(levels) bytes")
    }
    page.repetition = try LevelDecoder(v2Max: leaf.maxRepetition)
    page.definition = try LevelDecoder(v2Max: leaf.maxDefinition)
    unsafe page.repetitionBytes = UnsafeRawBufferPointer(
      rebasing: body[..<header.repetitionLength])
    unsafe page.definitionBytes = UnsafeRawBufferPointer(
      rebasing: body[header.repetitionLength..<levels])
    unsafe page.valueBytes = try expandV2(
      UnsafeRawBufferPointer(rebasing: body[levels...]), header,
      size: header.uncompressedSize - levels)
    return page
  }

  private func expandV2(
    _ values: UnsafeRawBufferPointer, _ header: PageHeader, size: Int
  ) throws(Problem) -> UnsafeRawBufferPointer {
    if header.isCompressed || !file.compressesAlways {
      return unsafe try expand(
        values, to: dataBuffer, size: size, isCompressed: header.isCompressed)
    }
    if size == 0, unsafe values.isEmpty { return unsafe values }
    do throws(Problem) {
      return unsafe try expand(values, to: dataBuffer, size: size, isCompressed: true)
    } catch {
      // Of that length it may have told the truth.
      guard values.count == size else { throw error }
      return unsafe values
    }
  }
}
