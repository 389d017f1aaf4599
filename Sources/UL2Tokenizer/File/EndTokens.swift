/// The ids of a tokenizer file that begin, end and pad texts: as `tokenizer_config.json` beside it says, else by their
/// usual names among the added tokens. What is only a piece of the vocabulary is text, whatever it is called.
struct EndTokens: Hashable, Sendable {
  var bos: Int?
  var eos: Int?
  var pad: Int?
  /// What there is to say of the choice.
  var notes: [String] = []

  private static let beginnings = [
    "<|begin_of_text|>", "<s>", "<bos>", "<｜begin▁of▁sentence｜>", "[BOS]",
  ]
  private static let ends = [
    "<|endoftext|>", "<|end_of_text|>", "<eos>", "</s>", "<｜end▁of▁sentence｜>", "<EOS_TOKEN>",
    "[EOS]",
  ]
  private static let paddings = [
    "<pad>", "<|pad|>", "<|padding|>", "[PAD]", "<PAD>", "<|finetune_right_pad_id|>",
    "<|finetune_right_pad|>",
  ]
  /// What ends a turn of a chat: an instruct model's `eos_token`, which documents do not end in.
  private static let turns: Set = [
    "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|eot|>", "<|eom|>", "<end_of_turn>", "<|end|>",
    "<|end_of_turn|>", "<|END_OF_TURN_TOKEN|>", "<|assistant_end|>", "<|return|>",
  ]

  init(_ file: TokenizerFile) {
    let ids = Dictionary(
      file.addedTokens.map { ($0.text, $0.id) }, uniquingKeysWith: { first, _ in first })
    func first(_ names: [String]) -> Int? { names.lazy.compactMap { ids[$0] }.first }
    func named(_ name: String?) -> Int? { name.flatMap { ids[$0] } }
    bos = named(file.config?.bos) ?? first(Self.beginnings)
    pad = named(file.config?.pad) ?? first(Self.paddings)
    eos = named(file.config?.eos)
    let usual = first(Self.ends)
    if let name = file.config?.eos, Self.turns.contains(name), let usual, usual != eos {
      notes.append(
        "eos is \(file.addedToken(usual)?.text ?? "") (\(usual)), not \(name), which ends a turn of a chat"
      )
      eos = usual
    }
    eos = eos ?? usual
  }
}
