/// A tokenizer as mixtures see it.
extension Tokenizer: Vocabulary {
  package var size: Int { vocabularySize }
}
