import TestSupport
import Testing
import UL2Pipeline

@Suite("Pages")
struct HTMLPageTests {
  private let evil = "</script><img src=x onerror=alert(1)>\u{202E}\"'&\u{0}\u{200B}"

  private func written(_ page: HTMLPage) throws -> String {
    var bytes: [UInt8] = []
    try page.write { (piece: [UInt8]) throws(Problem) in bytes += piece }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("texts of documents stay text, and invisible characters are shown by name")
  func escaping() throws {
    let page = HTMLPage(
      title: evil, scripts: [Array("const a = 1;\n".utf8)],
      data: [("data", ["text": .string(evil), "list": [.string("\u{2066}\u{061C}é")]])],
      body: .element("p", ["title": evil], .text(evil), .link("javascript:alert(1)")))
    let text = try written(page)
    #expect(!text.contains("<img") && !text.contains("<a "))
    #expect(!text.unicodeScalars.contains { $0.value == 0x202E || $0.value == 0x2066 })
    #expect(text.contains("<span class=\"sign\">RLO</span>"))
    #expect(text.contains("\\u202e") && text.contains("\\u2066\\u061cé"))
    // The data's own element and the program's: nothing else ends a script.
    #expect(text.split(separator: "</script>", omittingEmptySubsequences: false).count == 3)
    let block = try #require(text.firstRange(of: "id=\"data\">"))
    let end = try #require(text[block.upperBound...].firstRange(of: "</script>"))
    let json = try JSONValue.parse(
      Array(text[block.upperBound..<end.lowerBound].utf8), path: "data")
    #expect(json["text"]?.string == evil)
  }

  @Test("the policy allows the page's own parts, by hash, and nothing else")
  func policy() throws {
    let text = try written(
      HTMLPage(title: "A", scripts: [Array("const a = 1;\n".utf8)], body: .text("é")))
    func hash(of element: String) throws -> String {
      let start = try #require(text.firstRange(of: "<\(element)>"))
      let end = try #require(text[start.upperBound...].firstRange(of: "</\(element)>"))
      var hash = UL2Pipeline.SHA256()
      hash.update(Array(text[start.upperBound..<end.lowerBound].utf8))
      return "&#39;sha256-\(Base64.encoded(hash.digest()))&#39;"
    }
    #expect(
      text.contains(
        "content=\"default-src &#39;none&#39;; script-src \(try hash(of: "script")); style-src "
          + "\(try hash(of: "style")); base-uri &#39;none&#39;; form-action &#39;none&#39;\""))
    #expect(
      try written(HTMLPage(title: "A", body: .text("b"))).contains("script-src &#39;none&#39;"))
  }

  @Test("only addresses of the web become links")
  func links() {
    for address in ["http://a.example/?b=c&d", "HTTPS://é.example/x"] {
      #expect(isWebAddress(address))
    }
    for address in [
      "javascript:alert(1)", "data:text/html,<script>", " https://a.example", "https://a b",
      "https://a\u{202E}b", "https://a\nb", "file:///etc/passwd", "//a.example", "https",
    ] {
      #expect(!isWebAddress(address))
    }
  }

  @Test("base64, with every remainder")
  func base64() {
    for (bytes, text) in [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"),
    ] {
      #expect(Base64.encoded(Array(bytes.utf8)) == text)
    }
  }
}
