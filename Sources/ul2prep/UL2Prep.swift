/// The command line: a table of commands, each a short file in `Commands/`.
import ArgumentParser
import Glibc
import UL2Pipeline

struct Root: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ul2prep",
    abstract:
      "Turn raw corpora into packed training shards with a UL2-style mixture of objectives.",
    usage: "ul2prep <subcommand> [<options>]",
    discussion: """
      Tokenize each source once, see what a mixture draws from it, pack shards, check them. From the \
      root of a clone:

        ul2prep tokenize --mixture mixtures/openmoe.json --output out/stores \\
          --tokenizer-model fixtures/tokenizers/bpe-8k.model
        ul2prep plan     --mixture mixtures/openmoe.json --tokens out/stores
        ul2prep pack     --mixture mixtures/openmoe.json --tokens out/stores \\
          --output out/shards
        ul2prep verify   out/shards
        ul2prep inspect  out/shards --row 0

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
      if !isParsingOnly { try command.run() }
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

  /// Whether the arguments are checked and the command is not run: for tests of examples that need a network or a
  /// scheduler.
  private static var isParsingOnly: Bool { unsafe getenv("UL2PREP_PARSE_ONLY") != nil }

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
