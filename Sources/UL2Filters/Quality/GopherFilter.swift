/// The rules of Rae et al. 2021, "Scaling language models: methods, analysis & insights from training
/// Gopher", appendix A.1.1: quality, then repetition.
///
/// Quality comes first because a document that passes it has at most 125,000 words, which bounds what
/// repetition needs; which of the two drops a document that both would is all that depends on the order.

struct GopherFilter {
  private var repetition = GopherRepetition()

  /// Why the text is dropped; nil where it is kept.
  mutating func fault(in text: Span<UInt8>) -> String? {
    GopherQuality.fault(in: text) ?? repetition.fault(in: text)
  }
}
