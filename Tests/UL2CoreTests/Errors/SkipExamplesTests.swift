import Testing
import UL2Core

@Suite("Examples of skipped records")
struct SkipExamplesTests {
  private func examples(_ ids: Range<Int>) -> SkipExamples {
    var examples = SkipExamples()
    for id in ids { examples.add(.init(id: "\(id)", text: "text \(id)"), to: "why") }
    return examples
  }

  @Test("The first twenty per reason, however they are merged")
  func first() {
    let whole = examples(0..<50)
    #expect(whole["why"].map(\.id) == (0..<20).map { "\($0)" })
    for cut in [0, 1, 19, 20, 21, 49] {
      var parts = examples(0..<cut)
      let taken = parts.add(examples(cut..<50))
      #expect(parts == whole)
      #expect(taken["why"].count == max(0, 20 - cut))
    }
  }

  @Test("No more than a hundred reasons; ids and texts are cut between scalars")
  func bounds() {
    var examples = SkipExamples()
    for reason in 0..<1000 { examples.add(.init(id: "a", text: ""), to: "\(reason)") }
    examples.add(.init(id: "a", text: ""), to: String(repeating: "long ", count: 100))
    #expect(examples.byReason.count == 100)
    let example = SkipExamples.Example(
      id: String(repeating: "é", count: 1000), text: String(repeating: "a\u{301}🙂", count: 1000))
    #expect(example.id.unicodeScalars.count == 500)
    #expect(example.text.unicodeScalars.count == 200)
    #expect(example.text.unicodeScalars.allSatisfy { $0 != "\u{FFFD}" })
    let broken = SkipExamples.Example(id: [0xFF], text: [0x61, 0xE2, 0x82])
    #expect(broken.id == "\u{FFFD}" && broken.text == "a\u{FFFD}")
  }

  @Test("JSON and back")
  func json() throws {
    let value = try JSONValue.parse(examples(0..<3).json.bytes(), path: "a.json")
    #expect(JSONRule<SkipExamples>.examples.read(value) == examples(0..<3))
    #expect(JSONRule<SkipExamples>.examples.read(["why": [["id": "a"]]]) == nil)
  }
}
