/// Which language a block of code is in, as far as the HTML says: `<pre class="lang-py">`,
/// `<code class="language-python">`, or the comment `<!-- language: lang-py -->` before it, which is what
/// authors wrote for years and dumps still have.
struct CodeLanguage {
  private var next: [UInt8] = []
  private var all: [UInt8] = []

  private static let longest = 20

  /// Reads what is in comments.
  mutating func read(_ html: [UInt8], _ comments: Range<Int>) {
    var at = comments.lowerBound
    while at < comments.upperBound {
      guard html.has("language", at: at) else {
        at += 1
        continue
      }
      at += 8
      let isForAll = html.has("-all", at: at)
      if isForAll { at += 4 }
      guard at < comments.upperBound, html[at] == UInt8(ascii: ":") else { continue }
      at += 1
      while at < comments.upperBound, html[at] == 0x20 { at += 1 }
      let start = at
      while at < comments.upperBound, !html[at].isMarkupSpace,
        html[at] != UInt8(ascii: "-") || !html.has("-->", at: at)
      {
        at += 1
      }
      let name = Self.name(
        html, html.has("lang-", at: start) ? min(start + 5, at)..<at : start..<at)
      if isForAll { all = name } else { next = name }
    }
  }

  /// The language of the block of code whose tag has these attributes; what a comment said of it is used up.
  mutating func take(_ tokenizer: HTMLTokenizer, _ attributes: Range<Int>) -> [UInt8] {
    defer { next = [] }
    let own = ofClass(tokenizer, attributes)
    return own.isEmpty ? (next.isEmpty ? all : next) : own
  }

  /// The language that the class of a tag says, `lang-py prettyprint-override`; empty where it says none.
  func ofClass(_ tokenizer: HTMLTokenizer, _ attributes: Range<Int>) -> [UInt8] {
    guard let names = tokenizer.attribute("class", in: attributes) else { return [] }
    let html = tokenizer.bytes
    var at = names.lowerBound
    while at < names.upperBound {
      let start = at
      while at < names.upperBound, !html[at].isMarkupSpace { at += 1 }
      for prefix in ["lang-", "language-"] where html.hasIgnoringCase(prefix.utf8, at: start) {
        if start + prefix.utf8.count < at {
          return Self.name(html, start + prefix.utf8.count..<at)
        }
      }
      at += 1
    }
    return []
  }

  /// The word after a fence; empty for what names no language.
  private static func name(_ html: [UInt8], _ range: Range<Int>) -> [UInt8] {
    let name = Array(html[range.clamped(to: 0..<html.count)])
    let marks = Array("+#-_.".utf8)
    guard name.count <= longest, name.allSatisfy({ $0.isASCIIAlphanumeric || marks.contains($0) }),
      // The last is what the site's own form has to be filled in.
      !["none", "default", "or-tag-here"].contains(where: { name.elementsEqual($0.utf8) })
    else { return [] }
    return name
  }
}
