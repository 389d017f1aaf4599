/// The ids of a tokenizer file that begin, end and pad texts: as `tokenizer_config.json` beside it says, else by their
/// usual names among the added tokens. What is only a piece of the vocabulary is text, whatever it is called.
package struct EndTokens: Hashable, Sendable {
  package var bos: Int?
  package var eos: Int?
  package var pad: Int?
  /// A note on the choice.
  package var notes: [String] = []

  private static let beginnings = [
    "<|begin_of_text|>", "<s>", "<bos>", "<｜begin▁of▁sentence｜>", "<BOS_TOKEN>", "[BOS]",
  ]
  private static let ends = [
    "<|endoftext|>", "<|end_of_text|>", "<eos>", "</s>", "<｜end▁of▁sentence｜>", "<EOS_TOKEN>",
    "[EOS]",
  ]
  private static let paddings = [
    "<pad>", "<|pad|>", "<|padding|>", "[PAD]", "<PAD>", "<|finetune_right_pad_id|>",
    "<|finetune_right_pad|>", "<｜▁pad▁｜>",
  ]
  package init(_ file: TokenizerFile) {
    let ids = Dictionary(
      file.addedTokens.map { ($0.text, $0.id) }, uniquingKeysWith: { first, _ in first })
    func first(_ names: [String]) -> Int? { names.lazy.compactMap { ids[$0] }.first }
    func named(_ name: String?) -> Int? { name.flatMap { ids[$0] } }
    bos = named(file.config?.bos) ?? first(Self.beginnings)
    pad = named(file.config?.pad) ?? first(Self.paddings)
    eos = named(file.config?.eos)
    let usual = first(Self.ends)
    if let name = file.config?.eos {
      let shown = Problem.printable(name)
      if eos == nil {
        notes.append(
          "\(TokenizerConfig.fileName) names \(shown) as eos_token, which the tokenizer lacks")
      } else if !Self.ends.contains(name), let usual {
        // What an instruct model's `eos_token` ends is a turn of a chat.
        notes.append(
          "eos is \(file.addedToken(usual)?.text ?? ""), which ends documents, not \(shown), which ends turns"
        )
        eos = usual
      }
    }
    eos = eos ?? usual
  }
}
