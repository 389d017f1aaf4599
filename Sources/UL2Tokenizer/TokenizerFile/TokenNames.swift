/// What added tokens are for, by their names: the same few conventions are everywhere, and no file says it otherwise.

package enum TokenNames {
  /// A row of numbered tokens that no text is about: sentinels by another name.
  package struct Numbered: Hashable, Sendable {
    let before: String
    let after: String

    /// The number of the token with this name; nil if it is none of these.
    func number(_ name: String) -> Int? {
      guard name.hasPrefix(before), name.hasSuffix(after) else { return nil }
      let digits = name.utf8.dropFirst(before.utf8.count).dropLast(after.utf8.count)
      guard (1...9).contains(digits.count), digits.allSatisfy(\.isASCIIDigit) else { return nil }
      return Int(String(decoding: digits, as: UTF8.self))
    }
  }

  /// Those of T5, dolma2, Llama, DeepSeek, Mistral, BERT, Gemma, Falcon, Phi, tekken, Qwen and Kimi; the first ones
  /// are meant as sentinels.
  static let numbered = [
    ("<extra_id_", ">"), ("<|extra_id_", "|>"), ("<|reserved_special_token_", "|>"),
    ("<｜place▁holder▁no▁", "｜>"), ("[control_", "]"), ("[unused", "]"), ("<unused", ">"),
    (">>UNUSED_", "<<"), ("<|placeholder", "|>"), ("<SPECIAL_", ">"), ("<|extra_", "|>"),
    ("<|reserved_token_", "|>"),
  ].map { Numbered(before: $0.0, after: $0.1) }

  package struct Markers: Hashable, Sendable {
    let prefix: String
    let suffix: String
    let middle: String
    /// Any of these ends the middle.
    let ends: [String]
  }

  /// FIM markers of StarCoder, Qwen, SantaCoder, DeepSeek (whose hole is where the suffix begins), GLM, CodeLlama and
  /// Codestral.
  static let markers = [
    Markers(
      prefix: "<fim_prefix>", suffix: "<fim_suffix>", middle: "<fim_middle>",
      ends: ["<|endoftext|>", "<eot>"]),
    Markers(
      prefix: "<|fim_prefix|>", suffix: "<|fim_suffix|>", middle: "<|fim_middle|>",
      ends: ["<|endoftext|>", "<|end_of_text|>"]),
    Markers(
      prefix: "<fim-prefix>", suffix: "<fim-suffix>", middle: "<fim-middle>",
      ends: ["<|endoftext|>"]),
    Markers(
      prefix: "<｜fim▁begin｜>", suffix: "<｜fim▁hole｜>", middle: "<｜fim▁end｜>",
      ends: ["<｜end▁of▁sentence｜>"]),
    Markers(
      prefix: "<|code_prefix|>", suffix: "<|code_suffix|>", middle: "<|code_middle|>",
      ends: ["<|endoftext|>"]),
    Markers(prefix: "▁<PRE>", suffix: "▁<SUF>", middle: "▁<MID>", ends: ["▁<EOT>"]),
    Markers(prefix: "<PRE>", suffix: "<SUF>", middle: "<MID>", ends: ["<EOT>"]),
    Markers(prefix: "[PREFIX]", suffix: "[SUFFIX]", middle: "[MIDDLE]", ends: ["</s>"]),
  ]

  /// What ends a document, and not a turn of a conversation.
  static let ends = [
    "<|endoftext|>", "<|end_of_text|>", "</s>", "<｜end▁of▁sentence｜>", "<eos>", "<EOS_TOKEN>",
    "[EOS]",
  ]
  static let beginnings = [
    "<s>", "<|begin_of_text|>", "<｜begin▁of▁sentence｜>", "<bos>", "<BOS_TOKEN>", "[BOS]",
  ]
  static let paddings = [
    "<pad>", "<|pad|>", "[PAD]", "<PAD>", "<|padding|>", "<|finetune_right_pad_id|>",
    "<|finetune_right_pad|>", "<｜▁pad▁｜>",
  ]

  /// Every marker of a FIM example, and what ends its middle where nothing else has that name.
  private static let markerNames = Set(
    markers.flatMap { [$0.prefix, $0.suffix, $0.middle] + $0.ends.filter { !ends.contains($0) } })

  /// Whether raw text must not become a token of this name, whatever the file says of it: a sentinel or a FIM marker.
  package static func isReserved(_ name: String) -> Bool {
    markerNames.contains(name) || numbered.contains { $0.number(name) != nil }
  }
}
