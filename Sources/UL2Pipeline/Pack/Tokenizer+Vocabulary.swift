/// A tokenizer as mixtures see it.
extension Tokenizer: Vocabulary {
  public var size: Int { vocabularySize }
}
