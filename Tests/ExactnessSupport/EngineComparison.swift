/// Compares an engine's ids with libsentencepiece's, or with the plain search's by another generation's rule; finds the
/// shortest text that shows a difference.
import UL2Tokenizer

/// A text whose ids differ.
package struct Difference: Sendable, CustomStringConvertible {
  package var text: [UInt8]
  package var what: String
  /// Whether the engine is wrong only after other texts: then its cache is.
  package var onlyWarm = false

  package init(text: [UInt8], what: String, onlyWarm: Bool = false) {
    self.text = text
    self.what = what
    self.onlyWarm = onlyWarm
  }

  package var description: String {
    let shown = text.prefix(400)
    let hex = shown.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    let escaped = shown.map { byte in
      (0x20..<0x7F).contains(byte)
        ? String(UnicodeScalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    let rest = text.count > shown.count ? "…" : ""
    return "\(text.count) bytes \"\(escaped)\(rest)\" (hex \(hex)\(rest)): \(what)"
      + (onlyWarm ? "; only after other texts" : "")
  }
}

package final class EngineComparison {
  package let tokenizer: Tokenizer
  /// Kept for all texts, so that its cache is tested too.
  private let encoder: TokenEncoder
  private let reference: TokenEncoder
  private let referenceTokenizer: Tokenizer
  /// The engine's last ids.
  package private(set) var ids: [Int32] = []
  private var expected: [Int32] = []

  /// - Parameter other: whose ids are the right ones; the library's for the same model without it.
  package init(_ tokenizer: Tokenizer, expecting other: Tokenizer? = nil) {
    self.tokenizer = tokenizer
    referenceTokenizer = other ?? tokenizer
    encoder = TokenEncoder(tokenizer)
    reference = other.map { TokenEncoder($0) } ?? encoder
  }

  /// The first difference in the ids of `text`; nil where there is none.
  ///
  /// - Parameter again: encode once more, from the cache as the first time left it, and as huge texts are encoded.
  package func difference(_ text: [UInt8], again: Bool = false) -> Difference? {
    let known = result(&expected) { ids throws(Problem) in
      try reference.encodeByReference(text, into: &ids)
    }
    for _ in 0...(again ? 1 : 0) {
      let problem = result(&ids) { ids throws(Problem) in try encoder.encode(text, into: &ids) }
      // The library must fail too; its message may differ.
      if (known == nil) != (problem == nil) {
        return Difference(
          text: text, what: "\(problem ?? "no error"), expected \(known ?? "no error")")
      }
      if known == nil && ids != expected { return Difference(text: text, what: firstDifference()) }
    }
    if again, known == nil, differsInWindows(text) {
      return Difference(text: text, what: "in windows: " + firstDifference())
    }
    return nil
  }

  private func differsInWindows(_ text: [UInt8]) -> Bool {
    var found: [Int32] = []
    let isDone = encoder.encode(
      text.span, inWindowsOf: 1 + text.count / 3, appendingTo: &found)
    if !isDone || found == expected { return false }
    ids = found
    return true
  }

  /// Whether the ids of the last text can be decoded, and all of them are pieces.
  package func decodes() -> Bool { (try? encoder.decode(ids)) != nil }

  private func result(
    _ ids: inout [Int32], _ encode: (inout [Int32]) throws(Problem) -> Void
  ) -> String? {
    do throws(Problem) {
      try encode(&ids)
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func firstDifference() -> String {
    let place =
      zip(ids, expected).enumerated().first { $1.0 != $1.1 }?.offset
      ?? min(ids.count, expected.count)
    func near(_ ids: [Int32]) -> String {
      ids[max(place - 2, 0)..<min(place + 4, ids.count)].map { id in
        let piece =
          tokenizer.pieces.indices.contains(Int(id)) ? tokenizer.pieces[Int(id)].text : "?"
        return "\(id) '\(piece)'"
      }.joined(separator: " ")
    }
    return "id \(place) of \(expected.count) (got \(ids.count)): [\(near(ids))], "
      + "expected [\(near(expected))]"
  }

  /// The difference with as much of its text removed as possible, in at most `attempts` encodings.
  package func minimised(_ difference: Difference, attempts: Int = 4000) -> Difference {
    func wrong(_ text: [UInt8]) -> Difference? {
      EngineComparison(tokenizer, expecting: referenceTokenizer).difference(text)
    }
    guard var best = wrong(difference.text) else {
      var warm = difference
      warm.onlyWarm = true
      return warm
    }
    var left = attempts
    var size = best.text.count
    while size >= 1 && left > 0 {
      var start = 0
      while start < best.text.count && left > 0 {
        let end = min(start + size, best.text.count)
        left -= 1 + best.text.count / 100_000
        if let smaller = wrong(Array(best.text[..<start] + best.text[end...])) {
          best = smaller
        } else {
          start = end
        }
      }
      // Once no part of this size can be removed, half the size; at single bytes, until none can.
      size = size == 1 ? 0 : (size + 1) / 2
    }
    return best
  }
}
