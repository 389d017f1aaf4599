/// The normal forms of Unicode 9.0 as its annex 15 defines them: taken apart in full, put in order, put together.
import CUnicode

enum PlainNormalForm: Sendable {
  case nfc, nfd, nfkc

  func normalized(_ text: [UInt8]) -> [UInt8] {
    // ASCII is every form of itself.
    if text.allSatisfy({ $0 < 0x80 }) { return text }
    var scalars: [UInt32] = []
    for range in PlainPiece.characters(of: text[...]) {
      let tables = UnicodeTables.shared
      let code = scalar(text[range])
      scalars.append(contentsOf: tables.decomposition(code, isCompatible: self == .nfkc))
    }
    Self.order(&scalars)
    if self != .nfd { scalars = Self.composed(scalars) }
    var result: [UInt8] = []
    for scalar in scalars { appendUTF8(scalar, to: &result) }
    return result
  }

  /// Sorts runs of marks by their combining classes; those of one class stay in order.
  private static func order(_ scalars: inout [UInt32]) {
    var start = 0
    while start < scalars.count {
      var end = start
      while end < scalars.count, UnicodeTables.shared.combiningClass(scalars[end]) != 0 { end += 1 }
      if end - start > 1 {
        let marks = scalars[start..<end].enumerated().map {
          (class: UnicodeTables.shared.combiningClass($1), place: $0, scalar: $1)
        }
        let sorted = marks.sorted { ($0.class, $0.place) < ($1.class, $1.place) }
        scalars.replaceSubrange(start..<end, with: sorted.map(\.scalar))
      }
      start = max(end, start + 1)
    }
  }

  /// Each character that can is put together with the last one of class 0, unless one between has its class or a
  /// higher one.
  private static func composed(_ scalars: [UInt32]) -> [UInt32] {
    let tables = UnicodeTables.shared
    var result: [UInt32] = []
    var starter: Int?
    for scalar in scalars {
      let ownClass = tables.combiningClass(scalar)
      let isBlocked =
        starter.map { place in
          guard place < result.count - 1 else { return false }
          let before = tables.combiningClass(result[result.count - 1])
          return before == 0 || before >= ownClass
        } ?? true
      if let place = starter, !isBlocked, let whole = tables.composition(result[place], scalar) {
        result[place] = whole
        continue
      }
      if ownClass == 0 { starter = result.count }
      result.append(scalar)
    }
    return result
  }
}

/// The properties of characters that the normal forms and lower case need.
struct UnicodeTables: Sendable {
  static let shared = UnicodeTables()

  private let canonical: [UInt32: [UInt32]]
  private let compatible: [UInt32: [UInt32]]
  private let compositions: [UInt64: UInt32]
  private let lower: [UInt32: UInt32]
  /// Class << 21 | the first code point that has it.
  private let classes: [UInt32]

  private init() {
    func array<T>(_ start: UnsafePointer<T>?, _ count: Int32) -> [T] {
      unsafe Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }
    func parts(_ keys: [UInt32], _ ends: [UInt16], _ parts: [UInt32]) -> [UInt32: [UInt32]] {
      var table: [UInt32: [UInt32]] = [:]
      for (i, key) in keys.enumerated() {
        table[key] = Array(parts[Int(ends[i])..<Int(ends[i + 1])])
      }
      return table
    }
    canonical = unsafe parts(
      array(ul2_canonical(), UL2_CANONICAL_COUNT),
      array(ul2_canonical_ends(), UL2_CANONICAL_ENDS_COUNT),
      array(ul2_canonical_parts(), UL2_CANONICAL_PARTS_COUNT))
    compatible = unsafe parts(
      array(ul2_compatible(), UL2_COMPATIBLE_COUNT),
      array(ul2_compatible_ends(), UL2_COMPATIBLE_ENDS_COUNT),
      array(ul2_compatible_parts(), UL2_COMPATIBLE_PARTS_COUNT))
    let triples = unsafe array(ul2_compositions(), UL2_COMPOSITIONS_COUNT)
    var compositions: [UInt64: UInt32] = [:]
    for i in stride(from: 0, to: triples.count - 2, by: 3) {
      compositions[UInt64(triples[i]) << 32 | UInt64(triples[i + 1])] = triples[i + 2]
    }
    self.compositions = compositions
    let pairs = unsafe array(ul2_lowercase(), UL2_LOWERCASE_COUNT)
    var lower: [UInt32: UInt32] = [:]
    for i in stride(from: 0, to: pairs.count - 1, by: 2) { lower[pairs[i]] = pairs[i + 1] }
    self.lower = lower
    classes = unsafe array(ul2_combining(), UL2_COMBINING_COUNT)
  }

  /// Hangul syllables are made of their letters by number.
  private enum Hangul {
    static let first: UInt32 = 0xAC00
    static let (leading, vowel, trailing): (UInt32, UInt32, UInt32) = (0x1100, 0x1161, 0x11A7)
    static let (leadings, vowels, trailings): (UInt32, UInt32, UInt32) = (19, 21, 28)
  }

  func decomposition(_ code: UInt32, isCompatible: Bool) -> [UInt32] {
    let index = code &- Hangul.first
    if index < Hangul.leadings * Hangul.vowels * Hangul.trailings {
      let trailing = index % Hangul.trailings
      return [
        Hangul.leading + index / Hangul.trailings / Hangul.vowels,
        Hangul.vowel + index / Hangul.trailings % Hangul.vowels,
      ] + (trailing > 0 ? [Hangul.trailing + trailing] : [])
    }
    return (isCompatible ? compatible[code] : nil) ?? canonical[code] ?? [code]
  }

  func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
    let (leading, vowel) = (first &- Hangul.leading, second &- Hangul.vowel)
    if leading < Hangul.leadings, vowel < Hangul.vowels {
      return Hangul.first + (leading * Hangul.vowels + vowel) * Hangul.trailings
    }
    let (syllable, trailing) = (first &- Hangul.first, second &- Hangul.trailing)
    if syllable < Hangul.leadings * Hangul.vowels * Hangul.trailings,
      syllable % Hangul.trailings == 0, (1..<Hangul.trailings).contains(trailing)
    {
      return first + trailing
    }
    return compositions[UInt64(first) << 32 | UInt64(second)]
  }

  func combiningClass(_ code: UInt32) -> UInt32 {
    // The last run that begins at or before it.
    var (low, high) = (0, classes.count)
    while low < high {
      let middle = (low + high) / 2
      if classes[middle] & 0x1F_FFFF <= code { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 0 : classes[low - 1] >> 21
  }

  /// A character's lower case; one character has two.
  func lowercase(_ code: UInt32) -> [UInt32] {
    code == 0x130 ? [0x69, 0x307] : [lower[code] ?? code]
  }
}
