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

  @Test("The same bytes twice are the same unit; different bytes are an error that names both")
  func twice() throws {
    let (a, b) = try (task(), task())
    #expect(a.scratch("x") != b.scratch("x"), "each task has a directory of its own")
    try make("same", a)
    try make("same", b)
    #expect(try readFile(scratch("output/00000/file")) == Array("same".utf8))
    let problem = try #require(throws: Problem.self) { try make("other", b) }
    #expect(problem.problem == "a unit was made twice, with different bytes")
    #expect(problem.got?.contains("other") == true && problem.expected?.contains("same") == true)
  }

  @Test("The rest of a unit after a power cut is replaced")
  func torn() throws {
    let output = try task()
    try makeDirectories(scratch("output/00000"))
    try AtomicFile.write(Array("sa".utf8), to: scratch("output/00000/file"))
    try make("same", output)
    #expect(try readFile(scratch("output/00000/file")) == Array("same".utf8))
  }

  @Test("A record that others remove and remake is there or not, never an error")
  func vanishing() throws {
    let output = try task()
    let (place, away) = (output.finished("00000.done"), output.scratch("away"))
    try output.record("00000", ["text": "same"])
    let other = try #require(
      startThread {
        for _ in 0..<20_000 {
          _ = try? rename(place, to: away)
          _ = try? rename(away, to: place)
        }
      })
    defer { other.join() }
    for _ in 0..<20_000 {
      let record = try output.record(of: "00000")
      #expect(record == nil || record == ["text": "same"])
    }
  }

  @Test("Only the damaged record is removed, not one that another task has since remade")
  func forgotten() throws {
    let output = try task()
    try output.record("00000", ["text": "same"])
    try output.forget("00000") { $0 == ["text": "same"] }
    #expect(try output.record(of: "00000") == ["text": "same"])
    try output.forget("00000") { _ in false }
    #expect(!exists(output.finished("00000.done")))
    try output.forget("00000") { _ in false }
    try AtomicFile.write(Array("0123456789abcdef\n{}".utf8), to: output.finished("00000.done"))
    try output.forget("00000") { _ in true }
    #expect(!exists(output.finished("00000.done")))
  }
}
