import ReaderSupport
import Testing
import UL2Filters

@Suite("C4 rules") struct C4FilterTests {
  private func apply(_ text: String) -> (outcome: String, text: String) {
    var document = document(text)
    let outcome = Chosen { $0.quality = [.c4] }(changing: &document)
    return (outcome, String(decoding: document.text, as: UTF8.self))
  }

  private let body = prose(sentences: 5).joined(separator: "\n")

  @Test(
    "Lines that are dropped, and the rest joined",
    arguments: [
      "Menu", "Read more...", "No end here", "Two words.", "x", "", "   ", "We use cookies here.",
      "See our Privacy Policy now.", "The TERMS of Use apply.", "Our cookie policy is this.",
      "Please enable JavaScript to see.", "Word " + String(repeating: "w", count: 1001) + " end.",
      "It ends in a citation. [1]", "javascript { is dropped first.", "A brace { but no end",
      "lorem ipsum and no end", "Ends in a wide full stop。", "Ends in a quote».",
    ])
  func lines(line: String) {
    let goes = line != "Ends in a quote»."
    let (outcome, text) = apply(
      "  " + body + " \n" + line + "\r\n" + prose(sentences: 1, from: 9)[0])
    #expect(outcome == "train")
    let middle = goes ? "" : line + "\n"
    #expect(text == body + "\n" + middle + prose(sentences: 1, from: 9)[0])
  }

  @Test(
    "Lines that are kept",
    arguments: [
      "Is this a question?", "What a day!", "He said \"no more.\"", "It is 'quoted'",
      "Three words here.", "A b c.", "Cookies are baked at 180 degrees.", "A policy on cookies.",
    ])
  func kept(line: String) {
    #expect(apply(body + "\n" + line) == ("train", body + "\n" + line))
  }

  @Test("Citations are removed, and the text beside them stays")
  func citations() {
    let line = "It[1] was[23][ ] so[] in[edit] the[citation needed] year[x] of[٣] [12 yes[."
    let (outcome, text) = apply(body + "\n" + line)
    #expect(outcome == "train")
    #expect(text == body + "\nIt was[ ] so in the year[x] of [12 yes[.")
  }

  @Test("A clean text stays as it is")
  func unchanged() {
    #expect(apply(body) == ("train", body))
  }

  @Test(
    "Documents that are dropped",
    arguments: [
      ("", "c4: too few sentences"), ("\n\n\n", "c4: too few sentences"),
      ("One sentence. And two more. And a third.", "c4: too few sentences"),
      ("Five of them. In one line. All of it. Is this it? Yes it is.", "train"),
      ("Dr. J. R. Smith of the U.S. came. e.g. at 5 p.m. on Jan. 5.", "c4: too few sentences"),
      ("So it was!!! And so it is... and so on. It ends here.", "c4: too few sentences"),
    ])
  func documents(text: String, outcome: String) {
    #expect(apply(text).outcome == outcome)
  }

  @Test("A brace or filler in a line that would stay drops the document")
  func wholeDocument() {
    #expect(apply(body + "\nThis is code { you see.").outcome == "c4: curly bracket")
    #expect(apply(body + "\nHere is Lorem Ipsum dolor.").outcome == "c4: lorem ipsum")
  }

  @Test("Line ends and white space are as in Python")
  func pythonWhiteSpace() {
    let lines = prose(sentences: 6)
    let ends = ["\u{0B}", "\u{0C}", "\u{1C}", "\u{85}", "\u{2028}"]
    var text = lines[0]
    for (end, line) in zip(ends, lines.dropFirst()) { text += end + "\u{3000}\u{A0}" + line }
    #expect(apply(text) == ("train", lines.joined(separator: "\n")))
  }

  @Test("Hostile texts: one line of 10 MB, 5 million lines, damaged UTF-8")
  func hostile() {
    #expect(apply(String(repeating: "a", count: 10 << 20)).outcome == "c4: too few sentences")
    let long = String(repeating: "This is one of many sentences. ", count: (10 << 20) / 31)
    #expect(apply(long).outcome == "train")
    #expect(apply(String(repeating: "\n ", count: 5 << 20)).outcome == "c4: too few sentences")
    #expect(
      apply(body + "\n" + String(repeating: "[", count: 1 << 20) + " a b.").outcome == "train")
    let chosen = Chosen { $0.quality = [.c4, .gopher] }
    let good = Array((body + " “é” 日本。[1]").utf8)
    for at in good.indices {
      for byte in [0x00, 0x0D, 0x5B, 0x80, 0xC2, 0xE2, 0xF4, 0xFF] as [UInt8] {
        var bad = document("")
        bad.text = good
        bad.text[at] = byte
        _ = chosen(bad)
        bad.text = Array(good[..<at]) + [byte]
        _ = chosen(bad)
      }
    }
  }
}
