/// Decompositions and compositions of characters. Hangul syllables are computed.
import CUnicode

struct Decompositions: Sendable {
  /// In full: no part decomposes further.
  private let parts: [UInt32: [UInt32]]
  private let composites: [UInt64: UInt32]

  static let canonical = Decompositions(isCompatible: false)
  static let compatible = Decompositions(isCompatible: true)

  private init(isCompatible: Bool) {
    var parts: [UInt32: [UInt32]] = [:]
    func add(
      _ codes: UnsafePointer<UInt32>, _ count: Int32, _ ends: UnsafePointer<UInt16>,
      _ pool: UnsafePointer<UInt32>
    ) {
      for i in 0..<Int(count) {
        let range = unsafe Int(ends[i])..<Int(ends[i + 1])
        unsafe parts[codes[i]] = range.map { unsafe pool[$0] }
      }
    }
    unsafe add(
      ul2_canonical(), UL2_CANONICAL_COUNT, ul2_canonical_ends(), ul2_canonical_parts())
    if isCompatible {
      unsafe add(
        ul2_compatible(), UL2_COMPATIBLE_COUNT, ul2_compatible_ends(), ul2_compatible_parts())
    }
    self.parts = parts
    var composites: [UInt64: UInt32] = [:]
    guard let pairs = unsafe ul2_compositions() else {
      self.composites = [:]
      return
    }
    for i in stride(from: 0, to: Int(UL2_COMPOSITIONS_COUNT), by: 3) {
      unsafe composites[UInt64(pairs[i]) << 32 | UInt64(pairs[i + 1])] = pairs[i + 2]
    }
    self.composites = composites
  }

  /// The characters that decompose, but Hangul syllables.
  var sources: CharacterSet { CharacterSet(codes: Array(parts.keys)) }

  /// The characters that can be the second of a composed pair, but Hangul jamo.
  var seconds: CharacterSet {
    CharacterSet(codes: composites.keys.map { UInt32(truncatingIfNeeded: $0) })
  }

  /// Those of `sources` whose parts compose to the same character again.
  var restored: CharacterSet {
    CharacterSet(
      codes: composites.values.filter { code in parts[code].map { compose($0) == [code] } ?? false }
    )
  }

  func decompose(_ code: UInt32, into result: inout [UInt32]) {
    if Hangul.syllables.contains(code) {
      let index = code - Hangul.syllables.lowerBound
      result.append(Hangul.leading + index / Hangul.block)
      result.append(Hangul.vowel + index % Hangul.block / Hangul.trailingCount)
      let trailing = index % Hangul.trailingCount
      if trailing > 0 { result.append(Hangul.trailing + trailing) }
    } else if let own = parts[code] {
      result.append(contentsOf: own)
    } else {
      result.append(code)
    }
  }

  func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if let found = composites[UInt64(first) << 32 | UInt64(second)] { return found }
    let l = first &- Hangul.leading
    let v = second &- Hangul.vowel
    if l < Hangul.leadingCount, v < Hangul.vowelCount {
      return Hangul.syllables.lowerBound + (l * Hangul.vowelCount + v) * Hangul.trailingCount
    }
    let t = second &- Hangul.trailing
    if Hangul.syllables.contains(first), t > 0, t < Hangul.trailingCount,
      (first - Hangul.syllables.lowerBound) % Hangul.trailingCount == 0
    {
      return first + t
    }
    return nil
  }

  /// Composes characters that are in canonical order.
  func compose(_ codes: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var starter: Int?
    // The class of the last mark since the starter; -1 for none.
    var last = -1
    for code in codes {
      let own = Int(CombiningClass.of(code))
      if let at = starter, last < own, let both = composite(result[at], code) {
        result[at] = both
        continue
      }
      if own == 0 {
        starter = result.count
        last = -1
      } else {
        last = own
      }
      result.append(code)
    }
    return result
  }
}

enum Hangul {
  static let syllables: ClosedRange<UInt32> = 0xAC00...0xD7A3
  static let leading: UInt32 = 0x1100
  static let vowel: UInt32 = 0x1161
  /// One before the first trailing consonant.
  static let trailing: UInt32 = 0x11A7
  static let leadingCount: UInt32 = 19
  static let vowelCount: UInt32 = 21
  static let trailingCount: UInt32 = 28
  static let block = vowelCount * trailingCount
}

/// Canonical combining classes: the order of marks.
enum CombiningClass {
  /// Each class but 0, with its characters.
  static let sets: [(value: UInt8, set: CharacterSet)] = {
    var sets: [UInt8: [UInt32]] = [:]
    guard let runs = unsafe ul2_combining() else { return [] }
    for i in 0..<Int(UL2_COMBINING_COUNT) {
      let value = unsafe UInt8(runs[i] >> 21)
      let end = unsafe i + 1 < Int(UL2_COMBINING_COUNT) ? runs[i + 1] & 0x1FFFFF : 0x110000
      if value > 0 { unsafe sets[value, default: []] += [runs[i] & 0x1FFFFF, end] }
    }
    return sets.sorted { $0.key < $1.key }.map { ($0.key, CharacterSet(borders: $0.value)) }
  }()

  private static let table = ClassTable(sets.map(\.set))
  private static let values = sets.map(\.value) + [0]

  static func of(_ code: UInt32) -> UInt8 { values[Int(table.value(of: code))] }
}
