/// Tables as lines of their rows.
import ReaderSupport
import TestSupport
import Testing
import UL2Markup

@Suite("Tables of wikitext")
struct WikitextTableTests {
  func text(_ wikitext: String) -> String {
    string(WikitextCleaner(tables: .rows).text(Array(wikitext.utf8)))
  }

  @Test(
    "One line per row",
    arguments: [
      (
        "a\n{| class=\"wikitable\"\n! Name !! Year\n|-\n| Old || 1890\n|-\n| New\n| 1990\n|}\nb",
        "a\n\nName | Year\nOld | 1890\nNew | 1990\n\nb"
      ),
      (
        "{|\n|+ style=\"x\" | Title\n|-\n! scope=row | A\n| x=1 | ''b'' [[c|d]]\n|}",
        "Title\nA | b d"
      ),
      ("{|\n| a ||\n* one\n* two\n| c<br>d\n|-\n|}", "a | one, two | c d"),
      ("{|\n| || b ||\n|-\n| || \n|}", "| b"),
      (
        "{|\n| {{nowrap|a}}{{citation needed}} || {{sort|1|b}} || 2,000<ref>x</ref>\n|}",
        "a | b | 2,000"
      ),
      ("{|\n| rowspan=2 | a || b\n|-\n| c\n|-\n| d || e\n|}", "a | b\na | c\nd | e"),
      ("{|\n| x || rowspan=\"2\" | a\n|-\n| colspan=1 | y\n|}", "x | a\ny | a"),
      ("{|\n| = a = || * b\n|-\n| : c\n|}", "= a = | * b\n: c"),
      ("{|\n! a !! b || c\n|-\n| x ! y || z!! || w\n|}", "a | b | c\nx ! y | z!! | w"),
      ("{|\n| a\n{|\n| b || c\n|}\n| d\n|}", "a b | c | d"),
      ("{{quote|x}}\n{|\n| {{abs|x}} || [[a|b]]\n|}", "x\n\n|x| | b"),
      (
        "x <table><tr><th>H</th><td>a|b</td></tr><tr><td>c</td></tr></table> y",
        "x\n\nH | a|b\nc\n\ny"
      ),
      ("a\n{| class=\"infobox\"\n| b || c\n|}\nd", "a\nd"),
      ("{|\n| a [[b || c\n| d\n|}", "a [[b || c | d"),
      ("{|\n| never closed\ntext", "text"), ("a || b ! c !! d", "a || b ! c !! d"),
      (":{|\n| x\n|}", "x"), ("{|\n|}", ""), ("{|", ""), ("<table>", ""),
    ])
  func rows(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test("Any byte changed: no trap, no mark left")
  func mutations() {
    let sample = Array(
      """
      {| class="x"
      |+ c
      ! a !! b
      |- x
      | rowspan=3 | c || colspan=2 | [[d|e]]
      |-
      |
      * f
      {|
      | g <table><tr><td>h</td></tr></table>
      |}
      |} {{a|
      | b}}
      """.utf8)
    let cleaner = WikitextCleaner(tables: .rows)
    func check(_ wikitext: [UInt8]) {
      let text = cleaner.text(wikitext)
      #expect(text.count <= 4 * sample.count)
      #expect(!text.contains { $0 < 0x09 })
    }
    for i in sample.indices {
      check(Array(sample[..<i]))
      check(Array(sample[i...]))
      for byte in "{}|[]<>!=*-\n 0".utf8 {
        var changed = sample
        changed[i] = byte
        check(changed)
      }
    }
  }

  @Test(
    "Thousands of anything take linear time",
    arguments: [
      "{|\n|", "\n|}", "\n|-", "\n| a", "||", "\n!", "!!", "|", "\n|+", "<table>", "<tr>", "<td>",
      "</table>",
      "\n| rowspan=9999 | aaaa", "\n|-\n| rowspan=9 | a || b", "\n| [[", "{{a|\n|", "\n{|\n| [[",
    ])
  func adversarial(unit: String) {
    let cleaner = WikitextCleaner(tables: .rows)
    let time = growth(from: 8_000) { count in
      let body = String(repeating: unit, count: count)
      for text in [
        "{|\n" + body + "\n|}", body, body + String(repeating: "\n|}", count: count / 2),
      ] {
        _ = cleaner.text(Array(text.utf8))
      }
    }
    #expect(time < 9)
  }
}
