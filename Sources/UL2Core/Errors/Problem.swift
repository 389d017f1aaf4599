/// The one error type of the whole program: what went wrong, where, and what to do.
///
/// Printed as `path:place: problem, got X; expected Y (fix)`. One concrete type lets every throwing
/// function say `throws(Problem)`, which costs 6 ns where an untyped throw costs 24.
public struct Problem: Error, Hashable, Sendable {
  /// Kinds of problems, by the response that they need.
  public enum Kind: CaseIterable, Sendable {
    /// It was looked for, and is a result: a broken record, a wrong hash.
    case found
    /// The request makes no sense.
    case usage
    /// Input that cannot be used.
    case badInput
    /// Input of an unknown format.
    case unreadable
    case noInput
    case cannotWrite
    case readWrite
    /// The process was asked to stop.
    case interrupted
    case badMixture
  }

  public var kind: Kind
  /// The file, directory or address; nil where none is involved.
  public var path: String?
  /// Where in the file: a line number, `byte 12`, `row 3`, a key.
  public var place: String?
  /// The setting that is to blame.
  package var setting: Setting?
  public var problem: String
  public var got: String?
  public var expected: String?
  /// How the user can fix it.
  package var fix: Wording?
  /// Bytes of the file that are lost by it, where reading continues after it.
  package var lostBytes = 0
  /// Whether the format of the input is unknown: it is not damaged, but in the wrong place.
  package var isUnknownFormat = false
  /// The state that the failed run leaves, and what the same command will do.
  package var outcome: Wording?

  package init(
    _ kind: Kind, _ problem: String, path: String? = nil, place: String? = nil,
    setting: Setting? = nil, got: String? = nil, expected: String? = nil, fix: Wording? = nil
  ) {
    self.kind = kind
    self.path = path
    self.place = place
    self.setting = setting
    self.problem = problem
    self.got = got
    self.expected = expected
    self.fix = fix
  }

  /// The same problem with its path, and place, filled in where they are missing.
  package func at(_ path: String, place: String? = nil) -> Problem {
    var copy = self
    copy.path = self.path ?? path
    copy.place = self.place ?? place
    return copy
  }

  /// The same problem with what its run leaves, unless it has them already.
  package func leaving(_ outcome: Wording) -> Problem {
    var copy = self
    if self.outcome == nil, !problem.contains("nothing published") { copy.outcome = outcome }
    return copy
  }
}

extension Problem {
  /// A name that the user gave and nothing has: lists the names, and the nearest.
  ///
  /// - Parameter what: what it is called: `source`.
  package static func unknown(
    _ what: String, _ name: String, among names: [String], path: String? = nil,
    place: String? = nil, setting: Setting? = nil
  ) -> Problem {
    Problem(
      .usage, "no such \(what)", path: path, place: place, setting: setting, got: name,
      expected: names.joined(separator: ", "),
      fix: nearestName(to: name, among: names).map { "did you mean \($0)?" })
  }
}

extension Problem: CustomStringConvertible {
  public var description: String { text(.plain) }

  /// The line that a user sees.
  package func text(_ spelling: Spelling) -> String {
    var text = ""
    if let path { text += Problem.printable(path, limit: 4096) + ":" }
    if let place { text += Problem.printable(place) + ":" }
    if let setting { text += spelling.setting(setting) + ":" }
    if !text.isEmpty { text += " " }
    text += Problem.printable(problem, limit: 1000)
    if let got { text += ", got \(Problem.printable(got))" }
    if let expected { text += "; expected \(expected)" }
    if let fix { text += " (\(fix.text(spelling)))" }
    if let outcome { text += "; \(outcome.text(spelling))" }
    return text
  }

  /// One line, at most `limit` characters, control characters as `\\x1b`: what came from a file, or is the name
  /// of one, is not trusted with the user's terminal.
  package static func printable(_ text: String, limit: Int = 120) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if result.count >= limit {
        result.append("…")
        break
      }
      if scalar.properties.generalCategory == .control {
        result.append(contentsOf: "\\x\(hexadecimal([UInt8(scalar.value)]))".unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }
}

/// Names near what a user typed, for "did you mean".
package func nearestName(to name: String, among names: [String]) -> String? {
  let scored = names.map { (distance: editDistance(name, $0), name: $0) }
  guard let best = scored.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else {
    return nil
  }
  return best.distance <= max(2, name.utf8.count / 3) ? best.name : nil
}

extension RawRepresentable where Self: CaseIterable, RawValue == String {
  /// The case of this name.
  ///
  /// - Parameter what: what it is called in errors: `source`.
  /// - Throws: a usage problem that lists the names, and the nearest.
  package init(named name: String, what: String) throws(Problem) {
    guard let value = Self(rawValue: name) else {
      throw .unknown(what, name, among: Self.allCases.map(\.rawValue))
    }
    self = value
  }
}

/// Levenshtein distance over UTF-8 bytes.
package func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a.utf8)
  let b = Array(b.utf8)
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let substituted = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
