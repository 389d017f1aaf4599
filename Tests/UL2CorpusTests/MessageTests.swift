import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

@Suite("Input bytes in messages") struct MessageTests {
  private static let noise: [UInt8] = (0..<3000).map {
    UInt8(truncatingIfNeeded: ($0 * 7919) ^ ($0 >> 3))
  }

  /// The beginnings of files that are something else, or break soon.
  private static let inputs: [(name: String, bytes: [UInt8])] = {
    let heads: [(String, String)] = [
      ("noise", ""), ("pdf", "%PDF-1.7\n%\u{E2}\u{E3}\n"), ("png", "\u{89}PNG\r\n\u{1A}\n\0\0"),
      ("arrow", "ARROW1\0\0"), ("stream", "\u{FF}\u{FF}\u{FF}\u{FF}\u{10}\u{02}\0\0"),
      ("parquet", "PAR1"),
      ("warc", "WARC/1.0\r\nWARC-Type: a\u{1B}b\u{FF}\r\nContent-Length: \u{1B}\u{80}\r\n\r\n"),
      (
        "record",
        "WARC/1.0\r\nWARC-Type: \u{1B}[31m\u{FF}\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n\u{1B}\u{80}"
      ),
      ("version", "WARC/\u{1B}\u{80}\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n"),
      ("json", "{\"text\": \u{1B}\u{01}"),
      ("lines", "{\"text\": \"a\"}\n{\"text\": \u{07}\u{80}}\n\u{1B}\n"),
      ("xml", "<?xml version=\"1.0\"?>\n<posts><row \u{1B}\u{80}=\"1\" /><\u{07}x>"),
      ("encoding", "<?xml version=\"1.0\" encoding=\"\u{1B}\u{80}\"?>\n<posts>"),
      (
        "wiki",
        "<mediawiki><page><title>\u{1B}</title><revision><model>\u{1B}[m</model><text>a</text></revision></page><\u{80}"
      ),
      ("gzip", "\u{1F}\u{8B}\u{08}\0"), ("zip", "PK\u{03}\u{04}"),
      ("7z", "7z\u{BC}\u{AF}\u{27}\u{1C}"),
      ("tar", "\u{1B}\u{80}" + String(repeating: "\0", count: 255) + "ustar\0"),
    ]
    return heads.map { ($0.0, $0.1.unicodeScalars.map { UInt8($0.value) } + noise) }
  }()

  @Test("Never raw bytes, whatever is read in whatever format", arguments: Source.all)
  func messages(_ source: Source) throws {
    for (name, bytes) in Self.inputs {
      for format in [nil] + source.formats.map(Optional.some) {
        for input in [bytes, compress(Array("text\n".utf8), .gzip) + bytes] {
          try withTemporaryFile(input) { path in
            var options = ReaderOptions()
            options.format = format
            let log = SkipLog()
            var problems: [Problem] = []
            do throws(Problem) {
              let reading = Reading(
                try openReader(path, source: source, options: options, log: log))
              problems = reading.problem.map { [$0] } ?? []
            } catch {
              problems = [error]
            }
            for problem in problems + log.problems {
              let text = "\(problem)"
              let isClean = text.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control && $0 != "\u{FFFD}"
              }
              #expect(isClean, "\(name): \(text)")
              // Nor escapes of them where hexadecimal says more.
              #expect(problem.got?.contains("\u{FFFD}") != true, "\(name): \(text)")
            }
            for reason in log.counts.filtered.keys {
              #expect(
                !reason.unicodeScalars.contains { $0.properties.generalCategory == .control },
                "\(reason.debugDescription)")
            }
          }
        }
      }
    }
  }

  @Test("A file of another kind is called by its name")
  func names() throws {
    let expected = [
      "pdf": "a PDF", "png": "a PNG image", "arrow": "an Arrow file", "stream": "an Arrow stream",
    ]
    for (name, bytes) in Self.inputs {
      guard let wanted = expected[name] else { continue }
      for source in [Source.c4, .wikipedia, .stackExchange, .commonCrawl, .gitHub] {
        try withTemporaryFile(bytes) { path in
          let error = #expect(throws: Problem.self) {
            _ = try openReader(path, source: source, options: ReaderOptions(), log: SkipLog())
          }
          #expect(error?.got == wanted, "\(source.name)")
        }
      }
    }
  }
}
