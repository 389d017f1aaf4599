/// Cuts added tokens out of a text: leftmost, and of those that begin at one place the longest.
///
/// A match that does not count, because its token is protected or is not a word of its own, is
/// skipped whole: nothing inside it is looked for.
import UL2Patterns

struct PlainAddedTokens: Sendable {
  private struct Entry {
    var token: AddedToken
    var pattern: [UInt8]
  }

  /// By first byte, the longest first.
  private var entries = [[Entry]](repeating: [], count: 256)
  private let protected: Set<Int>

  /// - Parameters:
  ///   - tokens: with what is looked for.
  ///   - protected: ids that are not matched.
  init(_ tokens: [AddedToken], protecting protected: Set<Int>) {
    for token in tokens {
      guard let first = token.pattern.first else { continue }
      entries[Int(first)].append(Entry(token: token, pattern: token.pattern))
    }
    for i in entries.indices {
      entries[i].sort { ($1.pattern.count, $0.token.id) < ($0.pattern.count, $1.token.id) }
    }
    self.protected = protected
  }

  /// The pieces of a piece; those of added tokens have their ids.
  ///
  /// - Parameter rejected: the ids of protected tokens that were found are added.
  func split(_ piece: PlainPiece, rejected: inout [Int]) -> [PlainPiece] {
    let text = piece.bytes
    var pieces: [PlainPiece] = []
    var end = 0
    var at = 0
    while at < text.count {
      guard let entry = longest(text, at) else {
        at += 1
        continue
      }
      var range = at..<at + entry.pattern.count
      at = range.upperBound
      if protected.contains(entry.token.id) {
        rejected.append(entry.token.id)
        continue
      }
      if entry.token.isSingleWord, touchesWord(text, range) { continue }
      if entry.token.stripsLeft {
        let start = max(spaceStart(text, range.lowerBound), end)
        guard start <= range.upperBound else { continue }
        range = start..<range.upperBound
      }
      if entry.token.stripsRight { range = range.lowerBound..<spaceEnd(text, range.upperBound) }
      if end < range.lowerBound { pieces.append(piece.slice(end..<range.lowerBound)) }
      // Where the one before has stripped all of it, nothing is left.
      if !range.isEmpty {
        var token = piece.slice(range)
        token.id = Int32(truncatingIfNeeded: entry.token.id)
        pieces.append(token)
      }
      end = range.upperBound
    }
    if end < text.count { pieces.append(piece.slice(end..<text.count)) }
    return pieces
  }

  /// A token with one of these beside it is not a whole word: the word characters of Rust's regex, which are those of
  /// Oniguruma and the two joiners.
  static let wordCharacters = CharacterSet.word.union(.joiners)

  private func longest(_ text: [UInt8], _ at: Int) -> Entry? {
    entries[Int(text[at])].first { entry in
      at + entry.pattern.count <= text.count
        && text[at..<at + entry.pattern.count].elementsEqual(entry.pattern)
    }
  }

  private func touchesWord(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    if range.upperBound < text.count {
      let end = min(range.upperBound + characterLength(text[range.upperBound]), text.count)
      if Self.wordCharacters.contains(scalar(text[range.upperBound..<end])) { return true }
    }
    guard range.lowerBound > 0 else { return false }
    let start = characterStart(text, before: range.lowerBound)
    return Self.wordCharacters.contains(scalar(text[start..<range.lowerBound]))
  }

  private func characterStart(_ text: [UInt8], before end: Int) -> Int {
    var start = end - 1
    while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
    return start
  }

  private func spaceStart(_ text: [UInt8], _ end: Int) -> Int {
    var end = end
    while end > 0 {
      let start = characterStart(text, before: end)
      guard isWhiteSpace(scalar(text[start..<end])) else { break }
      end = start
    }
    return end
  }

  private func spaceEnd(_ text: [UInt8], _ start: Int) -> Int {
    var start = start
    while start < text.count {
      let end = min(start + characterLength(text[start]), text.count)
      guard isWhiteSpace(scalar(text[start..<end])) else { break }
      start = end
    }
    return start
  }
}

/// Unicode's `White_Space`, 25 characters.
func isWhiteSpace(_ scalar: UInt32) -> Bool {
  switch scalar {
  case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F,
    0x3000:
    true
  default: false
  }
}
