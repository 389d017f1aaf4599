/// The program's exit codes: one table, from which `--help` is made too (`docs/commands.md`).
import UL2Pipeline

extension Problem.Kind {
  var exitCode: Int32 {
    switch self {
    case .found: 1
    case .usage: 64
    case .badInput, .unreadable: 65
    case .noInput: 66
    case .cannotWrite: 73
    case .readWrite: 74
    case .interrupted: 75
    case .badMixture: 78
    }
  }

  private var meaning: String {
    switch self {
    case .found: "read or verify found something bad"
    case .usage: "wrong usage"
    case .badInput, .unreadable: "too much bad input"
    case .noInput: "no such input"
    case .cannotWrite: "cannot write"
    case .readWrite: "read or write error"
    case .interrupted: "interrupted, run again"
    case .badMixture: "bad mixture"
    }
  }

  /// `0 done; 1 read or verify found …`
  static var exitCodes: String {
    exitMeanings.map { "\($0.code) \($0.meaning)" }.joined(separator: "; ")
  }

  /// The same as a table.
  static var exitMeanings: [(code: Int32, meaning: String)] {
    [(0, "done")] + allCases.filter { $0 != .unreadable }.map { ($0.exitCode, $0.meaning) }
  }
}
