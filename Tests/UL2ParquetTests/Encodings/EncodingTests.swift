import ReaderSupport
import TestSupport
import Testing
import UL2Core

/// The examples of Encodings.md, as pages of files.
@Suite("Parquet: encodings")
struct EncodingTests {
  typealias Field = TinyParquet.Field
  typealias Page = TinyParquet.Page

  func read(_ field: Field, _ pages: [Page], codec: Int = 0) throws -> [String?] {
    let rows = pages.reduce(0) { $0 + ($1.isDictionary ? 0 : $1.count) }
    var file = TinyParquet(field, pages, rows: rows)
    file.codec = codec
    return try file.withFile { try entries($0) }
  }

  let int32 = Field(name: "x", type: .int32)
  let int64 = Field(name: "x", type: .int64)
  let bytes = Field(name: "x", type: .byteArray)
  let optional = Field(name: "x", type: .int32, repetition: 1)

  @Test("PLAIN numbers") func plainNumbers() throws {
    #expect(
      try read(int32, [Page(body: little(7) + little(-2), count: 2)]) == ["7", "-2"])
    #expect(
      try read(int64, [Page(body: little(1) + little(1), count: 1)]) == ["4294967297"])
    #expect(
      try read(
        Field(name: "x", type: .boolean),
        [Page(body: [0b1_0110_1101, 1].map { UInt8($0 & 255) }, count: 9)])
        == ["1", "0", "1", "1", "0", "1", "1", "0", "1"])
  }

  @Test("PLAIN byte arrays, of free and of fixed length") func plainBytes() throws {
    #expect(
      try read(bytes, [Page(body: plain(["ab", "", "c"]), count: 3)]) == ["ab", "", "c"])
    let fixed = Field(name: "x", type: .fixedLengthByteArray, typeLength: 3)
    #expect(
      try read(fixed, [Page(body: Array("abcdef".utf8), count: 2)]) == ["abc", "def"])
  }

  @Test("Dictionary: the hybrid's example 0 to 7 at width 3, then a repeated run")
  func dictionary() throws {
    let words = (0..<8).map { "w\($0)" }
    let pages = [
      Page(body: plain(words), count: 8, isDictionary: true),
      // Bit width, 1 group of 8, and the bytes of the specification; a run of 300 times index 5.
      Page(
        body: [3, 0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010] + varint(300 << 1) + [5], count: 308,
        encoding: 8),
      // A chunk may fall back to PLAIN in its middle.
      Page(body: plain(["new"]), count: 1),
    ]
    #expect(try read(bytes, pages) == words + Array(repeating: "w5", count: 300) + ["new"])
  }

  @Test("RLE booleans begin with a length") func booleans() throws {
    let page = Page(body: little(2) + [10, 1], count: 5, encoding: 3)
    #expect(
      try read(Field(name: "x", type: .boolean), [page]) == ["1", "1", "1", "1", "1"])
  }

  @Test("Levels: RLE, bit-packed groups, and the deprecated BIT_PACKED") func levels() throws {
    let values = little(10) + little(20)
    let hybrid = Page(body: little(2) + [0b11, 0b0000_0101] + values, count: 4)
    #expect(try read(optional, [hybrid]) == ["10", nil, "20", nil])
    let packed = Page(body: [0b1010_0000] + values, count: 4, levelEncoding: 4)
    #expect(try read(optional, [packed]) == ["10", nil, "20", nil])
    let v2 = Page(body: [0b11, 0b0000_0101] + values, count: 4, v2Levels: (0, 2))
    #expect(try read(optional, [v2]) == ["10", nil, "20", nil])
  }

  @Test("DELTA_BINARY_PACKED: both examples") func delta() throws {
    let first = Page(body: [8, 1, 5, 2, 2, 0], count: 5, encoding: 5)
    #expect(try read(int32, [first]) == ["1", "2", "3", "4", "5"])
    // The eighth delta is padding.
    let second = Page(
      body: [8, 1, 8, 14, 3, 2, 0b1100_0000, 0b0011_1111], count: 8, encoding: 5)
    #expect(try read(int64, [second]) == ["7", "5", "3", "1", "2", "3", "4", "5"])
  }

  @Test("DELTA_BINARY_PACKED wraps around") func deltaWraps() throws {
    // Int32.max, then a difference of 1.
    let page = Page(
      body: [8, 1, 2] + varint(UInt64(Int32.max) << 1) + [2, 0], count: 2, encoding: 5)
    #expect(try read(int32, [page]) == ["2147483647", "-2147483648"])
  }

  @Test("DELTA_LENGTH_BYTE_ARRAY: Hello, World, Foobar, ABCDEF") func deltaLength() throws {
    // Lengths 5 5 6 6: differences 0 1 0, minimum 0, one bit each.
    let page = Page(
      body: [8, 1, 4, 10, 0, 1, 0b010] + Array("HelloWorldFoobarABCDEF".utf8), count: 4,
      encoding: 6)
    #expect(try read(bytes, [page]) == ["Hello", "World", "Foobar", "ABCDEF"])
  }

  @Test("DELTA_BYTE_ARRAY: axis, axle, babble, babyhood") func deltaStrings() throws {
    // Prefixes 0 2 0 3: differences 2 −2 3, minimum −2: 4 0 5 at three bits.
    let prefixes: [UInt8] = [8, 1, 4, 0, 3, 3, 0b0100_0100, 0b0000_0001, 0]
    // Suffixes 4 2 6 5: differences −2 4 −1, minimum −2: 0 6 1.
    let suffixes: [UInt8] = [8, 1, 4, 8, 3, 3, 0b0111_0000, 0, 0]
    let page = Page(
      body: prefixes + suffixes + Array("axislebabbleyhood".utf8), count: 4, encoding: 7)
    #expect(try read(bytes, [page]) == ["axis", "axle", "babble", "babyhood"])
  }

  @Test("BYTE_STREAM_SPLIT: the example") func byteStreamSplit() throws {
    let body: [UInt8] = [
      0xAA, 0x00, 0xA3, 0xBB, 0x11, 0xB4, 0xCC, 0x22, 0xC5, 0xDD, 0x33, 0xD6,
    ]
    let expected = [0xDDCC_BBAA, 0x3322_1100, 0xD6C5_B4A3].map {
      "\(Int32(truncatingIfNeeded: $0))"
    }
    #expect(try read(int32, [Page(body: body, count: 3, encoding: 9)]) == expected)
    let fixed = Field(name: "x", type: .fixedLengthByteArray, typeLength: 2)
    let letters = Page(body: Array("acebdf".utf8), count: 3, encoding: 9)
    #expect(try read(fixed, [letters]) == ["ab", "cd", "ef"])
  }

  @Test("Values and levels that run out are errors", arguments: 0...9) func runsOut(_ encoding: Int)
    throws
  {
    for body in [[], [1], [8, 1, 40, 0], little(2) + [200, 1]] as [[UInt8]] {
      #expect(throws: Problem.self) {
        try read(bytes, [Page(body: body, count: 50, encoding: encoding)])
      }
      #expect(throws: Problem.self) {
        try read(optional, [Page(body: body, count: 50, encoding: encoding)])
      }
    }
  }

  @Test("An index outside the dictionary is an error") func badIndex() throws {
    let pages = [
      Page(body: plain(["a"]), count: 1, isDictionary: true),
      Page(body: [1, 4, 1], count: 2, encoding: 8),
    ]
    #expect(throws: Problem.self) { try read(bytes, pages) }
    #expect(throws: Problem.self) { try read(bytes, Array(pages[1...])) }
  }
}
