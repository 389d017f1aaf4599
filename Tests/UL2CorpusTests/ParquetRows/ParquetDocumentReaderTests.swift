import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Parquet

struct ReadDocuments {
  var ids: [String] = []
  var texts: [String] = []
  var metadata: [String] = []
  var counts = SkipCounts()
  var problems: [Problem] = []

  init(_ path: String, textColumn: String? = nil, metadata withMetadata: Bool = true)
    throws(Problem)
  {
    let log = SkipLog()
    let reader = try ParquetDocumentReader(
      path, textColumn: textColumn, metadata: withMetadata, log: log)
    var document = Document()
    while try reader.next(&document) {
      ids.append(String(decoding: document.id, as: UTF8.self))
      texts.append(String(decoding: document.text, as: UTF8.self))
      metadata.append(String(decoding: document.metadata, as: UTF8.self))
    }
    counts = log.counts
    problems = log.problems
  }
}

@Suite("Parquet: documents")
struct ParquetDocumentReaderTests {
  typealias Field = TinyParquet.Field
  typealias Page = TinyParquet.Page

  @Test("Unsigned integers in DELTA_BINARY_PACKED") func unsignedDeltas() throws {
    // Bits stay zero-extended: as unsigned numbers, 1 and then, 2 below it, 2³² − 1.
    let unsigned = [
      Field(name: "n", type: .int32, converted: 13), Field(name: "text", type: .byteArray),
    ]
    let pages = [
      Page(body: [8, 1, 2, 2, 3, 0], count: 2, encoding: 5), Page(body: plain(["", ""]), count: 2),
    ]
    let read = try TinyParquet(unsigned, pages.map { [$0] }, rows: 2).withFile {
      try ReadDocuments($0)
    }
    #expect(read.metadata == ["{\"n\":1}", "{\"n\":4294967295}"])
  }

  func string(_ name: String, _ repetition: Int = 0) -> Field {
    Field(name: name, type: .byteArray, repetition: repetition, converted: 0)
  }

  @Test("Metadata: strings, numbers, booleans, lists; nulls are left out") func metadata() throws {
    let fields = [
      string("text"), string("lang", 1), Field(name: "size", type: .int32),
      Field(name: "big", type: .int64, converted: 14), Field(name: "good", type: .boolean),
      Field(name: "score", type: .double), string("licenses", 2),
      Field(name: "raw", type: .byteArray),
    ]
    let nan = [0, 0, 0, 0, 0, 0, 0xF8, 0x7F] as [UInt8]
    let half = [0, 0, 0, 0, 0, 0, 0xE0, 0x3F] as [UInt8]
    let pages = [
      Page(body: plain(["one", "two", "three"]), count: 3),
      Page(body: little(2) + [3, 0b101] + plain(["a\"b", "é"]), count: 3),
      Page(body: little(1) + little(-5) + little(0), count: 3),
      Page(body: [UInt8](repeating: 0xFF, count: 24), count: 3),
      Page(body: [0b110], count: 3),
      Page(body: half + nan + half, count: 3),
      // Row 0 has two, row 1 none, row 2 one.
      Page(
        body: little(2) + [3, 0b0010] + little(2) + [3, 0b1011] + plain(["MIT", "BSD", "GPL"]),
        count: 4),
      Page(body: plain(["", "", ""]), count: 3),
    ]
    let read = try TinyParquet(fields, pages.map { [$0] }, rows: 3).withFile {
      try ReadDocuments($0)
    }
    let big = "\"big\":18446744073709551615"
    #expect(read.texts == ["one", "two", "three"])
    #expect(
      read.metadata == [
        "{\"lang\":\"a\\\"b\",\"size\":1,\(big),\"good\":false,\"score\":0.5,\"licenses\":[\"MIT\",\"BSD\"]}",
        "{\"size\":-5,\(big),\"good\":true,\"licenses\":[]}",
        "{\"lang\":\"é\",\"size\":0,\(big),\"good\":true,\"score\":0.5,\"licenses\":[\"GPL\"]}",
      ])
    #expect(read.ids.allSatisfy { $0.hasPrefix("ul2prep-parquet-") })
    #expect(read.ids[2].hasSuffix("#2"))
  }

  @Test("Null text is counted, text that is not UTF-8 is reported with its row") func unusable()
    throws
  {
    let body = little(2) + [3, 0b1101] + plain(["a"]) + little(2) + [0xFF, 0x41] + plain(["b"])
    let file = TinyParquet(string("text", 1), [Page(body: body, count: 4)], rows: 4)
    try file.withFile { path in
      let read = try ReadDocuments(path)
      #expect(read.texts == ["a", "b"])
      #expect(read.metadata == ["{}", "{}"])
      #expect(read.counts.filtered == ["no text": 1])
      #expect(read.counts.bad == ["not UTF-8": 1])
      #expect(read.problems.map(\.place) == ["row 2"])
      #expect(read.problems.map(\.path) == [path])
    }
  }

  @Test("A column without a type has no texts; one with texts is preferred")
  func nullColumn() throws {
    var null = Field(name: "content", type: .int32, repetition: 1)
    null.isNull = true
    let nulls = Page(body: little(2) + [4, 0], count: 2)
    let only = try TinyParquet(null, [nulls], rows: 2).withFile { try ReadDocuments($0) }
    #expect(only.texts == [] && only.counts.filtered == ["no text": 2] && only.problems == [])
    let both = TinyParquet(
      [null, string("text")], [[nulls], [Page(body: plain(["a", "b"]), count: 2)]], rows: 2)
    #expect(try both.withFile { try ReadDocuments($0) }.texts == ["a", "b"])
    // The message makes sense if there are no other columns.
    let number = TinyParquet(
      [Field(name: "content", type: .int32)], [[Page(body: little(7), count: 1)]], rows: 1)
    let problem = try #require(throws: Problem.self) {
      try number.withFile { try ReadDocuments($0) }
    }
    #expect(problem.expected == "a column of strings; there is none")
  }

  @Test("A list of structures gives one document each; clashing names are kept distinct")
  func nested() throws {
    let fields = [
      string("repo_name"),
      Field(name: "files", repetition: 1, converted: 3, children: 1),
      Field(name: "list", repetition: 2, children: 1),
      Field(name: "element", repetition: 1, children: 3),
      string("content", 1), string("path"), string("lang", 1),
      string("lang"),
    ]
    // Row 0: two files, the second without content; row 1: an empty list; row 2: one file.
    let repetitions = little(2) + [3, 0b0010]
    let repeatedLevels: (String) -> [UInt8] = { levels in
      let packed = levels.enumerated().reduce(0) {
        $0 | Int(String($1.element))! << (3 * $1.offset)
      }
      return [3] + (0..<3).map { UInt8(truncatingIfNeeded: packed >> (8 * $0)) }
    }
    let pages = [
      Page(body: plain(["r0", "r1", "r2"]), count: 3),
      Page(
        body: repetitions + little(4) + repeatedLevels("4314") + plain(["text 0", "text 2"]),
        count: 4),
      Page(
        body: repetitions + little(3) + [3, 0b1101_1111, 0b0000_0000] + plain([]), count: 4),
      Page(
        body: repetitions + little(4) + repeatedLevels("4314") + plain(["c", "go"]), count: 4),
      Page(body: plain(["C", "X", "Go"]), count: 3),
    ]
    var fixed = pages
    // `path` is required: its levels stop at 3, which take two bits: 3 3 1 3.
    fixed[2].body = repetitions + little(3) + [3, 0b1101_1111, 0] + plain(["a.c", "b.c", "c.go"])
    let read = try TinyParquet(fields, fixed.map { [$0] }, rows: 3).withFile {
      try ReadDocuments($0)
    }
    #expect(read.texts == ["text 0", "text 2"])
    #expect(read.ids == ["r0/a.c", "r2/c.go"])
    #expect(
      read.metadata == [
        "{\"repo_name\":\"r0\",\"lang\":\"C\",\"path\":\"a.c\",\"files.lang\":\"c\"}",
        "{\"repo_name\":\"r2\",\"lang\":\"Go\",\"path\":\"c.go\",\"files.lang\":\"go\"}",
      ])
    #expect(read.counts.filtered == ["no text": 1, "empty list": 1])
  }

  @Test("The Stack v2 is refused with advice") func stackV2() throws {
    let fields = [string("blob_id"), string("path")]
    let file = TinyParquet(fields, [[], []], rows: 0)
    let problem = try #require(throws: Problem.self) {
      try file.withFile { try ReadDocuments($0) }
    }
    #expect(problem.problem.contains("The Stack v2"))
    #expect(problem.fix?.contains("s3://softwareheritage") == true)
  }

  @Test("A missing text column: the columns that exist, and the nearest name") func missing() throws
  {
    let fields = [string("contents"), string("name"), Field(name: "n", type: .int32)]
    let file = TinyParquet(fields, [[], [], []], rows: 0)
    let problem = try #require(throws: Problem.self) {
      try file.withFile { try ReadDocuments($0, textColumn: "contnets") }
    }
    #expect(problem.problem == "no column contnets")
    #expect(problem.expected == "one of: contents, name")
    #expect(problem.fix == "did you mean contents?")
    let number = try #require(throws: Problem.self) {
      try file.withFile { try ReadDocuments($0, textColumn: "n") }
    }
    #expect(number.problem == "the column n does not hold text")
    #expect(throws: Never.self) {
      try file.withFile { try ReadDocuments($0, textColumn: "contents") }
    }
  }
}

@Suite(
  "Parquet: documents of real files",
  .enabled(if: realData != nil, "\(needsRealFiles)"))
struct RealDocumentTests {
  func path(_ name: String) -> String { realFile(name) }

  @Test("The Stack v1") func stackV1() throws {
    let read = try ReadDocuments(path("derived/stack/stack_v1_snappy_rg100.parquet"))
    #expect(read.texts.count == 260)
    #expect(read.ids.allSatisfy { $0.split(separator: "/").count >= 3 })
    let metadata = try JSONValue.parse(Array(read.metadata[0].utf8), path: "row 0")
    #expect(metadata["hexsha"]?.string?.utf8.count == 40)
    #expect(metadata["max_stars_repo_licenses"]?.array?.isEmpty == false)
    #expect(metadata["content"] == nil)
    let bare = try ReadDocuments(
      path("derived/stack/stack_v1_snappy_rg100.parquet"), metadata: false)
    #expect(bare.ids == read.ids)
    #expect(bare.texts == read.texts)
    #expect(bare.metadata.allSatisfy { $0 == "{}" })
  }

  @Test("The Stack v3: one document per file") func stackV3() throws {
    let name = path("derived/stack/stack_v3_nested_files_v2page_snappy.parquet")
    let read = try ReadDocuments(name)
    #expect(read.texts.count > 8)
    #expect(read.ids.count == Set(read.ids).count)
    let metadata = try JSONValue.parse(Array(read.metadata[0].utf8), path: "row 0")
    #expect(metadata["repo_name"]?.string != nil)
    #expect(metadata["size"]?.int == read.texts[0].utf8.count)
    #expect(metadata["license"]?.array != nil)
    #expect(metadata["detected_licenses"]?.array != nil)
  }

  @Test("All writers and encodings give the same documents") func writers() throws {
    let names = [
      "enc_2level_list_compat", "enc_brotli", "enc_checksum_pageindex_cdc",
      "enc_delta_byte_array_v1",
      "enc_dict_zstd_v2page", "enc_gzip_dict", "enc_large_string", "enc_required_fields",
      "writer_duckdb_v1_snappy", "writer_duckdb_v2_zstd",
    ]
    let plain = try ReadDocuments(path("derived/stack/enc_plain_uncompressed_v1page.parquet"))
    #expect(plain.texts.count == 60)
    for name in names {
      let read = try ReadDocuments(path("derived/stack/\(name).parquet"))
      #expect(read.texts == plain.texts, "\(name)")
      #expect(read.ids == plain.ids, "\(name)")
      #expect(read.metadata == plain.metadata, "\(name)")
    }
  }

  @Test("FineWeb and C4: the text, and the id or the address") func webPages() throws {
    let fineWeb = try ReadDocuments(path("derived/stack/fineweb_style_zstd.parquet"))
    #expect(fineWeb.texts.count == 20)
    #expect(fineWeb.ids.allSatisfy { !$0.contains("#") })
    let c4 = try ReadDocuments(path("c4/maxtext_c4-train-00000-of-01637.parquet"))
    #expect(c4.texts.count == 200)
    #expect(c4.texts.reduce(0) { $0 + $1.utf8.count } == 406_679)
    #expect(c4.ids[199] == "maxtext_c4-train-00000-of-01637.parquet#199")
  }
}
