/// Exact fractions, so that lengths never depend on how a machine rounds.
///
/// Python and TensorFlow, which compute `round(L·0.15)` in floating point, disagree with the exact
/// value (and with each other) at hundreds of lengths.
public struct Fraction: Hashable, Sendable, BitwiseCopyable {
  public let numerator: Int
  public let denominator: Int

  /// - Precondition: `denominator > 0`, `numerator >= 0`, both at most 10⁹.
  public init(_ numerator: Int, _ denominator: Int) {
    precondition(numerator >= 0 && denominator > 0, "a fraction is not negative")
    let divisor = max(1, Fraction.greatestCommonDivisor(numerator, denominator))
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// The exact value of a decimal number's spelling: `0.15` is 3/20. Nil if it is no such number, is
  /// negative, or has more than nine digits.
  public init?(decimal: some StringProtocol) {
    let parts = decimal.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first else { return nil }
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    let digits = String(whole) + String(fraction)
    guard !whole.isEmpty, parts.count == 1 || !fraction.isEmpty, digits.utf8.count <= 9,
      digits.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), let numerator = Int(digits)
    else { return nil }
    var denominator = 1
    for _ in fraction.utf8 { denominator *= 10 }
    self.init(numerator, denominator)
  }

  public var value: Double { Double(numerator) / Double(denominator) }

  /// `count · self`, rounded half to even.
  @inlinable
  public func times(_ count: Int) -> Int {
    Fraction.roundedQuotient(count * numerator, denominator)
  }

  /// `count ÷ self`, rounded half to even.
  ///
  /// - Precondition: the fraction is not 0.
  @inlinable
  public func dividing(_ count: Int) -> Int {
    Fraction.roundedQuotient(count * denominator, numerator)
  }

  @inlinable
  static func roundedQuotient(_ dividend: Int, _ divisor: Int) -> Int {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    let doubled = remainder * 2
    let up = doubled > divisor || (doubled == divisor && quotient % 2 == 1)
    return up ? quotient + 1 : quotient
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

extension Fraction: CustomStringConvertible {
  public var description: String { "\(numerator)/\(denominator)" }
}
