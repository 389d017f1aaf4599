/// The commands of the README and of pages in `docs/`, run as written, and their output compared with the page
/// (`Scripts/page`).
///
/// With UL2PREP_WRITE_TABLES set, as `make tables` does, the output is written into the pages instead.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("Pages with commands")
struct PageTests {
  private func run(_ script: String, _ arguments: [String]) throws -> CommandResult {
    try Command(
      repositoryRoot + "/Scripts/" + script, arguments, environment: ["UL2PREP_BINARY": programPath]
    ).wait()
  }

  private static let isWriting = getenv("UL2PREP_WRITE_TABLES") != nil

  @Test(
    "Commands in the documentation print what their page shows",
    arguments: [
      "getting-started", "corpora", "sources", "choosing", "tokenizers", "mixtures", "objectives",
      "packing", "clusters", "commands",
    ])
  func commands(page: String) throws {
    let path = repositoryRoot + "/docs/\(page).md"
    let result = try run("page", Self.isWriting ? ["--write", path] : [path])
    #expect(result.status == 0, "\(result.text)\(result.errors)")
  }

  @Test(
    "A newcomer gets through the README: two commands, files of their own, three lines of Python")
  func newcomer() throws {
    if Self.isWriting {
      #expect(try run("page", ["--write", repositoryRoot + "/README.md"]).status == 0)
      return
    }
    let result = try run("newcomer", ["--built"])
    #expect(result.status == 0, "\(result.text)\(result.errors)")
    for heading in ["Two commands", "Your own files"] {
      #expect(result.lines.contains(Substring(heading)), "\(result.text)")
    }
    #expect(result.lines.filter { $0.contains(/^ +[0-9.]+ s\b/) }.count >= 5, "\(result.text)")
  }

  @Test("The README's picture is what its script draws")
  func picture() throws {
    let result = try run("flow", ["--check"])
    #expect(result.status == 0, "\(result.errors)")
  }
}
