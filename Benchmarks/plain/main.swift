/// Ids by the plain reference, for comparisons: reads one JSON object with `text` per line, and prints one list of ids
/// for each; with `decode`, the text of the ids instead, as a JSON string.
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
    default: []
    }
  let tokenizer = try PlainTokenizer(file, protecting: protected)
  lap("prepared")
  for note in file.notes { say("note: \(note)") }
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
