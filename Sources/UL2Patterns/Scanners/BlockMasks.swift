/// Up to 64 characters of a text, from where a piece begins: one bit each, in a mask for each class that patterns
/// distinguish. A character of several bytes is one bit. The masks stay where they were written, so that rules are handed
/// no more than a pointer.
import CByteScan

@safe struct BlockMasks {
  /// Invariant: valid as long as the scratch space that a scan has.
  private let block: UnsafeMutablePointer<ul2_block>
  /// How many characters there are, and whether the text continues after them.
  let count: Int
  let goesOn: Bool

  /// - Parameter left: how many bytes the text has from the block's beginning on.
  @inline(__always)
  init(_ block: UnsafeMutablePointer<ul2_block>, _ left: Int) {
    unsafe self.block = block
    count = unsafe Int(block.pointee.characters)
    goesOn = unsafe Int(block.pointee.bytes) < left
  }

  /// How many bytes of the block are before its character of a number.
  func place(_ character: Int) -> Int {
    if unsafe block.pointee.parts > 0 {
      return unsafe Int(ul2_place(block, UInt32(truncatingIfNeeded: character)))
    }
    return unsafe ascii == valid ? character : Int(ul2_listed(block)[character & 63])
  }

  /// One bit for each character there is.
  var valid: UInt64 { unsafe block.pointee.valid }
  var letters: UInt64 { unsafe block.pointee.letters }
  /// Letters that are upper case or title case only, lower case only, both or neither.
  var upper: UInt64 { unsafe block.pointee.upper }
  var lower: UInt64 { unsafe block.pointee.lower }
  var caseless: UInt64 { unsafe block.pointee.caseless }
  var marks: UInt64 { unsafe block.pointee.marks }
  var numbers: UInt64 { unsafe block.pointee.numbers }
  /// All white space; then newlines and U+0020 alone.
  var white: UInt64 { unsafe block.pointee.white }
  var newlines: UInt64 { unsafe block.pointee.newlines }
  var spaces: UInt64 { unsafe block.pointee.spaces }
  /// Punctuation and symbols; then `'` alone.
  var punctuation: UInt64 { unsafe block.pointee.punctuation }
  var apostrophes: UInt64 { unsafe block.pointee.apostrophes }
  /// The characters that a family distinguishes, in one or two kinds.
  var special: UInt64 { unsafe block.pointee.special }
  var special2: UInt64 { unsafe block.pointee.special2 }
  /// Characters of one byte.
  var ascii: UInt64 { unsafe block.pointee.ascii }
}

/// The classes of a block's characters; the first that fits counts.
enum BlockClass: UInt8, CaseIterable {
  case special, special2, upper, lower, caseless, mark, number, newline, space, blank, apostrophe,
    punctuation

  static func table(special: CharacterSet, _ special2: CharacterSet = .none) -> ClassTable {
    ClassTable(
      allCases.map { value in
        switch value {
        case .special: special
        case .special2: special2
        case .upper: .category(.lu, .lt)
        case .lower: .category(.ll)
        case .caseless: .category(.lm, .lo)
        case .mark: .marks
        case .number: .numbers
        case .newline: CharacterSet(10).union(CharacterSet(13))
        case .space: CharacterSet(32)
        case .blank: .whiteSpace
        case .apostrophe: CharacterSet(39)
        case .punctuation: CharacterSet.punctuation.union(.symbols)
        }
      })
  }
}
