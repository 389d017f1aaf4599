/// A file read in parts, wherever they begin: the documents of the whole, in order.
import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

@Suite("Divided inputs")
struct DividedInputTests {
  private let scratch = Scratch()

  private func texts(
    _ path: String, _ part: Range<Int>?, _ source: Source = .jsonLines
  ) throws -> PartsOutcome {
    PartsOutcome(try openParts(path, part: part, source: source, options: ReaderOptions()))
  }

  /// Ranges that a size is cut into.
  private func parts(_ size: Int, of part: Int) -> [Range<Int>] {
    stride(from: 0, to: size, by: part).map { $0..<min($0 + part, size) }
  }

  @Test("JSON Lines: each line in one part, wherever parts begin")
  func everyPlace() throws {
    for text in [
      "{\"text\": \"a\"}\n{\"text\": \"bb\"}\n\n{\"text\": \"ccc\"}\n{\"text\": \"d\"}",
      "{\"text\": \"a\"}\r\n{\"text\": \"\(String(repeating: "long ", count: 20))\"}\n",
      "\n\n\n{\"text\": \"x\"}\n",
    ] {
      let path = try scratch.write(text, to: "a.jsonl")
      let whole = try texts(path, nil)
      for size in 1...text.utf8.count + 1 {
        var found: [String] = []
        for part in parts(text.utf8.count, of: size) {
          found += try texts(path, part).texts
        }
        #expect(found == whole.texts, "parts of \(size)")
      }
    }
  }

  @Test(
    "JSON Lines longer than a read; broken lines are noted once, with their places")
  func longLines() throws {
    var random = CounterRandom(key: 5)
    var text = ""
    for i in 0..<300 {
      let word = String(repeating: "w", count: i % 50 == 7 ? 700_000 : random.below(3000))
      text += i % 40 == 3 ? "{broken \(i)\n" : "{\"text\": \"\(i) \(word)\"}\n"
    }
    let path = try scratch.write(text, to: "b.jsonl")
    let whole = try texts(path, nil)
    for size in [100_000, 262_144, 1_000_003] {
      let outcomes = try parts(text.utf8.count, of: size).map { try texts(path, $0) }
      #expect(outcomes.flatMap(\.texts) == whole.texts)
      #expect(outcomes.reduce(0) { $0 + $1.log.counts.badTotal } == 8)
      let places = outcomes.flatMap { $0.log.problems.compactMap(\.place) }
      for place in places {
        let offset = try #require(Int(place.dropFirst("byte ".count)))
        #expect(text.utf8.dropFirst(offset).starts(with: "{broken".utf8))
      }
      // Without an id of their own they are named by their place.
      for id in outcomes.flatMap(\.ids) {
        let offset = try #require(Int(id.dropFirst("b.jsonl@".count)), "\(id)")
        #expect(text.utf8.dropFirst(offset).starts(with: "{\"text\"".utf8))
      }
    }
  }

  @Test("Parquet: each row group in one part, with its rows' numbers")
  func parquet() throws {
    var paths = [fixture("the_stack/data-00000-of-00144.parquet")]
    let real = realFile("derived/stack/stack_v1_snappy_rg100.parquet")
    if exists(real) { paths.append(real) }
    for path in paths {
      let whole = try texts(path, nil, .theStack)
      #expect(!whole.texts.isEmpty)
      let size = try fileSize(path)
      for part in [max(1, size / 37), size / 3, size] {
        let outcomes = try parts(size, of: part).map { try texts(path, $0, .theStack) }
        #expect(outcomes.flatMap(\.documents).map(\.id) == whole.documents.map(\.id))
        #expect(outcomes.flatMap(\.texts) == whole.texts)
      }
    }
  }

  @Test("The formats that can be divided")
  func forms() throws {
    func format(_ path: String, _ source: Source) throws -> DivisibleFormat? {
      try divisibleFormat(of: path, source: source, options: ReaderOptions())
    }
    #expect(try format(fixture("github/redpajama.jsonl"), .gitHub) == .lines)
    #expect(try format(fixture("the_stack/data-00000-of-00144.parquet"), .theStack) == .rowGroups)
    #expect(try format(fixture("c4/c4-train.00000-of-01024.json.gz"), .c4) == nil)
    #expect(try format(fixture("jsonl/notes.jsonl.zst"), .jsonLines) == nil)
    #expect(
      try format(scratch.write("[{\"text\": \"a\"},\n{\"text\": \"b\"}]\n", to: "c"), .c4) == nil)
    #expect(
      try format(scratch.write("{\n \"text\": \"a\"\n}\n{\n \"text\": \"b\"\n}\n", to: "d"), .c4)
        == nil)
    #expect(try format(scratch.write("plain words", to: "e"), .c4) == nil)
    #expect(try format("-", .c4) == nil)
  }
}
