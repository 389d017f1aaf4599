/// Reads one JSON object of a mixture file: every key is known or an error, every value is checked
/// where it is read, and errors name the key, the value and what was expected.
struct ObjectReader {
  let path: String
  /// The object's own place: `sources.github`; empty at the top.
  let place: String
  let keys: [String]
  private let members: [JSONValue.Member]

  init(
    _ value: JSONValue, path: String, place: String, keys: [String]
  ) throws(Problem) {
    self.path = path
    self.place = place
    self.keys = keys
    guard let members = value.members else {
      throw Problem(
        .badMixture, "not an object", path: path, place: place, got: value.text(),
        expected: "an object with \(keys.joined(separator: ", "))")
    }
    self.members = members
    for member in members where !keys.contains(member.key) {
      throw Problem(
        .badMixture, "unknown key", path: path, place: place.isEmpty ? nil : place,
        got: "\"\(member.key)\"", expected: "one of \(keys.joined(separator: ", "))",
        fix: nearestName(to: member.key, among: keys).map { "did you mean \"\($0)\"?" })
    }
  }

  func place(_ key: String) -> String { place.isEmpty ? key : place + "." + key }

  subscript(key: String) -> JSONValue? {
    precondition(keys.contains(key), "\(key) is not declared")
    return members.first { $0.key == key }?.value
  }

  func failure(_ key: String, _ problem: String, expected: String, fix: String? = nil) -> Problem {
    Problem(
      .badMixture, problem, path: path, place: place(key), got: self[key]?.text(),
      expected: expected, fix: fix)
  }

  /// The value under `key` as `convert` reads it; nil where the key is absent or null.
  func optional<T>(
    _ key: String, expected: String, _ convert: (JSONValue) -> T?
  ) throws(Problem) -> T? {
    guard let value = self[key], value != .null else { return nil }
    guard let converted = convert(value) else {
      throw failure(key, "bad value", expected: expected)
    }
    return converted
  }

  func required<T>(
    _ key: String, expected: String, _ convert: (JSONValue) -> T?
  ) throws(Problem) -> T {
    guard let value = try optional(key, expected: expected, convert) else {
      throw Problem(
        .badMixture, "missing key", path: path, place: place(key), expected: expected)
    }
    return value
  }

  func int(_ key: String, _ range: ClosedRange<Int>) throws(Problem) -> Int? {
    let expected =
      range.upperBound == .max
      ? "a whole number of at least \(range.lowerBound)"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return try optional(key, expected: expected) { value in
      value.int.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  func string(_ key: String) throws(Problem) -> String? {
    try optional(key, expected: "a text") { $0.string }
  }

  func bool(_ key: String) throws(Problem) -> Bool? {
    try optional(key, expected: "true or false") { $0.bool }
  }

  /// A number ≥ 0, and small enough that sums of weights stay exact.
  func weight(_ key: String) throws(Problem) -> Double {
    try required(key, expected: "a number of at least 0, at most 1e12; 0, or at least 1e-12") {
      value in
      value.double.flatMap { $0 == 0 || (1e-12...1e12).contains($0) ? $0 : nil }
    }
  }

  func probability(_ key: String) throws(Problem) -> Double? {
    try optional(key, expected: "a number from 0 to 1") { value in
      value.double.flatMap { (0...1).contains($0) ? $0 : nil }
    }
  }

  /// An exact fraction, open at both ends where `isShare`: `0.15`.
  func fraction(_ key: String, isShare: Bool) throws(Problem) -> Fraction {
    let expected =
      isShare
      ? "a number between 0 and 1, at most nine digits, no exponent"
      : "a number of at least 1, at most nine digits, no exponent"
    return try required(key, expected: expected) { value in
      guard case .number(let text) = value, let fraction = Fraction(decimal: text) else {
        return nil
      }
      let isInRange =
        isShare
        ? fraction.numerator > 0 && fraction.numerator < fraction.denominator
        : fraction.numerator >= fraction.denominator
      return isInRange ? fraction : nil
    }
  }

  /// One of the named choices.
  func choice<T: RawRepresentable & CaseIterable>(
    _ key: String, _ type: T.Type
  ) throws(Problem) -> T? where T.RawValue == String {
    guard let text = try string(key) else { return nil }
    if let value = T(rawValue: text) { return value }
    let names = T.allCases.map(\.rawValue)
    throw failure(
      key, "no such choice", expected: names.map { "\"\($0)\"" }.joined(separator: " or "),
      fix: nearestName(to: text, among: names).map { "did you mean \"\($0)\"?" })
  }
}
