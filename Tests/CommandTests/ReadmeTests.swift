/// Every command of the README, run as it is written there, one after another.
import TestSupport
import Testing
import UL2Pipeline

@Suite("README")
struct ReadmeTests {
  /// The `ul2prep` lines of the README's shell blocks.
  private func commands() throws -> [[String]] {
    let text = String(decoding: try readFile(repositoryRoot + "/README.md"), as: UTF8.self)
    var isShell = false
    var commands: [[String]] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isShell = line == "```sh"
      } else if isShell, line.hasPrefix("ul2prep ") {
        commands.append(line.split(separator: " ").dropFirst().map(String.init))
      }
    }
    return commands
  }

  @Test("Every command of the README works")
  func works() throws {
    let commands = try commands()
    #expect(commands.count >= 9)
    let scratch = Scratch()
    // What the README writes to out/ goes to a directory of the test's.
    for command in commands {
      let arguments = command.map { argument in
        argument.hasPrefix("out/") ? scratch.path + "/" + argument : argument
      }
      let result = try ul2prep(arguments, directory: repositoryRoot)
      #expect(result.status == 0, "\(command.joined(separator: " ")): \(result.errors)")
      // A task that comes when others have done all has no result of its own.
      #expect(!result.output.isEmpty || result.errors.contains("done already"))
    }
  }

  @Test("Every mixture key of the README is one")
  func mixture() throws {
    let text = String(decoding: try readFile(repositoryRoot + "/README.md"), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "```json"))
    let json = lines[(start + 1)...].prefix { $0 != "```" }.joined(separator: "\n")
    let mixture = try Mixture.parse(Array(json.utf8), path: "README.md")
    #expect(mixture.objectives.count == 2)
  }
}
