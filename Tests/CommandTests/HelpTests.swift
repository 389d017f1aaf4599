/// The `--help` of every command: it fits in 80 columns, and its examples run as they are from the root of a clone, in
/// the order in which the pages are listed.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Help")
struct HelpTests {
  /// A command as a user would paste it.
  private struct Example {
    var command: String
    /// Marked `# not run`: it needs a network or a scheduler.
    var isParsedOnly: Bool
  }

  private let scratch = Scratch()

  /// The output of `--help`.
  private func page(_ command: [String]) throws -> String {
    let result = try ul2prep(command + ["--help"], environment: ["COLUMNS": "80"])
    #expect(result.status == 0 && result.errors.isEmpty)
    return result.text
  }

  /// The program's own page, then those of all commands in the order in which it lists them.
  private func pages() throws -> [String] {
    let root = try page([])
    let commands = root.matches(of: #/\n  ([a-z]+)  /#).map { [String($0.output.1)] }
    #expect(commands.count == 11)
    return try [root] + (commands + [["manual"]]).map(page)
  }

  /// The indented lines before `USAGE`, joined after backslashes.
  private func examples(_ page: String) throws -> [Example] {
    let usage = try #require(page.firstRange(of: "\nUSAGE: "))
    var examples: [Example] = []
    var isParsedOnly = false
    var command = ""
    for line in page[..<usage.lowerBound].split(separator: "\n") where line.hasPrefix("  ") {
      if line.hasPrefix("  # not run: ") {
        isParsedOnly = true
        continue
      }
      command += line + "\n"
      if line.hasSuffix("\\") { continue }
      examples.append(Example(command: command, isParsedOnly: isParsedOnly))
      (command, isParsedOnly) = ("", false)
    }
    #expect(command.isEmpty, "an example ends in a backslash")
    return examples
  }

  @Test("No line is wider than 80 columns, and USAGE names existing options")
  func lines() throws {
    for page in try pages() {
      for line in page.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
      let parts = page.split(separator: "\nUSAGE: ")
      let (usage, options) = try #require(
        parts.last?.firstRange(of: "\n\n").map {
          (parts[1][..<$0.lowerBound], parts[1][$0.upperBound...])
        })
      for option in usage.matches(of: #/--[a-z-]+( <[a-z=]+>)?/#) {
        #expect(options.contains("\n  \(option.output.0)"), "\(option.output.0)")
      }
    }
  }

  @Test("Every example runs, one after another, in the root of a clone")
  func runs() throws {
    try scratch.link("bin/ul2prep", to: programPath)
    for name in ["fixtures", "mixtures", "README.md"] {
      try scratch.link("clone/" + name, to: repositoryRoot + "/" + name)
    }
    for page in try pages() {
      let examples = try examples(page)
      #expect(examples.contains { !$0.isParsedOnly }, "no example: \(page)")
      for example in examples {
        #expect(example.command.contains("ul2prep ") || example.command.hasPrefix("  mkdir "))
        var environment = ["PATH": scratch("bin") + ":/usr/bin:/bin"]
        if example.isParsedOnly { environment["UL2PREP_PARSE_ONLY"] = "1" }
        let result = try Command(
          "/usr/bin/env",
          ["-C", scratch("clone"), "bash", "-o", "pipefail", "-c", example.command],
          environment: environment
        ).wait()
        #expect(result.status == 0, "\(example.command)\(result.errors)")
        if example.isParsedOnly { #expect(result.output.isEmpty && result.errors.isEmpty) }
      }
    }
    // Files are only written below `out`, which git ignores.
    #expect(
      try listDirectory(scratch("clone")) == ["README.md", "fixtures", "mixtures", "out"])
  }
}
