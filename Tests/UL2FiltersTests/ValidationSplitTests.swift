import Testing
import UL2Core

@Suite("Validation share") struct ValidationSplitTests {
  private func sides(_ share: Double, _ texts: [String]) -> [String] {
    let chosen = Chosen { $0.validationShare = share }
    return texts.map { chosen(document($0)) }
  }

  @Test("The share is as asked, within four standard deviations", arguments: [0.01, 0.3])
  func share(share: Double) {
    let n = 40_000
    let texts = (0..<n).map { "text number \($0)" }
    let held = Double(sides(share, texts).count { $0 == "validation" })
    let deviation = (Double(n) * share * (1 - share)).squareRoot()
    #expect(abs(held - Double(n) * share) < 4 * deviation, "\(held) of \(n)")
  }

  @Test("The side depends only on the text; a larger share includes a smaller one")
  func properties() {
    let texts = (0..<3000).map { "text number \($0 % 1500)" }
    let forward = sides(0.1, texts)
    #expect(Array(sides(0.1, texts.reversed()).reversed()) == forward)
    #expect(forward[..<1500] == forward[1500...])
    let chosen = Chosen { $0.validationShare = 0.1 }
    #expect(
      texts.indices.allSatisfy {
        chosen(document(texts[$0], id: "\($0)", metadata: #"{"n":\#($0)}"#)) == forward[$0]
      })
    let more = sides(0.2, texts)
    #expect(texts.indices.allSatisfy { forward[$0] == "train" || more[$0] == "validation" })
    #expect(more != forward)
  }

  @Test("The formula that docs/choosing.md gives")
  func formula() {
    let texts = (0..<1000).map { "text number \($0)" }
    let expected = texts.map { text in
      let hash = Array(text.utf8).withUnsafeBytes { xxh3($0, seed: 0x756C_3276_616C_6964) }
      return hash < UInt64(0.25 * 0x1p64) ? "validation" : "train"
    }
    #expect(sides(0.25, texts) == expected)
    #expect(Set(expected).count == 2)
    // By Python's xxhash: a text held out today is held out for ever.
    let held = expected.indices.filter { expected[$0] == "validation" }
    #expect(held.count == 248)
    #expect(held.prefix(10) == [16, 23, 30, 33, 39, 42, 48, 52, 55, 62])
  }

  @Test("Pages that the C4 rules make equal fall on the same side")
  func afterCleaning() {
    let chosen = Chosen {
      $0.quality = [.c4]
      $0.validationShare = 0.5
    }
    var held = 0
    for i in 0..<100 {
      let body = prose(sentences: 6, from: 6 * i).joined(separator: "\n")
      let side = chosen(document("Home\n" + body))
      #expect(chosen(document(body + "\nAll rights reserved \(i)")) == side)
      held += side == "validation" ? 1 : 0
    }
    #expect((20...80).contains(held))
  }
}
