/// Readers' options in manifests.
import Testing
import UL2Corpus

@Suite("Readers' options")
struct ReaderOptionsTests {
  @Test("Format 1 has the options known then, if no others are set")
  func format1() throws {
    var options = ReaderOptions()
    options.minScore = 3
    options.directories = ["corpus"]
    let expected: JSONValue = [
      "format": nil, "text_field": nil, "html_text": "main", "min_score": 3, "max_answers": nil,
      "drop_appendix": false, "directories": ["corpus"],
    ]
    #expect(options.jsonOfFormat1 == expected)
  }
}
