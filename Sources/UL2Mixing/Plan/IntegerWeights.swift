/// Weights as integers in the same ratio, summing to about 2¹⁶ at most, so that deficits stay in Int64
/// up to 10¹⁴ tokens: exactly where a few decimals suffice, else to 1/65,536 of their sum. 0 stays 0.
package func integerWeights(_ weights: [Double]) -> [Int] {
  let sum = weights.reduce(0, +)
  for scale in [1.0, 2, 4, 10, 20, 100, 1000, 10_000] where sum * scale <= 0x1p16 {
    let scaled = weights.map { $0 * scale }
    if scaled.allSatisfy({ abs($0 - $0.rounded()) <= 1e-9 * $0 }) {
      return scaled.map { Int($0.rounded()) }
    }
  }
  return weights.map { $0 == 0 ? 0 : max(1, Int(($0 / sum * 0x1p16).rounded())) }
}
