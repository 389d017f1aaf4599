/// One file under several names is one input.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("The same input under several names")
struct SameInputTests {
  private let scratch = Scratch()

  private func tokenize(_ inputs: [String], to output: String = "store") throws -> CommandResult {
    try ul2prep(
      [
        "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
        scratch(output),
      ] + inputs)
  }

  @Test("Spellings, symbolic links and hard links of files and directories")
  func links() throws {
    let file = try scratch.write("{\"text\": \"one\"}\n", to: "in/b.jsonl")
    let other = try scratch.write("{\"text\": \"one\"}\n", to: "in/c.jsonl")
    try scratch.link("in/a.jsonl", to: file)
    #expect(Glibc.link(file, scratch("in/d.jsonl")) == 0)
    try scratch.link("again", to: scratch("in"))
    let result = try tokenize([
      scratch("in"), scratch("again/b.jsonl"), scratch("in/../in/c.jsonl"), scratch("in//b.jsonl"),
    ])
    expectSuccess(result)
    // By name, `again/b.jsonl` is the first.
    let inputs = try TokenStore(scratch("store")).manifest?.shards.flatMap {
      $0.shard.inputs.map(\.path)
    }
    #expect(inputs == [scratch("again/b.jsonl"), scratch("in/../in/c.jsonl")])
    let notes = result.errorLines.filter { $0.contains("same file") }
    #expect(notes.count == 1 && notes[0].contains("5 inputs are the same files as others"))
    #expect(try TokenStore(scratch("store")).documentCount == 2)
    _ = other
    // The same again, in another order: done already.
    let again = try tokenize([
      scratch("in//b.jsonl"), scratch("in/../in/c.jsonl"), scratch("again/b.jsonl"), scratch("in"),
    ])
    #expect(again.errors.contains("done already"))
  }

  @Test("Files with the same text are separate inputs")
  func copies() throws {
    for name in ["a", "b"] { try scratch.write("{\"text\": \"one\"}\n", to: "in/\(name).jsonl") }
    let result = try tokenize([scratch("in")])
    expectSuccess(result)
    #expect(!result.errors.contains("same file"))
    #expect(try TokenStore(scratch("store")).documentCount == 2)
  }
}
