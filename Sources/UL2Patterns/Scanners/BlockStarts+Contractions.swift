/// English contractions: `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll`, `'d`.
extension BlockStarts {
  /// The length, in characters, of the contraction that begins with an apostrophe; 0 for none.
  ///
  /// - Parameters:
  ///   - i: the apostrophe's number among the block's characters.
  ///   - folds: whether upper case counts too, and ſ, which folds to s.
  func contraction(at i: Int, folds: Bool) -> Int {
    guard i + 2 <= masks.count else { return 0 }
    let p = unsafe text + masks.place(i)
    let bit: UInt8 = folds ? 0x20 : 0
    let first = unsafe p[1] | bit
    switch first {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"):
      return unsafe i + 3 <= masks.count && p[2] | bit == UInt8(ascii: "e") ? 3 : 0
    case UInt8(ascii: "l"):
      return unsafe i + 3 <= masks.count && p[2] | bit == UInt8(ascii: "l") ? 3 : 0
    default: return unsafe folds && p[1] == 0xC5 && p[2] == 0xBF ? 2 : 0
    }
  }
}
