/// The known vocabularies of ranks, with the facts that their files lack.
///
/// They are recognised by the number and a hash of their ranks, never by a name. Where the hash is missing the ranks
/// themselves were not available, and only the pattern can be asked for by name.

struct KnownRanks: Sendable {
  let name: String
  /// Ranks in the file.
  let count: Int
  /// `RankedPieces.hash`.
  let hash: UInt64?
  let pattern: String
  let special: [(id: Int, content: String)]

  static let all: [KnownRanks] = [
    KnownRanks(
      name: "r50k", count: 50_256, hash: 0x3882_4F2C_2063_699B, pattern: TokenizerFile.gpt2Pattern,
      special: [(50_256, "<|endoftext|>")]),
    KnownRanks(
      name: "p50k", count: 50_280, hash: 0x80A0_2F24_D08A_A6B8, pattern: TokenizerFile.gpt2Pattern,
      special: [(50_256, "<|endoftext|>")]),
    KnownRanks(
      name: "cl100k", count: 100_256, hash: 0x6FB5_1880_2D59_C138, pattern: cl100k(digits: "{1,3}"),
      special: [
        (100_257, "<|endoftext|>"), (100_258, "<|fim_prefix|>"), (100_259, "<|fim_middle|>"),
        (100_260, "<|fim_suffix|>"), (100_276, "<|endofprompt|>"),
      ]),
    KnownRanks(
      name: "o200k", count: 199_998, hash: 0xB44B_3FB2_1BD7_171C, pattern: o200k,
      special: [(199_999, "<|endoftext|>"), (200_018, "<|endofprompt|>")]),
    KnownRanks(
      name: "llama3", count: 128_000, hash: 0x1C31_5DC0_9DC1_0F54, pattern: cl100k(digits: "{1,3}"),
      special: numbered(from: 128_000, llama3)),
    KnownRanks(
      name: "llama4", count: 200_000, hash: 0x10EE_9597_58AD_68ED, pattern: o200k,
      special: numbered(from: 200_000, llama4)),
    KnownRanks(
      name: "qwen", count: 151_643, hash: 0x4943_0A6D_499D_3834, pattern: cl100k(digits: ""),
      special: numbered(
        from: 151_643,
        ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] + (0..<205).map { "<|extra_\($0)|>" })),
    KnownRanks(name: "kimi-k2", count: 163_584, hash: nil, pattern: kimi, special: []),
  ]

  private static func numbered(from first: Int, _ names: [String]) -> [(id: Int, content: String)] {
    names.enumerated().map { (first + $0, $1) }
  }

  // MARK: Patterns

  private static let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"

  /// - Parameter digits: the quantifier of digits.
  private static func cl100k(digits: String) -> String {
    contractions + #"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"# + digits
      + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  /// Words whose capitals come first.
  ///
  /// - Parameter except: excludes characters from the classes of letters.
  private static func words(except: String) -> String {
    let (upper, lower) = (
      #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}\#(except)]"#, #"[\p{Ll}\p{Lm}\p{Lo}\p{M}\#(except)]"#
    )
    let first = #"[^\r\n\p{L}\p{N}]?"#
    return "\(first)\(upper)*\(lower)+\(contractions)?|\(first)\(upper)+\(lower)*\(contractions)?"
  }

  private static let o200k =
    words(except: "") + #"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

  private static let kimi =
    #"[\p{Han}]+|"# + words(except: #"&&[^\p{Han}]"#)
    + #"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

  // MARK: Special tokens

  private static let llama3: [String] =
    [
      "<|begin_of_text|>", "<|end_of_text|>", "<|reserved_special_token_0|>",
      "<|reserved_special_token_1|>", "<|finetune_right_pad_id|>", "<|step_id|>",
      "<|start_header_id|>", "<|end_header_id|>", "<|eom_id|>", "<|eot_id|>", "<|python_tag|>",
      "<|image|>",
    ] + (2..<246).map { "<|reserved_special_token_\($0)|>" }

  private static let llama4: [String] = {
    func reserved(_ name: String, _ range: Range<Int>) -> [String] {
      range.map { "<|\(name)reserved_special_token_\($0)|>" }
    }
    var names = [
      "<|begin_of_text|>", "<|end_of_text|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>",
      "<|header_start|>", "<|header_end|>", "<|eom|>", "<|eot|>", "<|step|>",
    ]
    names += reserved("text_post_train_", 0..<6)
    names += ["<|python_start|>", "<|python_end|>", "<|finetune_right_pad|>"]
    names += reserved("text_post_train_", 8..<69)
    names += ["<|image_start|>", "<|image_end|>"] + reserved("vision_", 0..<2)
    names += ["<|tile_x_separator|>", "<|tile_y_separator|>"] + reserved("vision_", 2..<6)
    names += ["<|image|>"] + reserved("vision_", 6..<7) + ["<|patch|>"]
    names += reserved("vision_", 7..<1048)
    names += reserved("reasoning_", 0..<8)
    names += ["<|reasoning_thinking_start|>", "<|reasoning_thinking_end|>"]
    return names + reserved("", 0..<2048 - names.count)
  }()
}
