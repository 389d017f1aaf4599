/// Facts about characters before normalization, worked out when a character is first met.
import UL2Patterns

struct CharacterClasses: ~Copyable {
  struct Class: BitwiseCopyable {
    fileprivate var bits: UInt8

    fileprivate static let isKnown: UInt8 = 1
    fileprivate static let isSeparate: UInt8 = 2
    fileprivate static let stays: UInt8 = 4
    fileprivate static let changes: UInt8 = 8
    fileprivate static let begins: UInt8 = 16
    fileprivate static let leads: UInt8 = 32
    fileprivate static let isPrepended: UInt8 = 64

    /// Whether it is surely in another grapheme cluster than a character after it.
    @inline(__always)
    func isDivided(from next: Class) -> Bool {
      bits & next.bits & Self.isSeparate != 0
        || next.bits & Self.leads != 0 && bits & Self.isPrepended == 0
    }
    /// The same for white space after it.
    var isDividedFromSpace: Bool { bits & Self.isPrepended == 0 }
    /// The same for white space before it.
    var isDividedFromSpaceBefore: Bool { bits & (Self.isSeparate | Self.leads) != 0 }
    /// No rule replaces it alone, and it is neither white space nor U+2581.
    var stays: Bool { bits & Self.stays != 0 }
    /// A rule replaces it alone: see `replacement`.
    var changes: Bool { bits & Self.changes != 0 }
    /// Longer rules begin with it: one may apply to the cluster that it begins.
    var begins: Bool { bits & Self.begins != 0 }
  }

  /// By code point; 0 where nothing is known.
  private var classes = Scratch<UInt8>(capacity: 1)
  private var count = 0
  private var replacements: [Int: [UInt8]] = [:]

  /// The class of a well-formed character.
  @inline(__always)
  mutating func of(_ text: UnsafePointer<UInt8>, _ words: UnigramWords) -> Class {
    let code = unsafe Int(codePoint(text, characterLength(text[0])))
    if code < count {
      let bits = unsafe classes.base[code]
      if bits != 0 { return Class(bits: bits) }
    }
    return find(code, words)
  }

  /// The replacement of a character that changes.
  func replacement(_ text: UnsafePointer<UInt8>) -> [UInt8] {
    let code = unsafe Int(codePoint(text, characterLength(text[0])))
    return replacements[code] ?? []
  }

  @inline(never)
  private mutating func find(_ code: Int, _ words: UnigramWords) -> Class {
    if count == 0 {
      classes.reserve(0x110000)
      unsafe classes.base.update(repeating: 0, count: 0x110000)
      count = 0x110000
    }
    var character: [UInt8] = []
    appendUTF8(UInt32(truncatingIfNeeded: code), to: &character)
    var bits = Class.isKnown
    if Self.joins(character, [0x61]) { bits |= Class.isPrepended }
    let isJoined =
      Self.separators.contains { Self.joins($0, character) }
      || Self.joins(character, character)
    if !isJoined, bits & Class.isPrepended == 0 { bits |= Class.isSeparate }
    if !isJoined, !Self.leaders.contains(where: { Self.joins($0, character) }) {
      bits |= Class.leads
    }
    if let replacement = words.rules?.replacement(of: character[...]) {
      bits |= Class.changes
      replacements[code] = Array(replacement)
    } else {
      if !isWhiteSpace(UInt32(truncatingIfNeeded: code)), character != SpaceMarks.mark {
        bits |= Class.stays
      }
      if words.rules?.hasLonger(character[...]) ?? false { bits |= Class.begins }
    }
    unsafe classes.base[code] = bits
    return Class(bits: bits)
  }

  /// A letter, a carriage return, a Hangul syllable, a regional indicator. A character that joins none of these, nor
  /// itself, before it, and no letter after it, joins no other character of this kind.
  private static let separators: [[UInt8]] = ["a", "\r", "가", "🇦"].map { Array($0.utf8) }

  /// A leading consonant of Hangul, a consonant with a virama, an emoji with a joiner. A character that joins none of
  /// these either begins a cluster after all but prepended characters.
  private static let leaders: [[UInt8]] =
    ["\u{1100}", "\u{915}\u{94D}", "\u{1F642}\u{200D}"].map { Array($0.utf8) }

  /// Whether two texts have a grapheme cluster in common.
  private static func joins(_ before: [UInt8], _ after: [UInt8]) -> Bool {
    !PlainNormalizer.graphemeClusters(of: before + after).contains {
      $0.lowerBound == before.count
    }
  }
}
