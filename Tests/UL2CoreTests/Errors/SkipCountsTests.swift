import Testing
import UL2Core

@Suite("Counts of skipped records")
struct SkipCountsTests {
  @Test("Names are kept in order, the first twenty per reason, and printable")
  func names() {
    var counts = SkipCounts()
    var more = SkipCounts()
    for number in 0..<15 {
      counts.add(name: "a\(number)", to: "x")
      more.add(name: "b\(number)", to: "x")
    }
    more.add(name: "c\u{1B}[2J", to: "y")
    counts.add(more)
    #expect(counts.names["x"]?.count == 20)
    #expect(counts.names["x"]?.prefix(16).last == "b0")
    #expect(counts.named("y") == "y (c\\x1b[2J)")
    #expect(counts.named("x").hasSuffix(", b4, …)"))
    #expect(counts.named("z") == "z")
  }

  @Test("JSON and back, without keys for zeros")
  func json() throws {
    var counts = SkipCounts()
    counts.filtered = ["no TeX": 2]
    #expect(counts.json.text() == #"{"bad":{},"filtered":{"no TeX":2}}"#)
    counts.add(name: "a", to: "no TeX")
    counts.noted = ["odd": 3]
    let text =
      #"{"bad":{},"filtered":{"no TeX":2},"noted":{"odd":3},"names":{"no TeX":["a"]}}"#
    #expect(counts.json.text() == text)
    let value = try JSONValue.parse(Array(text.utf8), path: "a.json")
    let file = JSONFile.manifest("a.json")
    #expect(try SkipCounts(JSONObjectReader(value, file)) == counts)
  }
}
