/// Encodes documents with the engine for tokenizer files and prints its speed, or compares its ids with the
/// reference's: `engine-bench speed|compare TOKENIZER FILE.docs ...`, `engine-bench texts TOKENIZER TEXTS.jsonl`.
/// `PATTERN` names the pattern of a file of ranks.
///
/// `speed` prints megabytes per second of processor time: 16 MB by a new encoder, then 8 MB of other documents, then
/// the same again, then the text that these ids decode to.
import Foundation
import UL2Core
import UL2Tokenizer

/// The documents of a `.docs` file, each a length of 32 bits and its bytes: first up to `skip` bytes of them, then up
/// to `limit`.
func documents(_ path: String, _ skip: Int, _ limit: Int) throws -> ([[UInt8]], [[UInt8]]) {
  let bytes = try readFile(path)
  var at = 0
  func take(_ limit: Int) -> [[UInt8]] {
    var taken: [[UInt8]] = []
    var total = 0
    while at + 4 <= bytes.count, total < limit {
      let length = (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
      taken.append(Array(bytes[at + 4..<at + 4 + length]))
      at += 4 + length
      total += length
    }
    return taken
  }
  return (take(skip), take(limit))
}

func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

func measure(_ path: String, _ model: TextModel, _ tokenizer: Tokenizer) throws {
  let (first, second) = try documents(path, 16_000_000, 8_000_000)
  let encoder = TextEncoder(model)
  var ids: [Int32] = []
  var line = path
  for part in [first, second, second] {
    let began = processorSeconds()
    var tokens = 0
    for document in part {
      ids.removeAll(keepingCapacity: true)
      _ = try encoder.encode(document.span, appendingTo: &ids)
      tokens += ids.count
    }
    let bytes = part.reduce(0) { $0 + $1.count }
    line += String(
      format: " %.1f MB/s (%d tokens)", Double(bytes) / (processorSeconds() - began) / 1e6, tokens)
  }
  print(line)
  var encoded: [[Int32]] = []
  for document in second {
    ids.removeAll(keepingCapacity: true)
    _ = try encoder.encode(document.span, appendingTo: &ids)
    encoded.append(ids)
  }
  let coder = PieceCoder(tokenizer)
  var text: [UInt8] = []
  try coder.append(textOf: [0], to: &text)
  let start = processorSeconds()
  var bytes = 0
  for ids in encoded {
    text.removeAll(keepingCapacity: true)
    try coder.append(textOf: ids, to: &text)
    bytes += text.count
  }
  print(String(format: "decoding %.0f MB a second", Double(bytes) / (processorSeconds() - start) / 1e6))
}

/// Encodes texts twice, so that the cache answers too.
func compare(_ texts: [[UInt8]], _ model: TextModel, _ reference: PlainTokenizer) throws {
  let encoder = TextEncoder(model)
  var differing = 0
  for text in texts {
    let expected = try reference.encode(text)
    for _ in 0..<2 {
      var ids: [Int32] = []
      _ = try encoder.encode(text.span, appendingTo: &ids)
      if ids == expected { continue }
      differing += 1
      let place =
        zip(ids, expected).enumerated().first { $1.0 != $1.1 }?.offset
        ?? min(ids.count, expected.count)
      if differing < 4 {
        print(
          "  from id \(place) \(ids.dropFirst(place).prefix(6)), expected \(expected.dropFirst(place).prefix(6))"
        )
      }
      break
    }
  }
  print("\(texts.count) texts, \(differing) differ")
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 3 else {
  print("engine-bench speed|compare|texts TOKENIZER FILE ...")
  exit(2)
}
let began = processorSeconds()
let file = try TokenizerFile(
  arguments[1], pattern: ProcessInfo.processInfo.environment["PATTERN"])
let read = processorSeconds()
let model: TextModel
do throws(TextModel.Unfit) {
  model = try TextModel(file)
} catch {
  print("not for the engine: \(error.reason)")
  exit(1)
}
let built = processorSeconds()
let reference = try PlainTokenizer(file)
let ready = processorSeconds()
var test = TextSelfTest(file)
let wrong = test.difference(model, reference)
print(
  String(
    format: "read %.3f s, engine %.3f s, reference %.3f s, self-test %.3f s", read - began,
    built - read, ready - built, processorSeconds() - ready))
if let wrong { print("the self-test fails for \(wrong)") }
for path in arguments.dropFirst(2) {
  switch arguments[0] {
  case "speed": try measure(path, model, try Tokenizer(arguments[1]))
  case "compare": try compare(try documents(path, 4_000_000, 0).0, model, reference)
  default:
    let texts = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap
    {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
    try compare(
      texts.compactMap { ($0["text"] as? String).map { Array($0.utf8) } }, model, reference)
  }
}
