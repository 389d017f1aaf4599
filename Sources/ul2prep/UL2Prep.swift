/// The command line: a table of commands, each a short file in `Commands/`.
import ArgumentParser
import Glibc
import UL2Pipeline

struct Root: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ul2prep",
    abstract: "Raw corpora to packed training shards with a UL2-style mixture of objectives.",
    discussion: """
      A first run, over the fixtures of the repository:

        ul2prep tokenize --mixture openmoe.json --tokenizer-model bpe-8k.model --output stores \\
          --input c4=fixtures/c4 …
        ul2prep plan     --mixture openmoe.json --tokens stores
        ul2prep pack     --mixture openmoe.json --tokens stores --output shards
        ul2prep verify   shards
        ul2prep inspect  shards --row 0

      Results go to standard output, everything else to standard error. Exit codes: \
      \(Problem.Kind.exitCodes).
      """,
    version: programVersion,
    subcommands: [
      ReadCommand.self, TokenizeCommand.self, PlanCommand.self, PackCommand.self,
      StatusCommand.self, FinalizeCommand.self, InspectCommand.self, VerifyCommand.self,
      ReportCommand.self,
      EncodeCommand.self, DecodeCommand.self, ManualCommand.self,
    ])
}

@main
enum UL2Prep {
  static func main() {
    Interruption.install(exitCode: Problem.Kind.interrupted.exitCode)
    raiseFileLimit()
    do {
      var command = try parse()
      try command.run()
    } catch let problem as Problem {
      StandardError().report(problem)
      exit(problem.kind.exitCode)
    } catch  where Root.exitCode(for: error).isSuccess {
      Root.exit(withError: error)
    } catch {
      // One line, like every other error.
      StandardError().report(CommandLineCheck().problem(Root.message(for: error)))
      exit(Root.exitCode(for: error).rawValue)
    }
  }

  /// Parses the arguments. Where they cannot be meant, what is misspelt is reported before what is
  /// missing.
  private static func parse() throws -> any ParsableCommand {
    do {
      return try Root.parseAsRoot()
    } catch  where Root.exitCode(for: error).isSuccess {
      throw error
    } catch {
      let check = CommandLineCheck()
      if let problem = check.misspelling { throw problem }
      guard let joined = check.withNegativeNumbers else { throw error }
      return try Root.parseAsRoot(joined)
    }
  }
}
