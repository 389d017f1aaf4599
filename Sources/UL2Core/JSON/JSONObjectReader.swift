/// Reads one object of a JSON file, mixture or manifest: every value is checked where it is read, and
/// errors name the key, the value and what was expected. Where the keys are given, any other is an error
/// too, with the one that was probably meant.
package struct JSONObjectReader: Sendable {
  package let file: JSONFile
  package let members: [JSONValue.Member]
  /// The object's own place: `sources.github`; empty at the top.
  private let prefix: String
  private let keys: [String]?

  /// - Parameters:
  ///   - place: of the object in its file.
  ///   - keys: all that it may have; nil: others are left alone.
  package init(
    _ value: JSONValue, _ file: JSONFile, place: String = "", keys: [String]? = nil
  ) throws(Problem) {
    self.file = file
    self.keys = keys
    prefix = place
    let names = keys.map { $0.joined(separator: ", ") }
    guard let members = value.members else {
      throw Problem(
        file.kind, "not an object", path: file.path, place: place, got: value.text(),
        expected: "an object" + (names.map { " with \($0)" } ?? ""))
    }
    self.members = members
    guard let keys, let names else { return }
    for member in members where !keys.contains(member.key) {
      throw Problem(
        file.kind, "unknown key", path: file.path, place: place.isEmpty ? nil : place,
        got: "\"\(member.key)\"", expected: "one of \(names)",
        fix: nearestName(to: member.key, among: keys).map { "did you mean \"\($0)\"?" })
    }
  }

  package func place(_ key: String) -> String { prefix.isEmpty ? key : prefix + "." + key }

  package subscript(key: String) -> JSONValue? {
    precondition(keys?.contains(key) ?? true, "\(key) is not declared")
    return members.first { $0.key == key }?.value
  }

  package func failure(
    _ key: String, _ problem: String, got: String? = nil, expected: String? = nil,
    fix: Wording? = nil
  ) -> Problem {
    Problem(
      file.kind, problem, path: file.path, place: place(key), got: got ?? self[key]?.text(),
      expected: expected, fix: fix)
  }

  // MARK: Values

  /// The value under `key`; nil where it is absent or null.
  package func optional<T>(_ key: String, _ rule: JSONRule<T>) throws(Problem) -> T? {
    guard let value = self[key], value != .null else { return nil }
    guard let converted = rule.read(value) else {
      throw failure(key, file.badValue, expected: rule.expected)
    }
    return converted
  }

  /// The value under `key`, null only where the rule reads that.
  package func required<T>(_ key: String, _ rule: JSONRule<T>) throws(Problem) -> T {
    let value = self[key]
    if let converted = value.flatMap(rule.read) { return converted }
    throw failure(
      key, value == nil ? file.missingKey : file.badValue, expected: rule.expected)
  }

  /// One of the named choices; nil where the key is absent or null.
  package func choice<T: RawRepresentable>(
    _ key: String, among choices: [T]
  ) throws(Problem) -> T? where T.RawValue == String {
    guard let text = try optional(key, .string) else { return nil }
    if let value = choices.first(where: { $0.rawValue == text }) { return value }
    let names = choices.map(\.rawValue)
    throw failure(
      key, "no such choice", expected: names.map { "\"\($0)\"" }.joined(separator: " or "),
      fix: nearestName(to: text, among: names).map { "did you mean \"\($0)\"?" })
  }

  package func requiredChoice<T: RawRepresentable>(
    _ key: String, among choices: [T]
  ) throws(Problem) -> T where T.RawValue == String {
    if let value = try choice(key, among: choices) { return value }
    throw failure(
      key, file.missingKey, expected: choices.map(\.rawValue).joined(separator: ", "))
  }

  // MARK: What is inside

  /// The object under `key`.
  package func object(_ key: String, keys: [String]? = nil) throws(Problem) -> JSONObjectReader {
    try JSONObjectReader(
      required(key, JSONRule("an object") { $0 }), file, place: place(key), keys: keys)
  }

  /// The object under `key`; nil where it is absent or null.
  package func optionalObject(
    _ key: String, keys: [String]? = nil
  ) throws(Problem) -> JSONObjectReader? {
    guard let value = self[key], value != .null else { return nil }
    return try JSONObjectReader(value, file, place: place(key), keys: keys)
  }

  /// The results of `read` for each object of the list under `key`.
  package func list<T>(
    _ key: String, _ count: ClosedRange<Int> = 0...Int.max, keys: [String]? = nil,
    _ read: (JSONObjectReader) throws(Problem) -> T
  ) throws(Problem) -> [T] {
    let length =
      count == 0...Int.max ? "" : " of \(count.lowerBound) to \(count.upperBound)"
    let values = try required(
      key,
      JSONRule("a list" + length) { value in
        value.array.flatMap { count.contains($0.count) ? $0 : nil }
      })
    var list: [T] = []
    for (i, value) in values.enumerated() {
      list.append(
        try read(JSONObjectReader(value, file, place: place("\(key)[\(i)]"), keys: keys)))
    }
    return list
  }
}

/// A file of JSON, as errors about it speak of it.
package struct JSONFile: Hashable, Sendable {
  package let path: String
  package let kind: Problem.Kind
  package let missingKey: String
  package let badValue: String

  /// A file that people write.
  package static func mixture(_ path: String) -> JSONFile {
    JSONFile(
      path: path, kind: .badMixture, missingKey: "missing key", badValue: "bad value")
  }

  /// A file that this program wrote.
  package static func manifest(_ path: String) -> JSONFile {
    JSONFile(
      path: path, kind: .badInput, missingKey: "missing from the manifest",
      badValue: "bad value in the manifest")
  }

  /// A tokenizer, which other programs wrote.
  package static func tokenizer(_ path: String) -> JSONFile {
    JSONFile(path: path, kind: .noInput, missingKey: "missing key", badValue: "bad value")
  }

  /// A reader of the state that a trainer keeps for this program.
  package static func state(_ path: String) -> JSONFile {
    JSONFile(
      path: path, kind: .badInput, missingKey: "missing from the state",
      badValue: "bad value in the state")
  }
}
