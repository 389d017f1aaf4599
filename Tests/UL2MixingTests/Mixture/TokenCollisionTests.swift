/// Special ids that would mean two things.
import Testing
import UL2Mixing
import UL2Objectives

@Suite("Special ids that collide")
struct TokenCollisionTests {
  private func resolve(
    _ tokenizer: String, fim: Bool = false, vocabulary: TestVocabulary = TestVocabulary()
  ) throws -> ResolvedMixture {
    let text = """
      {"sources": {"a": {"weight": 1}}, "objectives": [
        {"name": "causal", "weight": 1},
        {"name": "span_corruption", "weight": 1, "noise_density": 0.15, "mean_span_length": 3}],
       "fim": {"rate": \(fim ? 0.5 : 0)}, "tokenizer": {\(tokenizer)}}
      """
    return try ResolvedMixture(
      Mixture.parse(Array(text.utf8), path: "m.json"), vocabulary: vocabulary)
  }

  private static let vocabulary: TestVocabulary = {
    var vocabulary = TestVocabulary()
    vocabulary.bos = 2
    vocabulary.uses = [
      0: ("<unk>", .unknown), 1: ("</s>", .reserved), 2: ("<s>", .reserved),
      65: ("<0x41>", .byte), 500: ("▁the", .ordinary), 900: ("<mask>", .reserved),
      901: ("<extra_id_7>", .ordinary),
    ]
    return vocabulary
  }()

  @Test(
    "are errors that name both and the fix",
    arguments: [
      (#""sentinels": {"first": 1, "step": 1, "count": 1}"#, ["sentinel 0 is also eos", "id 1"]),
      (
        #""sentinels": {"first": 12, "step": -1, "count": 9}, "pad": 5"#,
        ["sentinel 7 is also pad", "id 5"]
      ),
      (#""pad": 32010"#, ["tokenizer.pad: sentinel 6 is also pad", "id 32010"]),
      (#""eos": 32005"#, ["tokenizer.eos: sentinel 1 is also eos"]),
      (#""decoder_start": 32004"#, ["tokenizer.decoder_start: sentinel 0 is also decoder_start"]),
      (
        #""sentinels": {"first": 64, "step": 1, "count": 2}"#,
        ["sentinel 1 is also a byte of the model", "\"<0x41>\"", "\"extra_ids\": 2"]
      ),
      (
        #""sentinels": {"first": 490, "step": 1, "count": 100}"#,
        ["sentinel 10 is also an ordinary piece", "id 500, \"▁the\"", "from 32000 on"]
      ),
      (
        #""sentinels": {"first": 0, "step": 1, "count": 1}, "pad": 1"#,
        ["sentinel 0 is also the unknown token"]
      ),
      (
        #""sentinels": {"first": 2, "step": 1, "count": 1}, "decoder_start": 1"#,
        ["sentinel 0 is also the model's bos"]
      ),
      (
        #""sentinels": {"first": 32000, "step": 1, "count": 9}, "extra_ids": 9"#,
        ["tokenizer.extra_ids: both sentinels and extra_ids", "remove one"]
      ),
      (#""eos": 0"#, ["eos is also the unknown token"]),
      (#""eos": 65"#, ["eos is also a byte of the model"]),
    ])
  func collisions(tokenizer: String, expected: [String]) {
    #expect {
      _ = try resolve(tokenizer, vocabulary: Self.vocabulary)
    } throws: { error in
      let message = "\(error)"
      let problem = error as? Problem
      return problem?.kind == .badMixture && problem?.fix != nil && message.hasPrefix("m.json:")
        && expected.allSatisfy(message.contains)
    }
  }

  @Test(
    "also of FIM markers",
    arguments: [
      (
        #""fim_prefix": 900, "fim_suffix": 900, "fim_middle": 902"#,
        ["tokenizer.fim_suffix: fim_suffix is also fim_prefix", "id 900"]
      ),
      (
        #""fim_prefix": 1, "fim_suffix": 900, "fim_middle": 902"#,
        ["tokenizer.fim_prefix: fim_prefix is also eos"]
      ),
      (
        #""fim_prefix": 900, "fim_suffix": 901, "fim_middle": 902, "fim_eot": 902"#,
        ["fim_eot is also fim_middle"]
      ),
      (
        #""fim_prefix": 900, "fim_suffix": 902, "fim_middle": 65"#,
        ["fim_middle is also a byte of the model"]
      ),
      (
        #""fim_prefix": 900, "fim_suffix": 902, "fim_middle": 903, "sentinels": {"first": 905, "step": -1, "count": 3}"#,
        ["sentinel 2 is also fim_middle"]
      ),
    ])
  func markers(tokenizer: String, expected: [String]) {
    #expect {
      _ = try resolve(tokenizer, fim: true, vocabulary: Self.vocabulary)
    } throws: { error in
      let message = "\(error)"
      return (error as? Problem)?.kind == .badMixture && expected.allSatisfy(message.contains)
    }
  }

  @Test("Ids that do not collide are accepted")
  func distinct() throws {
    let vocabulary = Self.vocabulary
    for tokenizer in [
      #""sentinels": {"first": 900, "step": 1, "count": 2}"#, #""sentinels": "t5""#,
      #""pad": 1"#, #""pad": 0, "decoder_start": 0"#, #""extra_ids": 5"#,
    ] { _ = try resolve(tokenizer, vocabulary: vocabulary) }
    // The end of a middle may be the end of a document, and an appended marker's place one's own id.
    let fim = try resolve(
      #""fim_prefix": 900, "fim_suffix": 902, "fim_middle": 903"#, fim: true,
      vocabulary: vocabulary
    ).reserved.fim
    #expect(fim == FIMTokens(prefix: 900, suffix: 902, middle: 903, eot: 1))
    let appended = try resolve(#""fim_eot": 900"#, fim: true, vocabulary: vocabulary).reserved.fim
    #expect(appended == FIMTokens(prefix: 32_000, suffix: 32_001, middle: 32_002, eot: 900))
  }
}
