import TestSupport
import Testing
import UL2Markup

@Suite("Character references") struct EntitiesTests {
  private func decoded(
    _ text: String, _ context: CharacterReference.Context = .text
  ) -> String {
    let bytes = Array(text.utf8)
    var output: [UInt8] = []
    var at = 0
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "&"),
        let reference = CharacterReference(bytes, at: at, in: context)
      {
        reference.append(to: &output)
        at = reference.end
      } else {
        output.append(bytes[at])
        at += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  @Test("All 2,231 names mean the same as in Python's html.entities.html5")
  func names() {
    var names: [String] = []
    for word in htmlEntityNames.description.split(separator: " ") {
      let name = word.prefix { $0 != "=" && $0 != "&" }
      names.append("\(name);")
      if word.contains("&") { names.append(String(name)) }
    }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    #expect(names.count == 2231)
    var digest = SHA256()
    for name in names { digest.update(Array("&\(name)\(decoded("&" + name))\n".utf8)) }
    #expect(
      digest.hexDigest() == "bd13a61d1361125d60a9c138997ba648742e52bee505c33df07425ce036c1999")
  }

  @Test(
    "Names without semicolon, by context",
    arguments: [
      ("&copy 1", "© 1", "© 1", "&copy 1"),
      ("&notit;", "¬it;", "&notit;", "&notit;"),
      ("&notin;", "∉", "∉", "∉"),
      ("?a&copy=2", "?a©=2", "?a&copy=2", "?a&copy=2"),
      ("&ampamp;", "&amp;", "&ampamp;", "&ampamp;"),
      ("&hearts", "&hearts", "&hearts", "&hearts"),
      ("&nGt;", "≫⃒", "≫⃒", "≫⃒"),
      ("&; & &# &#x; &x", "&; & &# &#x; &x", "&; & &# &#x; &x", "&; & &# &#x; &x"),
      ("&lt", "<", "<", "&lt"),
    ])
  func contexts(text: String, inText: String, inAttribute: String, terminated: String) {
    #expect(decoded(text) == inText)
    #expect(decoded(text, .attribute) == inAttribute)
    #expect(decoded(text, .terminated) == terminated)
  }

  @Test(
    "Numbers",
    arguments: [
      ("&#65;&#x41;&#X41;&#65 ", "AAAA "), ("&#150;&#x80;&#x81;", "–€\u{81}"),
      ("&#0;&#xD800;&#x110000;&#99999999999999999999;", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
    ])
  func numbers(text: String, expected: String) { #expect(decoded(text) == expected) }
}
