/// The plain reference gives the ids of the PyPI wheels for real tokenizers: a sample of the smaller files, and all
/// rows of all files where UL2PREP_EXACT is set.
import Glibc
import TestSupport
import Testing
import UL2Tokenizer

@Suite struct GoldenTests {
  private static let golden = realData.map { directoryName($0) + "/golden/hftok" } ?? ""
  private static let isThere =
    isDirectory(golden) && realData != nil && isDirectory(realFile("hftok"))
  private static let isWhole = getenv("UL2PREP_EXACT") != nil
  private static let sampled = ["t5-small", "mistral-7b-v0.1", "deepseek-coder", "gpt-neox-20b"]

  private static let names: [String] = {
    guard isThere, isWhole, let files = try? listDirectory(golden) else { return sampled }
    return files.filter { $0.hasSuffix(".json.gz") && $0 != "unicode.json.gz" }
      .map { String($0.dropLast(8)) }
  }()

  /// A program's output.
  private func output(_ command: String) throws -> [UInt8] {
    let pipe = try #require(popen(command, "r"))
    defer { pclose(pipe) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, pipe)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  private func matches(_ row: JSONValue?, _ ids: [Int32]) -> Bool {
    if let list = row?.array { return list.compactMap(\.int).elementsEqual(ids.map { Int($0) }) }
    guard row?["n"]?.int == ids.count else { return false }
    var hash = SHA256()
    hash.update(ids.flatMap { id in (0..<4).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) } })
    return row?["sha"]?.string == String(hash.hexDigest().prefix(24))
  }

  @Test(.enabled(if: isThere, "\(needsRealFiles)"), arguments: names)
  func wheels(_ name: String) throws {
    let file = try #require(
      try listDirectory(realFile("hftok")).first { $0.hasPrefix(name + ".") && $0.hasSuffix(".xz") }
    )
    let folder = TemporaryDirectory()
    try folder.write(output("xz -dc '\(realFile("hftok"))/\(file)'"), name)
    let tokenizer = try TokenizerFile(folder(name))
    let want = try JSONValue.parse(output("gzip -dc '\(Self.golden)/\(name).json.gz'"), path: name)
    let rows = try #require(want["rows"]?.array)
    let changed = want["encode_special_tokens_rows"]
    let open = try PlainTokenizer(tokenizer)
    let closed = try PlainTokenizer(
      tokenizer, protecting: Set(tokenizer.addedTokens.filter(\.isSpecial).map(\.id)))
    let lines = try readFile(Self.golden + "/corpus.jsonl").split(separator: 0x0A)
    #expect(lines.count == rows.count && rows.count > 1000)
    var compared = 0
    for (i, line) in lines.enumerated() where Self.isWhole || i % 12 == name.utf8.count % 12 {
      guard Self.isWhole || line.count < 2000 else { continue }
      let text = Array(
        try JSONValue.parse(Array(line), path: "corpus")["text"]?.string?.utf8 ?? "".utf8)
      let special = try closed.encode(text)
      #expect(
        matches(changed?["\(i)"] ?? rows[i], special), "\(name), line \(i), special tokens as text")
      if changed != nil {
        #expect(matches(rows[i], try open.encode(text)), "\(name), line \(i)")
      }
      compared += 1
    }
    #expect(compared > 100)
  }
}
