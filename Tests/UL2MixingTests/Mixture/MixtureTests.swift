import TestSupport
import Testing
import UL2Mixing
import UL2Objectives

/// A tokenizer with the given pieces, and one id per byte for the rest.
struct TestVocabulary: Vocabulary {
  var size = 32_000
  var eos: Int? = 1
  var bos: Int?
  var pad: Int? = 0
  var pieces: [String: Int] = [:]
  /// The uses of some pieces.
  var uses: [Int: (text: String, use: PieceUse)] = [:]
  func id(ofPiece piece: String) -> Int? { pieces[piece] }
  func piece(_ id: Int) -> (text: String, use: PieceUse)? { uses[id] }
  func encode(_ text: String) -> [Int32] { text.utf8.map { Int32($0) } }

  /// 100 sentinels at the end, the first the highest: T5's.
  static let t5: TestVocabulary = {
    var vocabulary = TestVocabulary(size: 32_100)
    for i in 0..<100 { vocabulary.pieces["<extra_id_\(i)>"] = 32_099 - i }
    return vocabulary
  }()
}

private func parse(_ text: String) throws -> Mixture {
  try Mixture.parse(Array(text.utf8), path: "m.json")
}

private func mixture(objectives: String, more: String = "") -> String {
  "{\"sources\": {\"a\": {\"weight\": 1}}, \"objectives\": [\(objectives)]\(more)}"
}

private let causal = #"{"name": "causal", "weight": 1}"#

@Suite("Mixtures")
struct MixtureTests {
  @Test("A source's format keeps its name, also one that no reader has")
  func formats() throws {
    let text = """
      {"sources": {"a": {"weight": 1, "format": "posts_xml"}, "b": {"weight": 1, "format": "other"}},
       "objectives": [{"name": "causal", "weight": 1}]}
      """
    let mixture = try Mixture.parse(Array(text.utf8), path: "m.json")
    #expect(mixture.sources.map(\.format) == [.postsXML, InputFormatName(rawValue: "other")])
    let written = mixture.json["sources"]
    #expect(written?["a"]?["format"]?.string == "posts_xml")
    #expect(written?["b"]?["format"]?.string == "other")
  }

  @Test("Those that ship parse, resolve, and hold the recipe")
  func builtIn() throws {
    for (name, _) in Mixture.builtIn {
      let mixture = try Mixture.load(name)
      #expect(mixture.name == name)
      #expect(mixture.sources.allSatisfy { $0.path == nil })
      for vocabulary in [TestVocabulary.t5, TestVocabulary()] {
        let resolved = try ResolvedMixture(mixture, vocabulary: vocabulary)
        #expect(resolved.reserved.sentinels?.count ?? 100 == 100)
      }
    }
    let openmoe = try Mixture.load("openmoe.json")
    #expect(openmoe.sources.count == 7)
    let crawl = try #require(openmoe.sources.first { $0.name == "common_crawl" })
    #expect(abs(openmoe.share(of: crawl) - 67 / 115.5) < 1e-12)
    #expect(openmoe.objectives.map(\.weight) == [0.6, 0.2, 0.1, 0.1])
    #expect(openmoe.objectives[2].objective == spans(3, 20, 3))
    #expect(openmoe.objectives[3].objective == spans(1, 2, 32))
    #expect(openmoe.objectives.map(\.prompt) == ["", "[S2S] ", "[NLU] ", "[NLU] "])
    #expect(openmoe.fim?.sources == ["github", "the_stack"])
  }

  @Test("The files in mixtures/ are those inside the program")
  func files() throws {
    for (name, bytes) in Mixture.builtIn {
      #expect(try readFile(repositoryRoot + "/mixtures/\(name).json") == bytes)
    }
  }

  @Test("The schema has the parser's keys")
  func schema() throws {
    let schema = try JSONValue.parse(file: repositoryRoot + "/mixtures/schema.json")
    func keys(_ path: String...) throws -> [String] {
      var value = schema
      for part in path {
        let inner =
          Int(part).map { index in value.array?[index] } ?? value[part]
        value = try #require(inner, "\(part)")
      }
      return try #require(value["properties"]?.members).map(\.key).sorted()
    }
    typealias Keys = Mixture.Keys
    #expect(try keys() == Keys.top.sorted())
    #expect(try keys("properties", "sources", "additionalProperties") == Keys.source.sorted())
    #expect(try keys("properties", "schedule", "items") == Keys.scheduleEntry.sorted())
    #expect(try keys("properties", "objectives", "items") == Keys.objective.sorted())
    #expect(
      try keys("properties", "objectives", "items", "properties", "prefix", "anyOf", "1")
        == Keys.prefix.sorted())
    #expect(try keys("properties", "fim") == Keys.fim.sorted())
    #expect(try keys("properties", "tokenizer") == Keys.tokenizer.sorted())
    #expect(
      try keys("properties", "tokenizer", "properties", "sentinels", "anyOf", "1")
        == Keys.sentinels.sorted())
  }

  @Test(
    "Errors name the key, the value, what was expected, and the nearest name",
    arguments: [
      (#"{"sources": {}}"#, ["sources"]),
      (#"{"sorces": {}}"#, ["\"sorces\"", "did you mean \"sources\"?"]),
      (mixture(objectives: causal, more: #", "seed": -1"#), ["seed", "-1", "at least 0"]),
      (mixture(objectives: causal, more: #", "seed": 1.5"#), ["seed", "1.5"]),
      (
        mixture(objectives: causal, more: #", "sequence_length": 4"#),
        ["sequence_length", "4", "8"]
      ),
      (
        mixture(objectives: causal, more: #", "prefix_attention": "bidirectinal""#),
        ["prefix_attention", "did you mean \"bidirectional\"?"]
      ),
      (mixture(objectives: ""), ["objectives"]),
      (mixture(objectives: #"{"name": "causl", "weight": 1}"#), ["objectives[0].name", "causal"]),
      (mixture(objectives: #"{"name": "causal", "weight": -1}"#), ["objectives[0].weight", "-1"]),
      (mixture(objectives: #"{"name": "causal"}"#), ["objectives[0].weight", "missing"]),
      (
        mixture(objectives: #"{"name": "causal", "weight": 1, "noise_density": 0.1}"#),
        ["objectives[0].noise_density", "does not apply to causal"]
      ),
      (
        mixture(
          objectives:
            #"{"name": "span_corruption", "weight": 1, "noise_density": 1.5, "mean_span_length": 3}"#
        ), ["objectives[0].noise_density", "1.5", "between 0 and 1"]
      ),
      (
        mixture(objectives: causal, more: #", "fim": {"rate": 0.5, "sources": ["b"]}"#),
        ["fim.sources", "\"b\"", "a"]
      ),
      (mixture(objectives: causal, more: #", "fim": {"rate": 2}"#), ["fim.rate", "2"]),
      (
        mixture(objectives: causal, more: #", "tokenizer": {"sentinels": "t6"}"#),
        ["tokenizer.sentinels", "t5"]
      ),
      (#"{"sources": {"a": {"weight": 0}}, "objectives": []}"#, ["sources", "weight > 0"]),
      (#"{"sources": {"a": {"weight": 1}}, "#, ["m.json:1", "not JSON"]),
      (#"{"seed": 1, "seed": 2}"#, ["occurs twice"]),
    ])
  func errors(text: String, expected: [String]) {
    #expect {
      _ = try parse(text)
    } throws: { error in
      let message = "\(error)"
      let problem = error as? Problem
      return problem?.kind == .badMixture && expected.allSatisfy(message.contains)
    }
  }

  private func spanMixture(_ density: Double, more: String = "") throws -> Mixture {
    try parse(
      mixture(
        objectives:
          "{\"name\": \"span_corruption\", \"weight\": 1, \"noise_density\": \(density), \"mean_span_length\": 3}",
        more: more))
  }

  @Test("Too few sentinels is an error if the mixture says so, with the ways to fix it")
  func tooFewSentinels() throws {
    let error = #", "too_few_sentinels": "error""#
    #expect {
      _ = try ResolvedMixture(spanMixture(0.5, more: error), vocabulary: TestVocabulary.t5)
    } throws: { error in
      let message = "\(error)"
      return [
        "objectives[0]", "100 sentinels", "\"max_chunk_tokens\": 602", "\"extra_ids\": 256",
        "too_few_sentinels",
      ].allSatisfy(message.contains)
    }
    #expect {
      _ = try ResolvedMixture(
        spanMixture(0.15, more: error + #", "sequence_length": 8192"#),
        vocabulary: TestVocabulary.t5)
    } throws: { "\($0)".contains("\"max_chunk_tokens\": 2009") && "\($0)".contains("372") }
    // Enough is not an error.
    _ = try ResolvedMixture(
      spanMixture(
        0.15,
        more: error + #", "sequence_length": 8192, "tokenizer": {"extra_ids": 372}"#),
      vocabulary: TestVocabulary())
  }

  @Test("By default chunks are limited to what the sentinels allow")
  func limitedBySentinels() throws {
    let resolved = try ResolvedMixture(
      spanMixture(0.15, more: #", "sequence_length": 8192"#), vocabulary: TestVocabulary.t5)
    let layout = resolved.objectives.layouts[0]
    #expect(layout.largestChunk == 2009 && layout.largestLastChunk == 2009)
    #expect(layout.isLimitedBySentinels && layout.sentinelsNeeded == 372)
    #expect(layout.nextChunk(remaining: 2010) == (2009, false))
    #expect(resolved.reserved.vocabularySize == 32_100)
  }

  @Test("Appended ids count up: four for FIM, then sentinels; adding some changes no other id")
  func appended() throws {
    for (count, more) in [(100, ""), (372, #", "tokenizer": {"extra_ids": 372}"#)] {
      let resolved = try ResolvedMixture(
        spanMixture(0.15, more: more), vocabulary: TestVocabulary())
      #expect(resolved.reserved.sentinels == Sentinels(first: 32_004, step: 1, count: count))
      #expect(resolved.reserved.vocabularySize == 32_004 + count)
      #expect(
        resolved.notes == [
          "kept 4 places for FIM tokens, ids 32000 to 32003: none is used",
          "appended \(count) sentinels, ids 32004 to \(32_003 + count)",
        ])
    }
    let both = try ResolvedMixture(Mixture.load("openmoe"), vocabulary: TestVocabulary())
    #expect(both.reserved.sentinels == Sentinels(first: 32_004, step: 1, count: 100))
    #expect(both.reserved.fim?.prefix == 32_000 && both.reserved.fim?.eot == 32_003)
    // A model that has the markers needs no places for them.
    var markers = TestVocabulary()
    for (i, piece) in ["<fim_prefix>", "<fim_suffix>", "<fim_middle>"].enumerated() {
      markers.pieces[piece] = 3 + i
    }
    for mixture in [try Mixture.load("openmoe"), try Mixture.load("ul2")] {
      let resolved = try ResolvedMixture(mixture, vocabulary: markers)
      #expect(resolved.reserved.sentinels?.first == 32_000)
      #expect(resolved.reserved.vocabularySize == 32_100)
    }
  }

  @Test("too_few_sentinels: append adds as many as the longest chunks need")
  func appendedAsNeeded() throws {
    let more = #", "sequence_length": 8192, "too_few_sentinels": "append""#
    for (vocabulary, first) in [(TestVocabulary(), 32_004), (.t5, 32_104)] {
      let resolved = try ResolvedMixture(spanMixture(0.15, more: more), vocabulary: vocabulary)
      #expect(resolved.reserved.sentinels == Sentinels(first: first, step: 1, count: 372))
      #expect(!resolved.objectives.layouts[0].isLimitedBySentinels)
    }
    // If there are enough, nothing is appended.
    let enough = try ResolvedMixture(
      spanMixture(0.15, more: #", "too_few_sentinels": "append""#), vocabulary: TestVocabulary.t5)
    #expect(enough.reserved.sentinels == Sentinels(first: 32_099, step: -1, count: 100))
    #expect(enough.notes.isEmpty)
    let three = try ResolvedMixture(
      spanMixture(0.15, more: more + #", "tokenizer": {"extra_ids": 1000}"#),
      vocabulary: TestVocabulary())
    #expect(three.reserved.sentinels?.count == 1000)
  }

  @Test("Span corruption that cannot leave enough between its spans is an error")
  func impossibleMasks() throws {
    let text = mixture(
      objectives:
        #"{"name": "span_corruption", "weight": 1, "noise_density": 0.9, "mean_span_length": 1}"#,
      more: #", "tokenizer": {"extra_ids": 100000}"#)
    #expect {
      _ = try ResolvedMixture(parse(text), vocabulary: TestVocabulary())
    } throws: { "\($0)".contains("no noise mask exists") }
  }

  @Test("Sentinels: found by name, by preset, or appended; FIM markers likewise")
  func tokens() throws {
    let openmoe = try Mixture.load("openmoe")
    let t5 = try ResolvedMixture(openmoe, vocabulary: TestVocabulary.t5)
    #expect(t5.reserved.sentinels == Sentinels(first: 32_099, step: -1, count: 100))
    // T5 has no FIM pieces: they follow the sentinels.
    #expect(
      t5.reserved.fim == FIMTokens(prefix: 32_100, suffix: 32_101, middle: 32_102, eot: 32_103))
    #expect(t5.reserved.vocabularySize == 32_104)
    #expect(t5.notes.count == 1)

    var umt5 = openmoe
    umt5.tokens.sentinels = Mixture.sentinelPresets["umt5"]
    let resolved = try ResolvedMixture(umt5, vocabulary: TestVocabulary(size: 256_000))
    #expect(resolved.reserved.fim?.prefix == 256_300 && resolved.reserved.fim?.eot == 256_303)
    #expect(resolved.reserved.vocabularySize == 256_304)

    var starcoder = TestVocabulary.t5
    for (i, piece) in ["<fim_prefix>", "<fim_suffix>", "<fim_middle>"].enumerated() {
      starcoder.pieces[piece] = 3 + i
    }
    let found = try ResolvedMixture(openmoe, vocabulary: starcoder)
    #expect(found.reserved.fim == FIMTokens(prefix: 3, suffix: 4, middle: 5, eot: 1))
    #expect(found.notes.isEmpty)
  }

  @Test("Prompts lose their trailing space before they are encoded")
  func prompts() throws {
    let resolved = try ResolvedMixture(Mixture.load("openmoe"), vocabulary: TestVocabulary.t5)
    #expect(resolved.objectives.layouts[1].prompt == "[S2S]".utf8.map { Int32($0) })
  }

  @Test("A tokenizer without an end of sequence is an error, unless the mixture names one")
  func eos() throws {
    var vocabulary = TestVocabulary()
    vocabulary.eos = nil
    #expect {
      _ = try ResolvedMixture(Mixture.load("causal"), vocabulary: vocabulary)
    } throws: { "\($0)".contains("tokenizer.eos") }
    var mixture = try Mixture.load("causal")
    mixture.tokens.eos = 7
    #expect(try ResolvedMixture(mixture, vocabulary: vocabulary).reserved.eos == 7)
    mixture.tokens.eos = 32_000
    #expect {
      _ = try ResolvedMixture(mixture, vocabulary: vocabulary)
    } throws: { "\($0)".contains("beyond the vocabulary") }
  }

  @Test("A built-in mixture has the same configuration in format 1 as then")
  func format1() throws {
    for name in ["ul2", "openmoe"] {
      let path = repositoryRoot + "/fixtures/outputs-1dde2bb/manifests/\(name).json"
      let earlier = try #require(try JSONValue.parse(file: path)["mixture"])
      var mixture = try Mixture.load(name)
      mixture.sequenceLength = try #require(earlier["sequence_length"]?.int)
      mixture.seed = UInt64(try #require(earlier["seed"]?.int))
      #expect(mixture.jsonOfFormat1.bytes() == earlier.bytes())
      #expect(mixture.json["too_few_sentinels"] == "limit")
    }
    // A file with the same objectives has no limits that it does not name.
    var own = try Mixture.load("ul2")
    own.path = "mine/ul2.json"
    #expect(own.objectives.allSatisfy { $0.maxChunkTokens == nil })
    #expect(!"\(own.jsonOfFormat1)".contains("max_chunk_tokens"))
  }

  @Test("Counts as people type them")
  func counts() {
    #expect(ul2Count("10B") == 10_000_000_000)
    #expect(ul2Count("1.5T") == 1_500_000_000_000)
    #expect(ul2Count("300M") == 300_000_000)
    #expect(ul2Count("12345678901") == 12_345_678_901)
    #expect(ul2Count("1e9") == 1_000_000_000)
    #expect(ul2Count("1.5E12") == 1_500_000_000_000)
    for text in ["", "B", "-1", "1.23456", "1e", "e9", "1e-3", "1e99", "99999999T", "0.0000001K"] {
      #expect(ul2Count(text) == nil, "\(text)")
    }
  }
}
