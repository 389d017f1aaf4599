/// The classes of code points that tokenizers' patterns name, as tokenizers 0.23.3 has them: general categories and
/// scripts of Unicode 16, and the sets of the pre-tokenizers Digits and Punctuation, which are of other versions. The
/// tables are in `CUnicode`, which `Scripts/unicode-tables` makes.
import CUnicode

/// General categories, by the numbers of `CUnicode`'s table.
enum GeneralCategory: UInt32, CaseIterable {
  case cn, lu, ll, lt, lm, lo, mn, mc, me, nd, nl, no, pc, pd, ps, pe, pi, pf, po, sm, sc, sk, so
  case zs, zl, zp, cc, cf, cs, co
}

extension CharacterSet {
  /// Letters, `\p{L}`.
  package static let letters = category(.lu, .ll, .lt, .lm, .lo)
  package static let marks = category(.mn, .mc, .me)
  /// `\p{N}`.
  package static let numbers = category(.nd, .nl, .no)
  package static let punctuation = category(.pc, .pd, .ps, .pe, .pi, .pf, .po)
  package static let symbols = category(.sm, .sc, .sk, .so)
  package static let separators = category(.zs, .zl, .zp)
  /// `\p{C}`: controls, formats, surrogates, private use, and unassigned code points.
  package static let others = category(.cc, .cf, .cs, .co, .cn)
  package static let decimalDigits = category(.nd)

  /// `\s`, and what the pre-tokenizer WhitespaceSplit removes: 25 code points.
  package static let whiteSpace = unsafe table(ul2_white_space(), UL2_WHITE_SPACE_COUNT)
  /// `\w`; in Rust's regexes, it matches the two joiners too.
  package static let word = unsafe table(ul2_word(), UL2_WORD_COUNT)
  package static let joiners = CharacterSet(0x200C...0x200D)
  /// Digits to the pre-tokenizer Digits (Rust's `char::is_numeric`).
  package static let numeric = unsafe table(ul2_numeric(), UL2_NUMERIC_COUNT)
  /// Punctuation to the pre-tokenizers Punctuation and BertPreTokenizer.
  package static let preTokenizerPunctuation = unsafe table(
    ul2_punctuation(), UL2_PUNCTUATION_COUNT)

  static func category(_ wanted: GeneralCategory...) -> CharacterSet {
    let values = Set(wanted.map(\.rawValue))
    return unsafe runs(ul2_categories(), UL2_CATEGORIES_COUNT) { values.contains($0) }
  }

  /// A script by its number in `scriptNames`, from 1.
  static func script(_ number: UInt32) -> CharacterSet {
    unsafe runs(ul2_scripts(), UL2_SCRIPTS_COUNT) { $0 == number }
  }

  private static func table(_ borders: UnsafePointer<UInt32>, _ count: Int32) -> CharacterSet {
    unsafe CharacterSet(borders: Array(UnsafeBufferPointer(start: borders, count: Int(count))))
  }

  /// The runs of a table (value << 21 | first code point) whose values are wanted.
  private static func runs(
    _ runs: UnsafePointer<UInt32>?, _ count: Int32, where isWanted: (UInt32) -> Bool
  ) -> CharacterSet {
    var borders: [UInt32] = []
    for index in 0..<Int(count) {
      guard let run = unsafe runs?[index] else { continue }
      if isWanted(run >> 21) != (borders.count & 1 == 1) { borders.append(run & 0x1FFFFF) }
    }
    if borders.count & 1 == 1 { borders.append(0x110000) }
    return CharacterSet(borders: borders)
  }
}
