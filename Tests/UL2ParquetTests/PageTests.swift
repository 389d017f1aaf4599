import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Documents
import UL2Parquet

@Suite("Parquet: pages and footers")
struct PageTests {
  typealias Field = TinyParquet.Field
  typealias Page = TinyParquet.Page

  let text = Field(name: "text", type: .byteArray, converted: 0)

  func problem(_ file: TinyParquet, _ limits: ParquetLimits = ParquetLimits()) throws -> Problem {
    try file.withFile { path in
      try #require(throws: Problem.self) {
        let file = try ParquetFile(path, limits: limits)
        for leaf in file.leaves { _ = try ColumnDump(file, leaf) }
      }
    }
  }

  @Test("A checksum is checked if there is one") func checksum() throws {
    // The usual check value of CRC-32.
    let body = Array("123456789".utf8)
    let field = Field(name: "x", type: .fixedLengthByteArray, typeLength: 9)
    let good = Int(Int32(bitPattern: 0xCBF4_3926))
    let sound = TinyParquet(field, [Page(body: body, count: 1, crc: good)], rows: 1)
    #expect(try sound.withFile { try entries($0) } == ["123456789"])
    let broken = TinyParquet(field, [Page(body: body, count: 1, crc: good + 1)], rows: 1)
    let problem = try problem(broken)
    #expect(problem.problem == "a page's checksum is wrong")
    #expect(problem.place == "row group 0, column x, byte 4")
  }

  @Test("A page with a false size takes no memory", arguments: [1, 2, 4, 5, 6, 7])
  func lies(_ codec: Int) throws {
    let page = Page(body: [UInt8](repeating: 7, count: 50), count: 1, uncompressedSize: 1 << 30)
    var file = TinyParquet(text, [page], rows: 1)
    file.codec = codec
    try file.withFile { path in
      let file = try ParquetFile(path)
      let reader = ColumnReader(file, file.leaves[0])
      try reader.open(rowGroup: 0)
      #expect(throws: Problem.self) { try reader.peek() }
      #expect(reader.bufferedBytes <= 1 << 16)
    }
  }

  @Test("A page above the limit is refused") func limit() throws {
    let page = Page(body: plain([String(repeating: "x", count: 100)]), count: 1)
    let file = TinyParquet(text, [page], rows: 1)
    #expect(try problem(file, ParquetLimits(pageSize: 50)).problem == "a page expands to too much")
  }

  @Test("V2 pages may be uncompressed in a compressed chunk; empty pages count nothing")
  func uncompressedV2() throws {
    var v2 = Page(body: [4, 1] + plain(["a", "b"]), count: 2, v2Levels: (0, 2))
    v2.uncompressedSize = v2.body.count
    let optional = Field(name: "text", type: .byteArray, repetition: 1, converted: 0)
    let empty = Page(body: [], count: 0)
    let file = TinyParquet(optional, [empty, v2, empty], rows: 2)
    #expect(try file.withFile { try entries($0) } == ["a", "b"])
  }

  @Test(
    "parquet-cpp before 2.0.0 compresses V2 pages that say they are not",
    arguments: [
      ("parquet-cpp version 1.5.1-SNAPSHOT", true), ("parquet-cpp version 1.0.0", true),
      ("parquet-cpp", true), ("parquet-cpp version 2.0.0", false),
      ("parquet-cpp-arrow version 1.0.0", false), ("parquet-mr version 1.8.1 (build abc)", false),
    ])
  func compressedV2(createdBy: String, isRead: Bool) throws {
    let values = plain(["a", String(repeating: "b", count: 500)])
    let optional = Field(name: "text", type: .byteArray, repetition: 1, converted: 0)
    for (codec, packed) in [(2, compress(values, .gzip)), (6, compress(values, .zstd))] {
      var page = Page(body: [4, 1] + packed, count: 2, v2Levels: (0, 2))
      page.uncompressedSize = 2 + values.count
      page.isCompressed = false
      var file = TinyParquet(optional, [page], rows: 2)
      file.codec = codec
      file.createdBy = createdBy
      if isRead {
        #expect(try file.withFile { try entries($0) }.map { $0?.utf8.count } == [1, 500])
      } else {
        _ = try problem(file)
      }
      // One that tells the truth, and one without values.
      page.body = [4, 1] + values
      let none = Page(
        body: [4, 0], count: 2, v2Levels: (0, 2), uncompressedSize: 2, isCompressed: false)
      file = TinyParquet(optional, [page, none], rows: 4)
      file.codec = codec
      file.createdBy = createdBy
      #expect(try file.withFile { try entries($0) }.map { $0?.utf8.count } == [1, 500, nil, nil])
    }
  }

  @Test("The root of the schema has no type, even if a writer gives it one", arguments: 0..<8)
  func rootType(type: Int64) throws {
    var file = TinyParquet(text, [Page(body: plain(["a"]), count: 1)], rows: 1)
    file.rootType = PhysicalType(rawValue: type)
    #expect(try file.withFile { try entries($0) } == ["a"])
  }

  @Test("An encrypted footer is named as such") func encrypted() throws {
    var file = TinyParquet(text, [Page(body: plain(["a"]), count: 1)], rows: 1)
    file.magic = "PARE"
    #expect(try problem(file).problem == "the Parquet file's footer is encrypted")
  }

  @Test("What is not Parquet is refused", arguments: [0, 4, 11, 12, 100])
  func notParquet(_ count: Int) throws {
    try withTemporaryFile([UInt8](repeating: 0x50, count: count)) { path in
      let problem = #expect(throws: Problem.self) { try ParquetFile(path) }
      #expect(problem?.path == path)
    }
  }

  @Test("Rows that do not add up are an error") func rows() throws {
    let file = TinyParquet(text, [Page(body: plain(["a"]), count: 1)], rows: 2)
    try file.withFile { path in
      let reader = try ParquetDocumentReader(path, log: SkipLog())
      var document = Document()
      #expect(try reader.next(&document))
      #expect(throws: Problem.self) { try reader.next(&document) }
    }
  }

  @Test("A dictionary larger than any writer makes is refused before it takes memory")
  func hugeDictionary() throws {
    let pages = [
      Page(body: [255], count: 1 << 27, isDictionary: true),
      Page(body: [1, 2, 0], count: 1, encoding: 8),
    ]
    let file = TinyParquet(Field(name: "x", type: .boolean), pages, rows: 1)
    #expect(try problem(file).problem == "a dictionary's number of values")
  }
}
