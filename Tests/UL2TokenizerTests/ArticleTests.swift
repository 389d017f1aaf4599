/// The example of the article `EncodingText` in UL2Tokenizer's documentation, run. `Scripts/site/check` compares the two.
import TestSupport
import Testing
import UL2Tokenizer

@Suite("UL2Tokenizer's article")
struct ArticleTests {
  /// The ids of documents one after another, each ended if the tokenizer has an end.
  func encode(_ documents: [String], with tokenizer: Tokenizer) throws(Problem) -> [Int32] {
    let encoder = TokenEncoder(tokenizer)
    var ids: [Int32] = []
    for document in documents {
      try encoder.encode(Array(document.utf8).span, appendingTo: &ids)
      if let end = tokenizer.eos { ids.append(Int32(end)) }
    }
    return ids
  }

  /// A tokenizer whose sentinels cannot come out of text.
  func openTokenizer(_ path: String) throws(Problem) -> Tokenizer {
    try Tokenizer(path, isProtected: { piece in piece.hasPrefix("<extra_id_") })
  }

  @Test("Documents, each with its end token, and back to text")
  func documents() throws {
    let tokenizer = try openTokenizer(fixture("tokenizers/unigram-8k.model"))
    let ids = try encode(["Hello world", "<extra_id_0>"], with: tokenizer)
    let end = Int32(try #require(tokenizer.eos))
    let parts = ids.split(separator: end, omittingEmptySubsequences: false)
    #expect(parts.count == 3 && parts[2].isEmpty)
    let encoder = TokenEncoder(tokenizer)
    #expect(try encoder.decode(Array(parts[0])) == "Hello world")
    let sentinel = try #require(tokenizer.id(ofPiece: "<extra_id_0>"))
    #expect(!ids.contains(Int32(sentinel)))
  }
}
