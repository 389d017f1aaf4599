/// Finds English contractions in a block: `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll`, `'d`.
@safe struct Contractions {
  private let text: UnsafePointer<UInt8>
  private let reader: BlockReader
  private let count: Int

  /// - Parameters:
  ///   - text: where the block begins.
  ///   - count: how many characters the block has.
  @inline(__always)
  init(_ text: UnsafePointer<UInt8>, _ reader: BlockReader, count: Int) {
    unsafe self.text = text
    self.reader = reader
    self.count = count
  }

  /// The length, in characters, of the contraction that begins with an apostrophe; 0 for none.
  ///
  /// - Parameters:
  ///   - i: the apostrophe's number among the block's characters.
  ///   - folds: whether upper case counts too, and ſ, which folds to s.
  @inline(__always)
  func length(at i: Int, folds: Bool) -> Int {
    guard i + 2 <= count else { return 0 }
    let p = unsafe text + reader.place(i)
    let bit: UInt8 = folds ? 0x20 : 0
    let first = unsafe p[1] | bit
    switch first {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"):
      return unsafe i + 3 <= count && p[2] | bit == UInt8(ascii: "e") ? 3 : 0
    case UInt8(ascii: "l"):
      return unsafe i + 3 <= count && p[2] | bit == UInt8(ascii: "l") ? 3 : 0
    default: return unsafe folds && p[1] == 0xC5 && p[2] == 0xBF ? 2 : 0
    }
  }
}
