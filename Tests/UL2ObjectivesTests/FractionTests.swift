import Testing
import UL2Objectives

@Suite("Exact fractions")
struct FractionTests {
  @Test("Decimals are read exactly")
  func decimals() {
    #expect(Fraction(decimal: "0.15") == Fraction(3, 20))
    #expect(Fraction(decimal: "0.5") == Fraction(1, 2))
    #expect(Fraction(decimal: "3") == Fraction(3, 1))
    #expect(Fraction(decimal: "1.50") == Fraction(3, 2))
    for text in ["", ".", ".5", "1.", "-1", "1e3", "0.15.1", "12345678901"] {
      #expect(Fraction(decimal: text) == nil, "\(text)")
    }
  }

  @Test("Rounding is half to even")
  func rounding() {
    let half = Fraction(1, 2)
    #expect([1, 3, 5, 7].map(half.times) == [0, 2, 2, 4])
    #expect(Fraction(3, 20).times(10) == 2)  // 1.5
    #expect(Fraction(3, 20).times(30) == 4)  // 4.5
    #expect(Fraction(2, 1).dividing(5) == 2)  // 2.5
    #expect(Fraction(2, 1).dividing(7) == 4)  // 3.5
  }

  /// The number is the design's own: how often `.rounded()` differs for d = 0.15.
  @Test("Rounding away from zero would differ at 1,750 lengths below 70,000")
  func differsFromRounded() {
    let density = Fraction(3, 20)
    let differing = (2..<70_000).count { tokens in
      (2 * 3 * tokens + 20) / 40 != density.times(tokens)
    }
    #expect(differing == 1750)
  }
}
