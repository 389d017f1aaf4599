/// The language that most of a text is in, by Compact Language Detector 2.
///
/// CLD2 wants UTF-8 without control characters and noncharacters, which become spaces in a copy. Of a text
/// above 24 KiB three pieces are looked at, its beginning, middle and end: so the cost is bounded, and it
/// is always the same pieces. CLD2 itself is stateless, and safe on any number of threads.
import CCLD2

package struct LanguageDetector {
  package struct Finding: Equatable, Sendable {
    /// BCP 47: `en`, `zh-Hant`; `und` where the detector does not trust its answer.
    package var code: String
    /// How much of the text's letters is in it, from 0 to 1.
    package var score: Double

    package init(code: String, score: Double) {
      self.code = code
      self.score = score
    }
  }

  private static let piece = 8 << 10
  /// After the text: CLD2 looks up to three bytes beyond it, and crashes on some that it may find
  /// there.
  private static let slack = 64
  private var copy: [UInt8] = []

  package init() {}

  /// The detector's version, and the date of its tables.
  static let version = unsafe "CLD2 " + String(cString: cld2_version())

  /// Codes by the library's numbers; nil where a number is not a language. The library's `iw` and `jw`
  /// are older than BCP 47.
  static let codes: [String?] = (0..<cld2_language_count()).map { number in
    switch unsafe String(cString: cld2_language_code(number)) {
    case "", "un", "xxx": nil
    case "iw": "he"
    case "jw": "jv"
    case let code: code.hasPrefix("xx-") || code.hasPrefix("zz") ? nil : code
    }
  }

  package mutating func detect(_ text: [UInt8]) -> Finding {
    sample(text)
    let count = copy.count
    copy.append(contentsOf: repeatElement(0x20, count: Self.slack))
    let result = unsafe copy.withUnsafeBytes { bytes in
      unsafe cld2_detect(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(count))
    }
    let number = Int(result.language)
    guard result.is_reliable != 0, Self.codes.indices.contains(number),
      let code = Self.codes[number]
    else { return Finding(code: "und", score: 0) }
    return Finding(code: code, score: Double(result.percent) / 100)
  }

  /// Fills `copy` with what is looked at.
  private mutating func sample(_ text: [UInt8]) {
    copy.removeAll(keepingCapacity: true)
    if text.count <= 3 * Self.piece {
      copy.append(contentsOf: text)
    } else {
      for start in [0, (text.count - Self.piece) / 2, text.count - Self.piece] {
        let start = Self.boundary(text, start)
        let end = Self.boundary(text, start + Self.piece)
        copy.append(contentsOf: text[start..<end])
        copy.append(0x0A)
      }
    }
    blankControls()
  }

  /// The first place from `at` on where a character begins.
  private static func boundary(_ text: [UInt8], _ at: Int) -> Int {
    var at = min(at, text.count)
    while at < text.count, text[at] & 0xC0 == 0x80 { at += 1 }
    return at
  }

  private mutating func blankControls() {
    var text = copy.mutableSpan
    var at = 0
    while at < text.count {
      let byte = text[at]
      if byte < 0x80 {
        if byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D || byte == 0x7F {
          text[at] = 0x20
        }
        at += 1
        continue
      }
      let (scalar, length) = decodedScalar(text.span, at)
      if scalar < 0xA0 || (0xFDD0...0xFDEF).contains(scalar) || scalar & 0xFFFE == 0xFFFE {
        for i in at..<at + length { text[i] = 0x20 }
      }
      at += length
    }
  }
}
