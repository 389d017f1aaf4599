/// The engine for tokenizer files and its scanners, compared with the plain definitions.
import ExactnessSupport
import TestSupport
import UL2Patterns
import UL2Tokenizer

let textTargets = [
  FuzzTarget(name: "text") { bytes throws(Violation) in try text(bytes) },
  FuzzTarget(name: "scanner") { bytes throws(Violation) in try scan(bytes) },
]

/// Both for a tokenizer file of the fixtures, with a small cache, which the next text finds as the last one left it.
private struct Pair {
  let name: String
  let plain: PlainTokenizer
  let engine: TextEncoder
  let coder: PieceCoder

  init(_ name: String) throws {
    self.name = name
    let path = fixture("tokenizers/files/" + name)
    let pattern = name == "ranks.tiktoken" ? "o200k" : nil
    let file = try TokenizerFile(path, pattern: pattern)
    plain = try PlainTokenizer(file)
    engine = TextEncoder(try TextModel(file))
    coder = PieceCoder(try Tokenizer(path, rules: TokenizerRules(pattern: pattern)))
  }
}

private let names =
  ((try? listDirectory(fixture("tokenizers/files"))) ?? []).sorted()

/// Those chosen so far.
///
/// Invariant: used by the one thread that runs targets.
nonisolated(unsafe) private var pairs: [Int: Pair] = [:]

/// The first byte chooses a file; the rest is a text.
private func text(_ bytes: [UInt8]) throws(Violation) {
  guard let first = bytes.first, !names.isEmpty else { return }
  let number = Int(first) % names.count
  let pair: Pair
  do {
    pair = try pairs[number] ?? Pair(names[number])
  } catch {
    throw Violation("\(names[number]): \(error)")
  }
  pairs[number] = pair
  let text = Array(bytes.dropFirst())
  guard let expected = try? pair.plain.encode(text) else { return }
  for _ in 0..<2 {
    var ids: [Int32] = []
    let isDone = try? pair.engine.encode(text.span, appendingTo: &ids)
    try check(isDone == true && ids == expected, "\(pair.name): \(ids), expected \(expected)")
  }
  var decoded: [UInt8] = []
  let isDecoded: ()? = try? pair.coder.append(textOf: expected, to: &decoded)
  let right = try? pair.plain.decode(expected)
  try check(isDecoded != nil && decoded == right, "\(pair.name): decoded to \(decoded)")
}

private struct Family {
  let comparison: ScannerComparison
  let byHand: PieceScanner
  let automata: PieceScanner

  init(_ sources: [String], _ dialect: RegexDialect) throws {
    let steps = try sources.map {
      PieceStep(try Pattern($0, dialect: dialect), dropsGaps: dialect == .fancyRegex)
    }
    guard let byHand = PieceScanner(steps), let automata = PieceScanner(steps, byHand: false) else {
      throw Violation("no scanner for \(sources)")
    }
    (comparison, self.byHand, self.automata) = (ScannerComparison(steps), byHand, automata)
  }
}

private let families: [Family] = {
  let known: [([String], RegexDialect)] = [
    ([KnownPattern.gpt2], .oniguruma), ([KnownPattern.llama3], .oniguruma),
    ([KnownPattern.qwen2], .oniguruma), ([KnownPattern.qwen35], .oniguruma),
    ([KnownPattern.o200k], .oniguruma), ([KnownPattern.tekken], .fancyRegex),
    (KnownPattern.deepSeek3, .oniguruma), ([KnownPattern.r50k], .fancyRegex),
    ([KnownPattern.cl100k], .fancyRegex), ([KnownPattern.kimi], .fancyRegex),
  ]
  return known.compactMap { try? Family($0.0, $0.1) }
}()

/// The first byte chooses a pattern, the second how many pieces are scanned per call; the rest is a text.
private func scan(_ bytes: [UInt8]) throws(Violation) {
  guard bytes.count > 2, families.count == 10 else {
    return try check(families.count == 10, "a pattern without a scanner")
  }
  let family = families[Int(bytes[0]) % families.count]
  let text = Array(String(decoding: bytes[2...], as: UTF8.self).utf8)
  guard let expected = try? family.comparison.textbookEnds(text) else { return }
  for scanner in [family.byHand, family.automata] {
    let ends = try? family.comparison.ends(text, by: scanner, room: 1 + Int(bytes[1] & 63))
    // Nothing is dropped: the patterns match every character.
    let found = (ends ?? nil)?.map { $0 < 0 ? ~$0 : $0 }
    try check(found == expected, "pattern \(bytes[0]): \(found ?? []), expected \(expected)")
  }
}
