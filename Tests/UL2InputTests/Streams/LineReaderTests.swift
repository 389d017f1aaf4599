import ReaderSupport
import Testing
import UL2Input

@Suite("Lines") struct LineReaderTests {
  private func lines(_ text: String, limit: Int = 1 << 20, chunk: Int) throws -> [String] {
    let reader = LineReader(ChunkedSource(text, chunk: chunk), limit: limit)
    var lines: [String] = []
    while let line = try reader.next() {
      switch line {
      case .text(let bytes):
        lines.append("\(reader.number) \(String(decoding: bytes, as: UTF8.self))")
      case .tooLong(let count): lines.append("\(reader.number) too long: \(count)")
      }
    }
    return lines
  }

  @Test("Ends of lines, end of input, and byte order marks", arguments: [1, 2, 3, 1 << 20])
  func ends(chunk: Int) throws {
    #expect(try lines("", chunk: chunk) == [])
    #expect(try lines("\n", chunk: chunk) == ["1 "])
    #expect(try lines("a", chunk: chunk) == ["1 a"])
    #expect(try lines("a\n", chunk: chunk) == ["1 a"])
    #expect(try lines("a\nb", chunk: chunk) == ["1 a", "2 b"])
    #expect(try lines("a\r\n\r\nb\rc\r\n", chunk: chunk) == ["1 a", "2 ", "3 b\rc"])
    #expect(try lines("\n\na", chunk: chunk) == ["1 ", "2 ", "3 a"])
    #expect(try lines("\u{FEFF}a\n\u{FEFF}b", chunk: chunk) == ["1 a", "2 \u{FEFF}b"])
    #expect(try lines("\u{FEFF}", chunk: chunk) == ["1 "])
    #expect(try lines("a\0b\nc", chunk: chunk) == ["1 a\0b", "2 c"])
  }

  @Test("Lines above the limit are skipped, the others are read", arguments: [1, 5, 1 << 20])
  func limit(chunk: Int) throws {
    #expect(
      try lines("1234\n12345\r\n123456\n\nab\n12345678", limit: 5, chunk: chunk)
        == ["1 1234", "2 12345", "3 too long: 6", "4 ", "5 ab", "6 too long: 8"])
    #expect(try lines("1234567", limit: 5, chunk: chunk) == ["1 too long: 7"])
  }

  @Test("Lines longer than the buffer")
  func long() throws {
    let texts = [300_000, 1, 700_000, 256 << 10, (256 << 10) - 1, 0, 2_000_000].map {
      String(repeating: "x", count: $0)
    }
    for limit in [1 << 30, 600_000] {
      let found = try lines(texts.joined(separator: "\n"), limit: limit, chunk: 10_000)
      let expected = texts.enumerated().map { i, text in
        "\(i + 1) " + (text.utf8.count > limit ? "too long: \(text.utf8.count)" : text)
      }
      #expect(found == expected)
    }
  }

  @Test("Whole lines come before the problem, the cut line is dropped")
  func problem() throws {
    let data = compress(Array("one\ntwo\nthree".utf8), .gzip)
    let reader = try LineReader(decompressed(ByteReader(ChunkedSource(Array(data.dropLast(8))))))
    var count = 0
    #expect(throws: Problem.self) {
      while try reader.next() != nil { count += 1 }
    }
    #expect(count == 2)
  }
}
