/// Units that two tasks have made.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Units made twice")
struct UnitRecordTests {
  private let scratch = TemporaryDirectory()

  private func task() throws -> OutputDirectory {
    let output = OutputDirectory(scratch("output"), configuration: ["command": "test"])
    _ = try output.begin(overwrite: false)
    return output
  }

  private func make(_ text: String, _ output: OutputDirectory) throws {
    try makeDirectories(output.scratch("00000"))
    try AtomicFile.write(Array(text.utf8), to: output.scratch("00000/file"))
    try output.record("00000", ["text": .string(text)], directory: "00000") {
      directory throws(Problem) in
      try readFile(joined(directory, "file")) == Array(text.utf8)
    }
  }

  @Test("The same bytes twice are the same unit; other bytes name both")
  func twice() throws {
    let (a, b) = try (task(), task())
    #expect(a.scratch("x") != b.scratch("x"), "each task has a directory of its own")
    try make("same", a)
    try make("same", b)
    #expect(try readFile(scratch("output/00000/file")) == Array("same".utf8))
    let problem = try #require(throws: Problem.self) { try make("other", b) }
    #expect(problem.problem == "a unit was made twice, with other bytes")
    #expect(problem.got?.contains("other") == true && problem.expected?.contains("same") == true)
  }

  @Test("What a power cut has left of a unit is replaced")
  func torn() throws {
    let output = try task()
    try makeDirectories(scratch("output/00000"))
    try AtomicFile.write(Array("sa".utf8), to: scratch("output/00000/file"))
    try make("same", output)
    #expect(try readFile(scratch("output/00000/file")) == Array("same".utf8))
  }
}
