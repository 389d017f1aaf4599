import Testing
import UL2Corpus

@Suite("Chunks of HTTP bodies") struct HTTPChunksTests {
  private func joined(_ body: String, isDeclared: Bool = true) -> (text: String, isWhole: Bool)? {
    let bytes = Array(body.utf8)
    return HTTPChunks(bytes, isDeclared: isDeclared).map {
      (String(decoding: $0.joined(bytes), as: UTF8.self), $0.isWhole)
    }
  }

  @Test(
    "Chunks as servers send them",
    arguments: [
      "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n",
      // Blank lines before the first size, and between chunks.
      "\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n", "\n\r\n\r\n3\r\nabc\r\n\r\n4\r\ndefg\r\n0\r\n\r\n",
      // Bare line feeds, spaces, leading zeros, capital letters, extensions.
      "3\nabc\n4\ndefg\n0\n\n", "  3  \r\nabc\r\n4 \r\ndefg\r\n0 \r\n\r\n",
      "0000003\r\nabc\r\n00000000000000000000000000004\r\ndefg\r\n000\r\n\r\n",
      "3;a=b\r\nabc\r\n4 ; c=\"d;\te\"; f\r\ndefg\r\n0;last\r\n\r\n",
      // Trailers, no blank line, and nothing at all at the end.
      "3\r\nabc\r\n4\r\ndefg\r\n0\r\nExpires: never\r\nX: y\r\n\r\n",
      "3\r\nabc\r\n4\r\ndefg\r\n0\r\n",
      "3\r\nabc\r\n4\r\ndefg\r\n0",
      // No line break after a chunk.
      "3\r\nabc4\r\ndefg0\r\n\r\n",
    ])
  func whole(body: String) throws {
    let found = try #require(joined(body))
    #expect(found.text == "abcdefg")
    #expect(found.isWhole)
  }

  @Test("Cut bodies, also without the last chunk, give what they have")
  func cut() throws {
    for body in [
      "3\r\nabc\r\n4\r\nde", "3\r\nabc\r\n4\r\n", "3\r\nabc\r\n", "3\r\nabc\r\n4", "5\r\nabc",
    ] {
      let found = try #require(joined(body), "\(body)")
      #expect("abcde".hasPrefix(found.text) && found.text.count >= 3)
      #expect(!found.isWhole)
    }
    // An invalid size after sound chunks.
    #expect(joined("3\r\nabc\r\n4\r\ndefg\r\nzz\r\nmore")?.text == "abcdefg")
  }

  @Test(
    "Bodies declared as chunked that are not",
    arguments: [
      "<html>", "plain text", "", "\r\n<p>", "deadbeef is hexadecimal", "ad\nage", "2\nplus two\n",
      "fffffffffffffffff\r\nx", "ffffffffff\r\nx", "-3\r\nabc", ";\r\nx",
    ])
  func notChunked(body: String) {
    #expect(joined(body) == nil)
  }

  @Test("Without a header, only bodies that are chunks to their end")
  func undeclared() {
    #expect(joined("3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n", isDeclared: false)?.text == "abcdefg")
    for body in [
      "3\r\nabc\r\n4\r\ndefg\r\n", "3\r\nabc\r\n4\r\ndef", "0\r\n\r\n", "0",
      "1\n2\n3\n0\n and more",
      "\r\n3\r\nabc\r\n0\r\n\r\n", "abc", "10\r\nbottles",
    ] {
      #expect(joined(body, isDeclared: false) == nil, "\(body)")
    }
  }
}
