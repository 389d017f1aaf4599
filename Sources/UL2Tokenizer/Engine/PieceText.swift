/// The decoders' result for each piece by itself, and the work left for the whole text. Nil where pieces cannot be
/// decoded one by one: `PlainDecoder` is for those.
struct PieceText: Sendable {
  /// Applied to each piece, in order.
  private var steps: [TokenizerFile.Decoder] = []
  /// Whether pieces such as `<0x0A>` are bytes.
  private(set) var hasByteFallback = false
  /// Whether malformed UTF-8 in the whole text becomes U+FFFD.
  private(set) var isRepaired = false
  /// Stripped from the whole text's ends.
  private(set) var strips: [(content: [UInt8], start: Int, stop: Int)] = []
  /// Whether a piece has another text at the start than later.
  private(set) var isFirstApart = false

  init?(_ decoders: [TokenizerFile.Decoder]?) {
    guard let decoders else { return nil }
    var isFused = false
    for decoder in decoders {
      switch decoder {
      case .strip(let content, let start, let stop) where isFused:
        if content.isEmpty { return nil }
        strips.append((content, start, stop))
      case .fuse: isFused = true
      case _ where isFused: return nil
      case .byteLevel:
        steps.append(decoder)
        isRepaired = true
        isFused = true
      case .byteFallback:
        if hasByteFallback { return nil }
        hasByteFallback = true
      // Runs of bytes would have to go through these steps too.
      case _ where hasByteFallback: return nil
      case .metaspace(_, let prepends):
        isFirstApart = isFirstApart || prepends != .never
        steps.append(decoder)
      case .replace(.text(let text), _) where !text.isEmpty: steps.append(decoder)
      case .replace: return nil
      case .strip(let content, _, _):
        if content.isEmpty { return nil }
        steps.append(decoder)
      }
    }
    if hasByteFallback, isRepaired { return nil }
  }

  /// The text of a piece, which is spelled as in the vocabulary or the added tokens.
  func text(_ piece: some Collection<UInt8>, isFirst: Bool) -> [UInt8] {
    var text = Array(piece)
    for step in steps {
      switch step {
      case .byteLevel: text = ByteAlphabet.bytes(spelledBy: text) ?? text
      case .metaspace(let mark, let prepends):
        text = Self.replaced(text, mark, by: isFirst && prepends != .never ? [] : [0x20])
      case .replace(.text(let pattern), let content):
        text = Self.replaced(text, pattern, by: content)
      case .strip(let content, let start, let stop):
        text = Array(text[Self.stripped(text[...], content, start, stop)])
      case .byteFallback, .fuse, .replace: break
      }
    }
    return text
  }

  private static func replaced(
    _ text: [UInt8], _ pattern: [UInt8], by content: [UInt8]
  ) -> [UInt8] {
    guard text.contains(pattern[0]) else { return text }
    var result: [UInt8] = []
    var at = 0
    while at < text.count {
      if text[at] == pattern[0], text[at...].starts(with: pattern) {
        result += content
        at += pattern.count
      } else {
        result.append(text[at])
        at += 1
      }
    }
    return result
  }

  /// The range left after stripping up to `start` and `stop` occurrences of `content` from a text's ends.
  static func stripped(
    _ text: ArraySlice<UInt8>, _ content: [UInt8], _ start: Int, _ stop: Int
  ) -> Range<Int> {
    var (first, last) = (text.startIndex, text.endIndex)
    for _ in 0..<start where text[first...].starts(with: content) { first += content.count }
    for _ in 0..<stop where text[..<last].suffix(content.count).elementsEqual(content) {
      last -= content.count
    }
    return first < last ? first..<last : text.startIndex..<text.startIndex
  }
}
