/// Ids by the plain reference, for comparisons: reads a JSON object with `text` a line, and prints a list of ids a
/// line; with `decode` the text of each list in place of its ids, as a JSON string.
///
///     plain-ids MODEL none|special|protected encode|decode [PATTERN] < TEXTS
import Glibc
import UL2Tokenizer

func say(_ text: String) {
  let line = text + "\n"
  _ = line.withCString { write(2, $0, strlen($0)) }
}

func fail(_ text: String) -> Never {
  say(text)
  exit(1)
}

let arguments = CommandLine.arguments
guard arguments.count >= 4 else {
  fail("plain-ids MODEL none|special|protected encode|decode [PATTERN]")
}
do throws(Problem) {
  var time = clock()
  func lap(_ what: String) {
    let now = clock()
    say("\(what): \((now - time) / 1000) ms")
    time = now
  }
  let file = try TokenizerFile(arguments[1], pattern: arguments.count > 4 ? arguments[4] : nil)
  lap("read")
  let protected: Set<Int> =
    switch arguments[2] {
    case "none": []
    case "special": Set(file.addedTokens.filter(\.isSpecial).map(\.id))
    default: file.protectedTokens()
    }
  let tokenizer = try PlainTokenizer(file, protecting: protected)
  lap("prepared")
  for note in file.notes { say("note: \(note)") }
  if arguments[3] == "special" {
    let special = SpecialIDs(file)
    print(
      file.name ?? "-", file.vocabularySize,
      special.sentinels.map { "\($0.first) \($0.step) \($0.count)" } ?? "-",
      special.markers.map { "\($0.prefix) \($0.suffix) \($0.middle) \($0.end ?? -1)" } ?? "-",
      special.eos ?? -1, special.bos ?? -1, special.pad ?? -1, special.unknown ?? -1,
      file.protectedTokens().count, file.addedTokens.count, separator: " | ")
    for note in special.notes { print("  note:", note) }
    exit(0)
  }
  var number = 0
  while let line = readLine() {
    number += 1
    let value = try JSONValue.parse(Array(line.utf8), path: "standard input")
    guard let text = value["text"]?.string else { fail("line \(number) has no text") }
    let ids = try tokenizer.encode(Array(text.utf8))
    if arguments[3] == "decode" {
      let text = String(decoding: try tokenizer.decode(ids), as: UTF8.self)
      print(JSONValue.string(text).text())
    } else {
      print("[" + ids.map { String($0) }.joined(separator: ",") + "]")
    }
  }
  lap("encoded")
} catch {
  fail(error.description)
}
