import Testing
import UL2Markup

@Suite("Control characters") struct ControlCharacterTests {
  private func clean(_ text: String, from start: Int = 0) -> (text: String, count: Int) {
    var bytes = Array(text.utf8)
    let count = removeControlCharacters(&bytes, from: start)
    return (String(decoding: bytes, as: UTF8.self), count)
  }

  @Test("Tab and line feed stay, the others are removed")
  func each() {
    for value in UInt32(0)..<0xA1 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      // At each place of a run of sixteen bytes.
      for length in 0..<18 {
        let before = String(repeating: "x", count: length)
        let result = clean(before + String(Character(scalar)) + "y é\u{A0}\u{AD}")
        let middle =
          switch value {
          case 0x09, 0x0A, 0x20..<0x7F, 0xA0: String(Character(scalar))
          case 0x0B, 0x0C, 0x0D: "\n"
          case 0x92: "’"
          case 0x85: "…"
          case 0x81, 0x8D, 0x8F, 0x90, 0x9D, 0x7F, 0..<0x20: ""
          default: String(result.text.dropFirst(length).prefix(1))
          }
        #expect(result.text == before + middle + "y é\u{A0}\u{AD}", "\(value)")
        #expect(
          result.text.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control || $0 == "\t" || $0 == "\n"
          })
      }
    }
  }

  @Test("Line ends become one line feed; the counts")
  func lines() {
    #expect(clean("a\r\nb\rc\n\rd\r\r\ne") == ("a\nb\nc\n\nd\n\ne", 0))
    #expect(clean("a\u{0}\u{1B}[0m\u{7F}b\u{C}c") == ("a[0mb\nc", 4))
    #expect(clean("don\u{92}t \u{93}go\u{94}") == ("don’t “go”", 3))
    #expect(clean("\u{1}a\u{1}", from: 1) == ("\u{1}a", 1))
    #expect(clean("") == ("", 0))
  }
}
