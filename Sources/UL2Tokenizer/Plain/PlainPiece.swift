/// A piece of a text on its way to ids: its bytes, always UTF-8, and where in the document they came from.
///
/// The origins follow `NormalizedString` of Hugging Face's library, as far as ids depend on them: Metaspace asks
/// whether a piece is the document's first, which is whether its origin is 0.

struct PlainPiece: Sendable {
  private(set) var bytes: [UInt8]
  /// By byte: where in the document the character begins that it was made of.
  private(set) var origins: [Int]
  /// Where the piece began when it was cut.
  private(set) var start: Int
  /// Of an added token; such a piece is finished.
  var id: Int32?

  /// A whole document.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    origins = Array(bytes.indices)
    for i in bytes.indices where bytes[i] & 0xC0 == 0x80 { origins[i] = origins[i - 1] }
    start = 0
  }

  /// The characters' ranges in `bytes`.
  var characters: [Range<Int>] { Self.characters(of: bytes[...]) }

  static func characters(of text: ArraySlice<UInt8>) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var at = text.startIndex
    while at < text.endIndex {
      let end = min(at + characterLength(text[at]), text.endIndex)
      ranges.append(at..<end)
      at = end
    }
    return ranges
  }

  /// How many characters a text has.
  static func count(_ text: ArraySlice<UInt8>) -> Int { text.count { $0 & 0xC0 != 0x80 } }

  /// A part of it, as a piece of its own.
  func slice(_ range: Range<Int>) -> PlainPiece {
    var part = self
    part.bytes = Array(bytes[range])
    part.origins = Array(origins[range])
    part.start = part.origins.first ?? start
    part.id = nil
    return part
  }

  /// A character of a changed text. `change` is 0 where it takes the place of the next old one, 1 where it is new,
  /// −n where it takes the next one's place and the n after that go.
  typealias Change = (character: ArraySlice<UInt8>, change: Int)

  /// Replaces the text by `changed`.
  ///
  /// - Parameter dropped: characters that go at the beginning.
  mutating func transform(_ changed: [Change], dropping dropped: Int = 0) {
    let old = characters
    var next = min(dropped, old.count)
    func end(_ next: Int) -> Int { next == 0 ? 0 : old[next - 1].upperBound }
    var newBytes: [UInt8] = []
    var newOrigins: [Int] = []
    for (character, change) in changed {
      let offset = end(next)
      let origin =
        change > 0
        ? (offset < 1 ? start : origins[offset - 1])
        : (offset < origins.count ? origins[offset] : origins.last ?? start)
      if change <= 0 { next = min(next + 1 - change, old.count) }
      newBytes.append(contentsOf: character)
      newOrigins.append(contentsOf: repeatElement(origin, count: character.count))
    }
    (bytes, origins) = (newBytes, newOrigins)
  }

  /// Puts a text before it; does nothing to an empty one.
  mutating func prepend(_ text: [UInt8]) {
    guard let origin = origins.first else { return }
    bytes.insert(contentsOf: text, at: 0)
    origins.insert(contentsOf: repeatElement(origin, count: text.count), at: 0)
  }

  /// Replaces what matches.
  mutating func replace(_ spans: [PlainSpan], by content: [UInt8]) {
    var newBytes: [UInt8] = []
    var newOrigins: [Int] = []
    for span in spans {
      if span.isMatch {
        let end = span.range.upperBound
        newBytes.append(contentsOf: content)
        newOrigins.append(
          contentsOf: repeatElement(end < 1 ? start : origins[end - 1], count: content.count))
      } else {
        newBytes.append(contentsOf: bytes[span.range])
        newOrigins.append(contentsOf: origins[span.range])
      }
    }
    (bytes, origins) = (newBytes, newOrigins)
  }

  /// Replaces the text by its normal form.
  ///
  /// Characters that are the same at both ends keep their origins. Of those in between, the first has the origin of
  /// the first one replaced, and the others have that of the last.
  mutating func replaceMiddle(by new: [UInt8]) {
    if new == bytes { return }
    let shorter = min(new.count, bytes.count)
    var prefix = 0
    while prefix < shorter, new[prefix] == bytes[prefix] { prefix += 1 }
    while prefix > 0, prefix < new.count, new[prefix] & 0xC0 == 0x80 { prefix -= 1 }
    var suffix = 0
    while suffix < shorter - prefix, new[new.count - 1 - suffix] == bytes[bytes.count - 1 - suffix]
    {
      suffix += 1
    }
    var newOrigins = Array(origins[..<prefix])
    let first = prefix < origins.count ? origins[prefix] : origins.last ?? start
    let last = suffix < origins.count ? origins[origins.count - 1 - suffix] : first
    let head = prefix < new.count ? characterLength(new[prefix]) : 0
    for i in 0..<max(0, new.count - prefix - suffix) { newOrigins.append(i < head ? first : last) }
    newOrigins.append(contentsOf: origins[(origins.count - suffix)...])
    (bytes, origins) = (new, newOrigins)
  }
}

/// A character's code.
func scalar(_ character: some Collection<UInt8>) -> UInt32 {
  guard let first = character.first else { return 0 }
  let lead: UInt32 =
    switch character.count {
    case 1: UInt32(first)
    case 2: UInt32(first & 0x1F)
    case 3: UInt32(first & 0x0F)
    default: UInt32(first & 0x07)
    }
  return character.dropFirst().reduce(lead) { $0 << 6 | UInt32($1 & 0x3F) }
}
