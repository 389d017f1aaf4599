/// The small markup inside lines: quotes, magic words, language variants.
extension WikitextScanner {
  /// `''italic''`, `'''bold'''`: runs of two, three and five vanish, others leave some as text.
  mutating func apostrophes() {
    let run = runLength()
    let kept =
      switch run {
      case 1, 4: 1
      case 2, 3, 5: 0
      default: run - 5
      }
    output.append(contentsOf: repeatElement(UInt8(ascii: "'"), count: kept))
    if run > 1 { quotes.add(run - kept, &output) }
    at += run
    isLineStart = false
  }

  /// `__NOTOC__`, in any language that writes it in capitals.
  mutating func underscores() {
    let run = runLength()
    guard run == 2 else { return copy(run) }
    var end = at + 2
    while end < bytes.count, end - at < 64, Self.isMagic(bytes[end]) { end += 1 }
    guard end > at + 4, bytes.has("__", at: end) else { return copy(run) }
    output.append(WikitextMark.gap)
    at = end + 2
  }

  private static func isMagic(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || byte >= 0x80
  }

  /// `-{zh-hans:…; zh-hant:…}-`: continues inside one of the variants.
  mutating func openVariant() -> Bool {
    guard !variant.isOpen, byte(at + 1) == UInt8(ascii: "{"), byte(at + 2) != UInt8(ascii: "{")
    else { return false }
    guard let chosen = variant.open(bytes, from: at + 2) else { return false }
    at = chosen
    return true
  }
}

/// The part of a `-{…}-` that is read, and where the text continues after it.
struct LanguageVariant {
  /// Rules are short; what is longer is a dash and a brace.
  private static let longest = 4096
  private static let preferred = ["zh-hans", "zh-cn", "zh", "sr-ec", "sr-cyrl"].map {
    Array($0.utf8)
  }
  /// Flags of rules that only define a conversion and show nothing.
  private static let hiding = Set("HTDN-".utf8)

  private(set) var isOpen = false
  private(set) var end = 0
  private var resume = 0
  /// No `}-` begins before here, so that no byte is searched twice.
  private var searched = 0

  mutating func close() -> Int {
    isOpen = false
    return resume
  }

  /// Opens the rule whose content begins at `start`; where reading continues, or nil if it never
  /// ends.
  mutating func open(_ bytes: [UInt8], from start: Int) -> Int? {
    let limit = min(start + Self.longest, bytes.count)
    var close = max(start, searched)
    while close < limit, !bytes.has("}-", at: close) { close += 1 }
    searched = close
    guard close < limit else { return nil }
    let chosen = Self.choose(bytes, start..<close)
    isOpen = true
    end = chosen.upperBound
    resume = close + 2
    return chosen.lowerBound
  }

  private static func choose(_ bytes: [UInt8], _ rule: Range<Int>) -> Range<Int> {
    var content = rule
    if let pipe = bytes[rule].firstIndex(of: UInt8(ascii: "|")) {
      let flags = bytes[rule.lowerBound..<pipe]
      let isFlags = flags.allSatisfy { $0.isASCIIAlphanumeric || ";- ".utf8.contains($0) }
      if isFlags {
        if flags.contains(where: hiding.contains), !flags.contains(UInt8(ascii: "A")) {
          return rule.upperBound..<rule.upperBound
        }
        content = pipe + 1..<rule.upperBound
      }
    }
    var first: Range<Int>?
    var best: (rank: Int, text: Range<Int>)?
    for part in bytes[content].split(separator: UInt8(ascii: ";")) {
      guard let colon = part.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let code = bytes[bytes.trimmed(part.startIndex..<colon)].map(\.asciiLowercased)
      guard !code.isEmpty, code.allSatisfy({ $0.isASCIILetter || $0 == UInt8(ascii: "-") }) else {
        continue
      }
      let text = colon + 1..<part.endIndex
      first = first ?? text
      if let rank = preferred.firstIndex(of: code), rank < best?.rank ?? .max {
        best = (rank, text)
      }
    }
    return best?.text ?? first ?? content
  }
}
