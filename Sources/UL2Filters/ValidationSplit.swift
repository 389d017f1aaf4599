/// Which documents are held out: a function of the text alone, so that equal texts are never on both
/// sides, whatever the order, the shards or the other documents.

struct ValidationSplit: Sendable {
  /// "ul2valid" in ASCII: a stream of its own among all uses of xxh3.
  static let seed: UInt64 = 0x756C_3276_616C_6964
  /// A document is held out where its hash is below: ⌊share · 2⁶⁴⌋.
  let threshold: UInt64

  /// - Precondition: `0 <= share < 1`.
  init(share: Double) { threshold = UInt64(share * 0x1p64) }

  func isValidation(_ text: [UInt8]) -> Bool {
    unsafe text.withUnsafeBytes { unsafe xxh3($0, seed: Self.seed) } < threshold
  }
}
