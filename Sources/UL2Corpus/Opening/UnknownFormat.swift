/// Inputs of an unknown format: the advice depends on what they are.
import UL2Input

/// The problem of an input whose first bytes show none of a source's formats.
@unsafe func unknownFormat(
  _ first: borrowing FirstBytes, _ bytes: UnsafeRawBufferPointer, _ source: Source, _ path: String
) -> Problem {
  var problem = Problem(
    .badInput, "not a format of \(source.name)", path: path, place: "byte 0",
    got: first.beginning, expected: source.formatNames,
    fix: "pass \(.format) to read it as one of these formats"
  ).ofUnknownFormat
  let lines = unsafe String(decoding: bytes, as: UTF8.self)
    .split(separator: "\n", omittingEmptySubsequences: false).prefix(2)
  if !first.hasZero, let separator = TableOfText.separator(path, lines.map(String.init)) {
    problem.got = "a table of \(separator == "\t" ? "tab" : "comma")-separated values"
    problem.fix = TableOfText.conversion(path, separator)
  }
  return problem
}

/// Tables as spreadsheets write them, which keep a text in a column as quotes allow.
enum TableOfText {
  /// The separator of the values; nil where the first lines are not a table's.
  static func separator(_ path: String, _ lines: [String]) -> Character? {
    let endings = Set(baseName(path).lowercased().split(separator: ".").dropFirst())
    if endings.contains("csv") { return "," }
    if endings.contains("tsv") { return "\t" }
    guard let head = lines.first, lines.count > 1 else { return nil }
    // A heading of names, each of which is a word.
    return [",", "\t"].first { separator in
      let names = head.split(separator: separator, omittingEmptySubsequences: false)
      return names.count > 1
        && names.allSatisfy { name in
          !name.isEmpty && name.utf8.count <= 40
            && name.utf8.allSatisfy {
              $0.isASCIILetter || $0.isASCIIDigit || "_ -\"\r".utf8.contains($0)
            }
        } && lines[1].contains(separator)
    }
  }

  /// The line to paste: Python reads quotes and line breaks within a value as they are meant.
  static func conversion(_ path: String, _ separator: Character) -> Wording {
    let delimiter = separator == "\t" ? ", delimiter=\"\\t\"" : ""
    let name = baseName(path)
    let rows = "csv.DictReader(open(sys.argv[1], newline=\"\")\(delimiter))"
    let program =
      "import csv, json, sys; csv.field_size_limit(1 << 30); "
      + "open(sys.argv[2], \"w\").writelines(json.dumps(row) + \"\\n\" for row in \(rows))"
    return
      "convert it: python3 -c '\(program)' \(name) \(name).jsonl, and name the column of its text with \(.textField)"
  }
}
