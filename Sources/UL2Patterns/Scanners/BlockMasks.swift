/// Up to 64 characters of a text, from where a piece begins: one bit each, in a mask for each class that patterns
/// distinguish. A character of several bytes is one bit. The masks stay where they were written, so that rules are handed
/// no more than a pointer.
import CByteScan

@safe struct BlockMasks {
  /// Invariant: valid as long as the scratch space that a scan has.
  private let block: UnsafePointer<ul2_block>
  /// How many characters there are, and whether the text continues after them.
  let count: Int
  let goesOn: Bool

  @inline(__always)
  init(_ block: UnsafePointer<ul2_block>, goesOn: Bool) {
    unsafe self.block = block
    count = unsafe Int(block.pointee.characters)
    self.goesOn = goesOn
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

extension ul2_block {
  /// One bit for each of some characters.
  private static func valid(_ count: Int) -> UInt64 {
    count == 64 ? ~0 : (1 << UInt64(count)) &- 1
  }

  /// - Parameters:
  ///   - special: which bytes the family distinguishes.
  ///   - count: how many of the 64 bytes belong to the text's ASCII.
  init(_ m: ul2_ascii64, special: UInt64, count: Int) {
    self.init()
    characters = UInt32(count)
    valid = Self.valid(count)
    letters = m.letters & valid
    upper = m.upper & valid
    lower = m.letters & ~m.upper & valid
    numbers = m.digits & valid
    white = m.white & valid
    newlines = m.newlines & valid
    spaces = m.spaces & valid
    apostrophes = m.apostrophes & valid
    punctuation = ~(m.letters | m.digits | m.white | m.controls) & valid
    self.special = special & valid
    ascii = valid
  }

  /// - Parameters:
  ///   - classes: 64 numbers of classes of `BlockClass`; those beyond `count` do not matter.
  ///   - ascii: which characters are one byte.
  init(_ classes: UnsafePointer<UInt8>, ascii: UInt64, count: Int) {
    self.init()
    characters = UInt32(count)
    valid = Self.valid(count)
    let valid = valid
    func mask(_ value: BlockClass) -> UInt64 {
      unsafe ul2_equal64(classes, value.rawValue) & valid
    }
    self.ascii = ascii
    upper = mask(.upper)
    lower = mask(.lower)
    caseless = mask(.caseless)
    letters = upper | lower | caseless
    marks = mask(.mark)
    numbers = mask(.number)
    newlines = mask(.newline)
    spaces = mask(.space)
    white = mask(.blank) | newlines | spaces
    apostrophes = mask(.apostrophe)
    punctuation = mask(.punctuation) | apostrophes
    special = mask(.special)
    special2 = mask(.special2)
  }
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
