/// Looks again at a command line that could not be parsed, for what the user has mistyped: the parser stops at the
/// first thing that is missing, whatever else is wrong.
///
/// The commands and options are taken from the parser's own description of itself, which is made only now.
import ArgumentParser
import UL2Pipeline

struct CommandLineCheck {
  private struct Option {
    /// With their hyphens.
    let names: [String]
    let takesValue: Bool
    let valueName: String
    /// The values that there are, where they are few.
    let choices: [String]
  }

  private struct Command {
    let name: String
    let options: [Option]

    func option(_ name: Substring) -> Option? { options.first { $0.names.contains(String(name)) } }
  }

  private let arguments: [String]
  private let root: Command
  private let commands: [Command]

  init(_ arguments: [String] = Array(CommandLine.arguments.dropFirst())) {
    self.arguments = arguments
    let json = try? JSONValue.parse(Array(Root._dumpHelp().utf8), path: "help")
    root = Self.command(json?["command"] ?? .null)
    commands = (json?["command"]?["subcommands"]?.array ?? []).map(Self.command)
  }

  private static func command(_ json: JSONValue) -> Command {
    let options = (json["arguments"]?.array ?? []).map { argument in
      Option(
        names: (argument["names"]?.array ?? []).map { name in
          (name["kind"]?.string == "short" ? "-" : "--") + (name["name"]?.string ?? "")
        },
        takesValue: argument["kind"]?.string == "option",
        valueName: argument["valueName"]?.string ?? "",
        choices: (argument["allValues"]?.array ?? []).compactMap(\.string))
    }
    return Command(name: json["commandName"]?.string ?? "", options: options)
  }

  private var command: Command? { commands.first { $0.name == arguments.first } }

  // MARK: Misspellings

  /// A command or an option that there is not; nil where all are known.
  var misspelling: Problem? {
    guard let first = arguments.first, first != "help" else { return nil }
    guard let command else {
      if first.hasPrefix("-") {
        return root.option(first.prefix { $0 != "=" }) == nil
          ? unknownOption(first[...], of: root) : nil
      }
      let problem = Problem.unknown("command", first, among: commands.map(\.name))
      return problem.fix == nil ? problem.with(fix: "see ul2prep --help") : problem
    }
    var rest = arguments.dropFirst()
    while let argument = rest.popFirst(), argument != "--" {
      // As word processors write two hyphens.
      if let dash = argument.first, "–—".contains(dash) {
        return unknownOption(
          "--" + argument.dropFirst().prefix { $0 != "=" }, of: command, typed: argument)
      }
      guard argument.hasPrefix("-"), argument != "-", !isNumber(argument) else { continue }
      let name = argument.prefix { $0 != "=" }
      guard let option = command.option(name) else { return unknownOption(name, of: command) }
      let isAttached = name.utf8.count < argument.utf8.count
      // What follows is its value, unless it is an option itself.
      if option.takesValue, !isAttached, let value = rest.first, command.option(value[...]) == nil {
        rest.removeFirst()
      }
    }
    return nil
  }

  private func unknownOption(
    _ name: Substring, of command: Command, typed: String? = nil
  ) -> Problem? {
    // Of the parser's own.
    if name.hasPrefix("--generate-completion") || name.hasPrefix("--experimental") { return nil }
    let names = command.options.flatMap(\.names)
    var problem = Problem(.usage, "no such option", got: typed ?? String(name))
    let others = commands.filter { $0.option(name) != nil }.map { "ul2prep \($0.name)" }
    if let nearest = nearestName(to: String(name), among: names.filter { $0.hasPrefix("--") }) {
      problem.fix = "did you mean \(nearest)?"
    } else if !others.isEmpty {
      problem.fix = "it is one of \(others.joined(separator: ", ")); see \(helpCommand)"
    } else {
      problem.fix = "see \(helpCommand)"
    }
    return problem
  }

  private var helpCommand: String {
    command.map { "ul2prep \($0.name) --help" } ?? "ul2prep --help"
  }

  // MARK: Values

  private func isNumber(_ argument: String) -> Bool {
    argument.hasPrefix("-") && argument.dropFirst().first.map { $0.isNumber || $0 == "." } ?? false
  }

  /// The arguments with negative numbers as the values that they are meant as; nil where there are none. The
  /// parser takes them for options.
  var withNegativeNumbers: [String]? {
    guard let command else { return nil }
    var joined: [String] = []
    for argument in arguments {
      if isNumber(argument), let last = joined.last, command.option(last[...])?.takesValue == true {
        joined[joined.count - 1] = last + "=" + argument
      } else {
        joined.append(argument)
      }
    }
    return joined.count < arguments.count ? joined : nil
  }

  /// The parser's message in this program's form: a wrong value with the form that is expected.
  func problem(_ message: String) -> Problem {
    let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    let general = Problem(.usage, line, fix: "see \(helpCommand)")
    guard let match = line.firstMatch(of: /The value '(.*)' is invalid for '(-[^ ']*)/),
      let option = command?.option(match.output.2)
    else { return general }
    return Problem(
      .usage, "\(match.output.2): bad value", got: String(match.output.1),
      expected: expectation(of: option), fix: "see \(helpCommand)")
  }

  private func expectation(of option: Option) -> String {
    if !option.choices.isEmpty {
      let last = option.choices.last ?? ""
      let others = option.choices.dropLast().joined(separator: ", ")
      return others.isEmpty ? last : "\(others) or \(last)"
    }
    switch option.names.first {
    case "--total-tokens": return "a number of tokens above 0: 300M, 10B, 1e9"
    case "--seed": return "a whole number from 0 to \(UInt64.max)"
    case "--epochs": return "a whole number from 1 to 65535"
    case "--seq-length": return "a whole number from 8 to 1048576"
    case "--workers": return "a whole number from 1 to 1024"
    case "--world-size", "--limit", "--max-line-length": return "a whole number from 1"
    case "--row", "--max-answers": return "a whole number from 0"
    case "--rank": return "a whole number from 0, or auto"
    case "--shard-size": return "a size from 64KiB to 4GiB: 64MB, 64MiB"
    case "--max-mean-line-length": return "a number above 0"
    default: break
    }
    switch option.valueName {
    case "count", "number", "index": return "a whole number"
    case "score": return "a whole number, below 0 too"
    case "share", "rate": return "a number from 0 to 1"
    case "size": return "a size: 1MiB, 64MB"
    case let name where name.contains("="): return name.uppercased()
    case let name: return "a \(name)"
    }
  }
}

extension Problem {
  fileprivate func with(fix: Wording) -> Problem {
    var copy = self
    copy.fix = fix
    return copy
  }
}
