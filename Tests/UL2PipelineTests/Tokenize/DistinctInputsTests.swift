/// Which addresses are one input.
import Synchronization
import Testing
import UL2Pipeline

@Suite("Inputs, each once")
struct DistinctInputsTests {
  private func distinct(_ inputs: [String]) -> (inputs: [String], notes: [String]) {
    let notes = Mutex<[String]>([])
    let reporter = Reporter { event in
      if case .note(let text) = event { notes.withLock { $0.append(text.description) } }
    }
    return (distinctInputs(inputs, reporter), notes.withLock { $0 })
  }

  @Test(
    "Addresses that mean the same",
    arguments: [
      ["https://example.org/a.gz", "HTTPS://Example.org/a.gz"],
      ["https://example.org/a.gz", "https://example.org:443/a.gz"],
      ["http://example.org/a.gz", "http://example.org:80/a.gz#part"],
      ["s3://bucket/Key", "S3://bucket/Key"],
    ])
  func same(inputs: [String]) {
    let result = distinct(inputs)
    #expect(result.inputs == [inputs[0]])
    #expect(
      result.notes == [
        "1 input is the same file as another, and left out: \(inputs[1]) is \(inputs[0])"
      ])
  }

  @Test("Addresses that may differ, and missing inputs")
  func others() {
    let inputs = [
      "-", "http://example.org/a", "https://example.org/A", "https://example.org/a",
      "https://example.org/a?b=C", "https://example.org/a?b=c", "https://example.org:8080/a",
      "s3://bucket//key", "s3://bucket/key", "/nowhere/a", "/nowhere/b",
    ]
    let result = distinct(inputs)
    #expect(result.inputs == inputs && result.notes.isEmpty)
  }
}
