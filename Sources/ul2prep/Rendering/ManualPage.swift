/// A page of the manual in troff's `man` macros, made from what the argument parser knows of a command, as its
/// `--help` is: so the two never differ. (The parser's own generator is a plugin of the package manager, which would
/// build the whole package once more, and knows no examples.)
import UL2Pipeline

struct ManualPage {
  /// `ul2prep-inspect`
  let name: String
  let text: String

  /// The program's own page, then one for each command that `--help` lists.
  static func all(_ root: JSONValue) -> [ManualPage] {
    let commands = (root["subcommands"]?.array ?? []).filter {
      $0["shouldDisplay"]?.bool != false && $0["commandName"]?.string != "help"
    }
    let pages = commands.map { "ul2prep-" + ($0["commandName"]?.string ?? "") }
    return [ManualPage("ul2prep", ["ul2prep"], root, commands: commands, seeAlso: pages)]
      + zip(pages, commands).map { name, command in
        ManualPage(
          name, ["ul2prep", command["commandName"]?.string ?? ""], command, commands: [],
          seeAlso: ["ul2prep"])
      }
  }

  private init(
    _ name: String, _ words: [String], _ command: JSONValue, commands: [JSONValue],
    seeAlso: [String]
  ) {
    self.name = name
    var page = Troff()
    page.macro("TH", name.uppercased(), "1", "", "ul2prep \(programVersion)", "ul2prep")
    page.macro("SH", "NAME")
    page.line("\(name) \\- ", Self.sentence(command["abstract"]?.string ?? ""))
    page.macro("SH", "SYNOPSIS")
    let arguments = (command["arguments"]?.array ?? []).map(ManualArgument.init).filter(\.isShown)
    page.raw(
      ([words.map(Troff.bold).joined(separator: " ")]
        + (commands.isEmpty
          ? Self.synopsis(arguments)
          : [Troff.italic("command"), "[" + Troff.italic("option") + " ...]\\&"]))
        .joined(separator: "\n"))
    page.macro("SH", "DESCRIPTION")
    page.discussion(command["discussion"]?.string ?? "")
    if !commands.isEmpty { page.macro("SH", "COMMANDS") }
    for command in commands {
      page.item(
        Troff.bold("ul2prep " + (command["commandName"]?.string ?? "")),
        command["abstract"]?.string ?? "")
    }
    Self.options(arguments, in: &page)
    page.macro("SH", "EXIT STATUS")
    for (code, meaning) in Problem.Kind.exitMeanings {
      page.item(Troff.bold(String(code)), Self.sentence(meaning) + ".")
    }
    page.macro("SH", "SEE ALSO")
    page.raw(seeAlso.map { Troff.bold($0) + "(1)" }.joined(separator: ",\n"))
    text = page.text
  }

  /// A page's first line has no full stop, and what is not a sentence begins with a capital all the
  /// same.
  private static func sentence(_ text: String) -> String {
    let text = text.hasSuffix(".") ? String(text.dropLast()) : text
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  /// The arguments that must be given, and a sign that there are more.
  private static func synopsis(_ arguments: [ManualArgument]) -> [String] {
    let options = arguments.filter { !$0.isPositional }
    let needed = options.filter { !$0.isOptional && !$0.isFlag }.map(\.usage)
    let others = options.count > needed.count ? ["[" + Troff.italic("option") + " ...]\\&"] : []
    return others + needed + arguments.filter(\.isPositional).map(\.usage)
  }

  /// All of them, those without a title first.
  private static func options(_ arguments: [ManualArgument], in page: inout Troff) {
    for (title, isPositional) in [("ARGUMENTS", true), ("OPTIONS", false)] {
      let kind = arguments.filter { $0.isPositional == isPositional }
      if kind.isEmpty { continue }
      page.macro("SH", title)
      var titles: [String] = []
      for argument in kind where !titles.contains(argument.section) {
        titles.append(argument.section)
      }
      for section in titles.filter(\.isEmpty) + titles.filter({ !$0.isEmpty }) {
        if !section.isEmpty { page.macro("SS", section) }
        for argument in kind where argument.section == section {
          page.item(argument.names, argument.help)
          if argument.values.isEmpty { continue }
          page.raw(".RS")
          for (value, text) in argument.values { page.item(Troff.bold(value), text) }
          page.raw(".RE")
        }
      }
    }
  }
}

/// An argument as the parser describes it.
private struct ManualArgument {
  let isShown: Bool
  let isPositional: Bool
  let isFlag: Bool
  let isOptional: Bool
  let isRepeating: Bool
  let section: String
  /// Set in bold and italics.
  let names: String
  let usage: String
  let help: String
  /// The values that there are, each with what it does.
  let values: [(name: String, text: String)]

  init(_ json: JSONValue) {
    let kind = json["kind"]?.string
    isShown = json["shouldDisplay"]?.bool != false
    isPositional = kind == "positional"
    isFlag = kind == "flag"
    isOptional = json["isOptional"]?.bool ?? true
    isRepeating = json["isRepeating"]?.bool ?? false
    section = json["sectionTitle"]?.string ?? ""
    let value = Troff.italic(json["valueName"]?.string ?? "")
    let spelled = (json["names"]?.array ?? []).map { name in
      Troff.bold((name["kind"]?.string == "short" ? "-" : "--") + (name["name"]?.string ?? ""))
    }
    let dots = isRepeating ? " ..." : ""
    if isPositional {
      names = value
      usage = isOptional ? "[\(value)\(dots)]\\&" : value + dots + "\\&"
    } else {
      names = spelled.joined(separator: ", ") + (isFlag ? "" : " " + value)
      usage = (spelled.last ?? "") + (isFlag ? "" : " " + value)
    }
    let known = kind == "flag" ? "" : json["defaultValue"]?.string ?? ""
    let end = known.isEmpty ? "" : " (default: \(known))"
    help = (json["abstract"]?.string ?? "") + end
    values = (json["allValues"]?.array ?? []).compactMap { value in
      guard let value = value.string, let text = json["allValueDescriptions"]?[value]?.string
      else { return nil }
      return (value, text)
    }
  }
}

/// Lines of troff.
private struct Troff {
  private(set) var text = ""

  static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }

  static func italic(_ text: String) -> String { "\\fI\(escaped(text))\\fR" }

  /// Text as it is: no character of it is a command. Hyphens stay hyphens that can be copied.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\e"
      case "-": "\\-"
      case "'": "\\(aq"
      case "`": "\\(ga"
      case "^": "\\(ha"
      case "~": "\\(ti"
      case let scalar where !scalar.isASCII:
        "\\[u" + padded(scalar) + "]"
      default: String(scalar)
      }
    }.joined()
  }

  private static func padded(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  mutating func raw(_ line: String) { text += line + "\n" }

  mutating func macro(_ name: String, _ arguments: String...) {
    raw(([".\(name)"] + arguments.map { "\"\(Self.escaped($0))\"" }).joined(separator: " "))
  }

  /// A line of text after what is troff already. One that began with a dot would be a command.
  mutating func line(_ raw: String, _ text: String) {
    let escaped = Self.escaped(text)
    self.raw(raw + (raw.isEmpty && escaped.hasPrefix(".") ? "\\&" : "") + escaped)
  }

  /// - Parameter name: troff already.
  mutating func item(_ name: String, _ text: String) {
    raw(".TP")
    raw(name)
    line("", text)
  }

  /// Paragraphs between blank lines; lines that are indented are shown as they are.
  mutating func discussion(_ text: String) {
    var isExample = false
    var isBreak = false
    var isFirst = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      // White space between what there is.
      if line.isEmpty {
        isBreak = true
        continue
      }
      let isIndented = line.hasPrefix("  ")
      if isIndented != isExample {
        raw(isIndented ? (isFirst ? ".RS\n.EX" : ".PP\n.RS\n.EX") : ".EE\n.RE\n.PP")
        isExample = isIndented
      } else if isBreak, !isFirst {
        raw(isExample ? "" : ".PP")
      }
      self.line("", String(isIndented ? line.dropFirst(2) : line))
      (isBreak, isFirst) = (false, false)
    }
    if isExample { raw(".EE\n.RE") }
  }
}
