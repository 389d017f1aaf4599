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

    /// It forms no grapheme cluster with another separate character.
    var isSeparate: Bool { bits & Self.isSeparate != 0 }
    /// No rule replaces it alone, and it is neither white space nor U+2581.
    var stays: Bool { bits & Self.stays != 0 }
    /// It is separate, and a rule replaces it alone: see `replacement`.
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
    // A character that joins no letter, Hangul syllable, regional indicator or itself before it, and no letter after
    // it, joins no separate character.
    let contexts = [[0x61], Array("가".utf8), Array("🇦".utf8), character]
    let isSeparate = contexts.allSatisfy { before in
      let clusters = PlainNormalizer.graphemeClusters(of: before + character + [0x61])
      return clusters.contains { $0.lowerBound == before.count && $0.count == character.count }
    }
    if isSeparate { bits |= Class.isSeparate }
    if let replacement = words.rules?.replacement(of: character[...]) {
      if isSeparate {
        bits |= Class.changes
        replacements[code] = Array(replacement)
      }
    } else {
      if !isWhiteSpace(UInt32(truncatingIfNeeded: code)), character != SpaceMarks.mark {
        bits |= Class.stays
      }
      if words.rules?.hasLonger(character[...]) ?? false { bits |= Class.begins }
    }
    unsafe classes.base[code] = bits
    return Class(bits: bits)
  }
}
