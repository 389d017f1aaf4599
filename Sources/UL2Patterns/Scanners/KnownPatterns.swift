/// The regexes that many tokenizers share, as their files write them.
package enum KnownPattern {
  package static let gpt2 = PieceStep.byteLevelPattern

  /// Llama 3, GLM-4, OLMo 2.
  package static let llama3 =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

  package static let qwen2 =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

  /// Qwen 3.5: marks are part of words.
  package static let qwen35 =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

  private static let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"

  private static func o200k(
    prefix: String = "", upper: String = #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#,
    lower: String = #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#, suffix: String, digits: String
  ) -> String {
    prefix + #"[^\r\n\p{L}\p{N}]?"# + upper + "*" + lower + "+" + suffix
      + #"|[^\r\n\p{L}\p{N}]?"# + upper + "+" + lower + "*" + suffix + "|" + digits
      + #"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  package static let o200k = o200k(suffix: contractions, digits: #"\p{N}{1,3}"#)

  package static let tekken = o200k(suffix: "", digits: #"\p{N}"#)

  /// Kimi K2: runs of Han characters by themselves.
  package static let kimi = o200k(
    prefix: #"[\p{Han}]+|"#, upper: #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]"#,
    lower: #"[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]"#, suffix: contractions,
    digits: #"\p{N}{1,3}"#)

  /// DeepSeek V3 and V4: three Splits, one after the other.
  package static let deepSeek3 = [
    #"\p{N}{1,3}"#,
    "[\u{4E00}-\u{9FA5}\u{3040}-\u{309F}\u{30A0}-\u{30FF}]+",
    ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\##r\##n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\##r\##n]*|\s*[\##r\##n]+|\s+(?!\S)|\s+"##,
  ]

  /// tiktoken's r50k_base and p50k_base.
  package static let r50k =
    #"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"#

  /// tiktoken's cl100k_base. Unlike Llama 3's, it takes white space that ends a text as one piece.
  package static let cl100k =
    #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"#
}
