/// Fractions in JSON: decimal numbers, taken exactly.
extension JSONRule where Value == Fraction {
  /// A share of a whole: open at both ends.
  package static var share: JSONRule {
    JSONRule("a number between 0 and 1, at most nine digits, no exponent") { value in
      Fraction(value).flatMap {
        $0.numerator > 0 && $0.numerator < $0.denominator ? $0 : nil
      }
    }
  }

  package static var atLeastOne: JSONRule {
    JSONRule("a number of at least 1, at most nine digits, no exponent") { value in
      Fraction(value).flatMap { $0.numerator >= $0.denominator ? $0 : nil }
    }
  }
}

extension Fraction {
  fileprivate init?(_ value: JSONValue) {
    guard case .number(let text) = value else { return nil }
    self.init(decimal: text)
  }
}
