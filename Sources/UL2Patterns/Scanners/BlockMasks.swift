/// Up to 64 characters of a text, from where a piece begins: one bit each, in a mask for each class that patterns
/// distinguish. A character of several bytes is one bit.
import CByteScan

struct BlockMasks {
  var letters: UInt64 = 0
  /// Letters that are upper case or title case only, lower case only, both or neither.
  var upper: UInt64 = 0
  var lower: UInt64 = 0
  var caseless: UInt64 = 0
  var marks: UInt64 = 0
  var numbers: UInt64 = 0
  /// All white space; then newlines and U+0020 alone.
  var white: UInt64 = 0
  var newlines: UInt64 = 0
  var spaces: UInt64 = 0
  /// Punctuation and symbols; then `'` alone.
  var punctuation: UInt64 = 0
  var apostrophes: UInt64 = 0
  /// The characters that a family distinguishes, in one or two kinds.
  var special: UInt64 = 0
  var special2: UInt64 = 0
  /// Characters of one byte.
  var ascii: UInt64 = 0
  /// How many characters there are, and whether the text continues after them.
  var count: Int
  var goesOn: Bool

  /// One bit for each character there is.
  var valid: UInt64 { count == 64 ? ~0 : (1 << UInt64(count)) &- 1 }

  /// - Parameter count: how many of the 64 bytes belong to the text's ASCII.
  @inline(__always)
  init(_ m: ul2_ascii64, count: Int, goesOn: Bool) {
    self.count = count
    self.goesOn = goesOn
    let valid = self.valid
    letters = m.letters & valid
    upper = m.upper & valid
    lower = m.letters & ~m.upper & valid
    numbers = m.digits & valid
    white = m.white & valid
    newlines = m.newlines & valid
    spaces = m.spaces & valid
    apostrophes = m.apostrophes & valid
    punctuation = ~(m.letters | m.digits | m.white | m.controls) & valid
    ascii = valid
  }

  /// - Parameters:
  ///   - classes: 64 numbers of classes of `BlockClass`; those beyond `count` do not matter.
  ///   - ascii: which characters are one byte.
  @inline(__always)
  init(_ classes: UnsafePointer<UInt8>, ascii: UInt64, count: Int, goesOn: Bool) {
    self.count = count
    self.goesOn = goesOn
    self.ascii = ascii
    let valid = self.valid
    @inline(__always) func mask(_ value: BlockClass) -> UInt64 {
      unsafe ul2_equal64(classes, value.rawValue) & valid
    }
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
