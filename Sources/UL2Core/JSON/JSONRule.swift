/// A rule for a value of a JSON file: how it is read, and how errors say what was expected.
package struct JSONRule<Value> {
  let expected: String
  package let read: (JSONValue) -> Value?

  /// - Parameters:
  ///   - expected: in words: `a whole number`.
  ///   - read: nil where the value is none of these.
  package init(_ expected: String, _ read: @escaping (JSONValue) -> Value?) {
    self.expected = expected
    self.read = read
  }
}

extension JSONRule where Value == Int {
  package static func int(_ range: ClosedRange<Int>) -> JSONRule {
    JSONRule(
      range.upperBound == .max
        ? "a whole number of at least \(range.lowerBound)"
        : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    ) { value in value.int.flatMap { range.contains($0) ? $0 : nil } }
  }

  /// A number of things, as large as any total may be.
  package static var count: JSONRule { int(0...1 << 60) }
}

extension JSONRule where Value == UInt64 {
  /// All 64 bits, of which a signed number has only 63.
  package static var unsigned: JSONRule {
    JSONRule("a whole number of at least 0, below 2^64") { value in
      if case .number(let text) = value { UInt64(text) } else { nil }
    }
  }
}

extension JSONRule where Value == Double {
  package static var double: JSONRule {
    JSONRule("a number") { value in value.double.flatMap { $0.isFinite ? $0 : nil } }
  }

  package static var probability: JSONRule {
    JSONRule("a number from 0 to 1") { value in
      value.double.flatMap { (0...1).contains($0) ? $0 : nil }
    }
  }
}

extension JSONRule where Value == Bool {
  package static var bool: JSONRule { JSONRule("true or false") { $0.bool } }
}

extension JSONRule where Value == String {
  package static var string: JSONRule { string("a string") }

  /// - Parameter expected: what text: `a path`.
  package static func string(_ expected: String) -> JSONRule { JSONRule(expected) { $0.string } }
}
