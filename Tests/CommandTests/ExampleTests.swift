/// The command lines of `examples/ray` and `examples/kubernetes` use options that the program has. `make cluster` runs
/// them; this takes a second.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Examples for clusters")
struct ExampleTests {
  @Test("Commands use existing options, and numbers that fit")
  func commands() throws {
    let result = try Command(
      "/usr/bin/env", ["python3", repositoryRoot + "/Tests/Python/test_examples.py"],
      environment: ["UL2PREP_BINARY": programPath]
    ).wait()
    #expect(result.status == 0, "\(result.text)\(result.errors)")
    #expect(result.lines.contains("7 commands: as expected"), "\(result.text)")
  }
}
