/// Traits that an element's attributes give its content: boilerplate, main text, or hidden.
///
/// Class names and ids are split into words (`siteFooter`, `site-footer`, `site_footer` are two), since
/// a search for substrings takes `header` for an `ad` and `shadow` for one too.

struct HTMLTraits: OptionSet {
  let rawValue: UInt8
  /// Not shown: `hidden`, `display:none`.
  static let hidden = HTMLTraits(rawValue: 1)
  /// A word of navigation, advertising, sharing, comments and the like.
  static let boilerplate = HTMLTraits(rawValue: 2)
  /// A word of articles and main parts.
  static let content = HTMLTraits(rawValue: 4)
  /// Surely the main part: `itemprop=articleBody`, `class="entry-content"`.
  static let body = HTMLTraits(rawValue: 8)
  /// A word that is in names of both: `header`, `list`, `meta`.
  static let weak = HTMLTraits(rawValue: 16)
  /// Says in so many words that it is none of the page's text: `role=navigation`.
  static let never = HTMLTraits(rawValue: 32)
  /// A link with somewhere to go.
  static let link = HTMLTraits(rawValue: 64)
  /// Named by what shows formulas: KaTeX, MathJax, MediaWiki.
  static let formula = HTMLTraits(rawValue: 128)
  /// Of a formula's text: it has lines of its own; references in it do not count.
  static let display = weak
  static let verbatim = content

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ tokenizer: HTMLTokenizer, _ tag: HTMLTag, _ attributes: Range<Int>) {
    self = []
    let bytes = tokenizer.bytes
    var at = attributes.lowerBound
    while let (name, value) = tokenizer.nextAttribute(&at, attributes.upperBound) {
      switch name.count {
      case 2 where bytes.hasIgnoringCase("id".utf8, at: name.lowerBound):
        addNames(bytes, value)
      case 4 where bytes.hasIgnoringCase("role".utf8, at: name.lowerBound):
        addRole(bytes, bytes.trimmed(value))
      case 4 where tag == .a && bytes.hasIgnoringCase("href".utf8, at: name.lowerBound):
        insert(.link)
      case 5 where bytes.hasIgnoringCase("class".utf8, at: name.lowerBound):
        addNames(bytes, value)
      case 5 where bytes.hasIgnoringCase("style".utf8, at: name.lowerBound):
        addStyle(bytes, value)
      case 6 where bytes.hasIgnoringCase("hidden".utf8, at: name.lowerBound):
        insert(.hidden)
      case 8 where bytes.hasIgnoringCase("itemprop".utf8, at: name.lowerBound):
        if bytes.hasIgnoringCase("articlebody".utf8, at: value.lowerBound) { insert(.body) }
      case 11 where bytes.hasIgnoringCase("aria-hidden".utf8, at: name.lowerBound):
        if bytes.hasIgnoringCase("true".utf8, at: value.lowerBound) { insert(.hidden) }
      default: break
      }
    }
  }

  /// `display: none` and `visibility: hidden`, however they are spaced.
  private mutating func addStyle(_ bytes: [UInt8], _ value: Range<Int>) {
    var at = value.lowerBound
    while at < value.upperBound {
      let isDisplay = bytes.hasIgnoringCase("display".utf8, at: at)
      let isVisibility = !isDisplay && bytes.hasIgnoringCase("visibility".utf8, at: at)
      guard isDisplay || isVisibility else {
        at += 1
        continue
      }
      at += isDisplay ? 7 : 10
      while at < value.upperBound, bytes[at].isMarkupSpace || bytes[at] == UInt8(ascii: ":") {
        at += 1
      }
      let wanted: StaticString = isDisplay ? "none" : "hidden"
      if unsafe bytes.hasIgnoringCase(wanted.bytes, at: at) { insert(.hidden) }
    }
  }

  private mutating func addRole(_ bytes: [UInt8], _ value: Range<Int>) {
    guard let role = HTMLWords.roles[packed(bytes, value)] else { return }
    insert(HTMLTraits(rawValue: role))
  }

  private func packed(_ bytes: [UInt8], _ range: Range<Int>) -> UInt128 {
    guard range.count <= PackedWords.longestWord else { return 0 }
    return bytes[range].reduce(0) { $0 << 8 | UInt128($1.asciiLowercased) }
  }

  /// Looks up the words of a class list or an id.
  private mutating func addNames(_ bytes: [UInt8], _ value: Range<Int>) {
    var name = HTMLTraits()
    var key: UInt128 = 0
    var length = 0
    // What the words of one class say together: `entry-content`.
    var parts: UInt8 = 0
    func look() -> HTMLTraits {
      guard length > 0, length <= PackedWords.longestWord else { return [] }
      let found = HTMLWords.names[key] ?? 0
      if found == HTMLWords.formulas {
        insert(.formula)
        return []
      }
      parts |= found & 0xC0
      return HTMLTraits(rawValue: found & 0x3F)
    }
    var previous: UInt8 = 0
    for at in value {
      let byte = bytes[at]
      let isUpper = (0x41...0x5A).contains(byte)
      let isLetter = byte.isASCIILetter
      if !isLetter || (isUpper && (0x61...0x7A).contains(previous)) {
        name.formUnion(look())
        key = 0
        length = 0
      }
      if byte.isMarkupSpace {
        addClass(name, parts)
        name = []
        parts = 0
      }
      if isLetter {
        key = key << 8 | UInt128(byte | 0x20)
        length += 1
      }
      previous = byte
    }
    name.formUnion(look())
    addClass(name, parts)
  }

  private mutating func addClass(_ name: HTMLTraits, _ parts: UInt8) {
    if name.contains(.never) { return }
    formUnion(name)
    // `article-body`, but not `article-body-footer`.
    if parts == 0xC0, !name.contains(.boilerplate), !name.contains(.weak) {
      insert([.body, .content])
    }
  }
}
