/// Huge texts, which are encoded in windows, and long chunks, which are searched and merged in little memory, get the
/// usual ids.
import ExactnessSupport
import TestSupport
import Testing
import UL2Tokenizer

@Suite("Huge texts")
struct HugeTextTests {
  private static let fixtures = ["unigram-8k", "bpe-8k"].map { fixture("tokenizers/\($0).model") }
  private static let models: [String] = {
    let real = realData.map { _ in realFile("tokenizers") }
    let names = real.flatMap { try? listDirectory($0) } ?? []
    return fixtures + names.filter { $0.hasSuffix(".model") }.map { joined(real ?? "", $0) }
  }()

  /// How many of the texts a model gets, and from which on: the fixtures all, the others one in three, each other ones.
  private static func share(_ model: String) -> (everyNth: Int, from: Int) {
    fixtures.contains(model) ? (1, 0) : (3, models.firstIndex(of: model) ?? 0)
  }

  @Test("In windows of any size, the ids are those of the whole text", arguments: models)
  func windows(model: String) throws {
    let (everyNth, from) = Self.share(model)
    try compareWindows(
      try Tokenizer(model) { $0.hasPrefix("<extra_id_") }, random: 60, everyNth: everyNth,
      from: from)
  }

  @Test("The same for models with every flag", .enabled(if: madeModels != nil, "no Python"))
  func windowsOfMadeModels() throws {
    let folder = try #require(madeModels)
    var fast = 0
    let names = try listDirectory(folder).filter { $0.hasSuffix(".model") }.sorted()
    // A third of them, since opening takes long; `ExactnessTests` has others.
    for (number, name) in names.enumerated() where number % 3 == 1 {
      guard let tokenizer = try? Tokenizer(joined(folder, name)) else { continue }
      if tokenizer.engine.kind == .fast { fast += 1 }
      try compareWindows(tokenizer, largest: 500, random: 12, everyNth: 6)
    }
    #expect(fast > 16)
  }

  private func compareWindows(
    _ tokenizer: Tokenizer, largest: Int = 3000, random: Int, everyNth: Int = 1, from: Int = 0
  ) throws {
    let nasty = NastyTexts(
      pieces: tokenizer.pieces.map(\.text), prose: try readFile(repositoryRoot + "/README.md"),
      key: 7)
    let whole = TokenEncoder(tokenizer)
    let split = TokenEncoder(tokenizer)
    var expected: [Int32] = []
    let texts =
      nasty.known(largest: largest) + (0..<random).map { nasty.random($0, largest: largest) }
    for (i, text) in texts.enumerated() where i % everyNth == from % everyNth {
      // The library cannot encode every text.
      guard (try? whole.encode(text, into: &expected)) != nil else { continue }
      for window in [1, 17, 64, 1000] where window > 1 || text.count < 500 {
        var ids: [Int32] = [-1]
        let isDone = split.encode(text.span, inWindowsOf: window, appendingTo: &ids)
        #expect(isDone == (tokenizer.engine.kind == .fast))
        guard isDone, Array(ids.dropFirst()) != expected else { continue }
        Issue.record(
          "\(tokenizer.path): text \(i) of \(text.count) bytes in windows of \(window)")
        return
      }
    }
  }

  @Test("Chunks of more than 64 KiB have the library's ids", arguments: models)
  func longChunks(model: String) throws {
    let encoder = TokenEncoder(try Tokenizer(model))
    var random = CounterRandom(key: 11)
    func repeated(_ text: String, _ bytes: Int = 70_000) -> [UInt8] {
      Array(String(repeating: text, count: bytes / text.utf8.count + 1).utf8)
    }
    func drawn(_ letters: String) -> [UInt8] {
      let all = letters.unicodeScalars.map { Array(String($0).utf8) }
      return (0..<70_000 / all[0].count).flatMap { _ in all[random.below(all.count)] }
    }
    var texts = ["a", "e", "ab", " ", "=", "-", "0", "\n", "x ", "é", "的", "🙂", "\u{301}"].map {
      repeated($0)
    }
    texts += ["01", "0123456789", "ACGT", "ehnrst", " \n", "=-", "的一是"].map { drawn($0) }
    texts += [
      Array("Words before. ".utf8) + repeated("a", 140_001) + Array(" And after.".utf8),
      repeated("e") + Array("é 的 ".utf8) + repeated("0") + repeated("=") + [0xFF] + repeated("ha"),
    ]
    var ids: [Int32] = []
    var expected: [Int32] = []
    let (everyNth, from) = Self.share(model)
    for (i, text) in texts.enumerated() where i % everyNth == from % everyNth {
      try encoder.encodeByReference(text, into: &expected)
      try encoder.encode(text, into: &ids)
      #expect(ids == expected, "text \(i)")
      ids = []
      if encoder.encode(text.span, inWindowsOf: 5000, appendingTo: &ids) {
        #expect(ids == expected, "text \(i) in windows")
      }
    }
  }

  @Test("A text above the limit for encoding at once", arguments: ["unigram-8k", "bpe-8k"])
  func huge(model: String) throws {
    let tokenizer = try Tokenizer(fixture("tokenizers/\(model).model"))
    let encoder = TokenEncoder(tokenizer)
    let page = try readFile(repositoryRoot + "/README.md") + Array("日本 ½ <extra_id_0>\n".utf8)
    let text = Array(repeatElement(page, count: 4_300_000 / page.count).joined())
    var expected: [Int32] = []
    try encoder.encodeByReference(text, into: &expected)
    var ids: [Int32] = []
    try encoder.encode(text, into: &ids)
    #expect(ids == expected)
    _ = encoder.takeFallbacks()
    var tokens = TokenBuffer(.two)
    try encoder.encode(text.span, appendingTo: &tokens)
    #expect(tokens.ids(from: 0) == expected)
    let found = encoder.takeFallbacks()
    let kinds = expected.map { tokenizer.pieces[Int($0)].kind }
    #expect(found.unknown == kinds.count { $0 == .unknown })
    #expect(found.bytes == kinds.count { $0 == .byte })
    #expect(found.unknown + found.bytes > 0)
  }
}
