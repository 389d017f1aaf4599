/// A tokenizer file's ids by the definitions, step by step and without any cleverness: the second implementation that
/// the fast engine is compared with, when it is loaded and while it runs. Some megabytes a second.
import UL2Patterns

package final class PlainTokenizer: Sendable {
  package let file: TokenizerFile
  private let raw: PlainAddedTokens
  private let normalized: PlainAddedTokens
  private let normalizer: PlainNormalizer
  private let preTokenizer: PlainPreTokenizer
  private let model: Model
  private let decoder: PlainDecoder
  private let addedTexts: [Int32: [UInt8]]

  private enum Model: Sendable {
    case bpe(PlainBPE)
    case unigram(PlainUnigram)
  }

  /// - Parameters:
  ///   - file: as it was read, so that its patterns are known to be supported.
  ///   - protected: ids of added tokens that text does not become.
  package init(_ file: TokenizerFile, protecting protected: Set<Int> = []) throws(Problem) {
    self.file = file
    do throws(PatternProblem) {
      normalizer = try PlainNormalizer(file.normalizers)
      preTokenizer = try PlainPreTokenizer(file.preTokenizers)
      decoder = try PlainDecoder(file.decoders)
    } catch {
      throw error.located(path: file.path, place: "pattern")
    }
    func tokens(_ isNormalized: Bool) -> PlainAddedTokens {
      PlainAddedTokens(
        file.addedTokens.filter { $0.isNormalized == isNormalized }, protecting: protected)
    }
    raw = tokens(false)
    normalized = tokens(true)
    model =
      switch file.model {
      case .bpe(let rules): .bpe(PlainBPE(rules, file.pieces))
      case .unigram(let rules): .unigram(PlainUnigram(rules, file.pieces))
      }
    addedTexts = Dictionary(
      file.addedTokens.map { (Int32(truncatingIfNeeded: $0.id), $0.pattern) },
      uniquingKeysWith: { $1 })
  }

  /// The result for a text.
  package struct Encoded: Hashable, Sendable {
    package var ids: [Int32] = []
    /// Ids of protected tokens that occurred in the text, each as often as it did.
    package var protected: [Int] = []
    /// Characters that became nothing: the vocabulary lacks them, and has no unknown token. Of a byte-level one, bytes.
    package var dropped = 0
  }

  /// The ids of a text, without any added at its ends.
  ///
  /// - Throws: a problem of kind `badInput` where a pattern would take forever on this text.
  package func encode(_ text: [UInt8]) throws(Problem) -> [Int32] { try encoded(text).ids }

  package func encoded(_ text: [UInt8]) throws(Problem) -> Encoded {
    var result = Encoded()
    for piece in try pieces(text, &result.protected) {
      if let id = piece.id {
        result.ids.append(id)
        continue
      }
      switch model {
      case .bpe(let bpe):
        bpe.encode(piece, appendingTo: &result.ids, dropped: &result.dropped)
      case .unigram(let unigram):
        unigram.encode(piece, appendingTo: &result.ids, dropped: &result.dropped)
      }
    }
    return result
  }

  /// The text that pieces are, as the vocabulary spells them.
  package func decode(pieces: [[UInt8]]) throws(Problem) -> [UInt8] {
    do throws(PatternProblem) {
      return try decoder.text(pieces)
    } catch {
      throw error.located(path: file.path, place: "decoder")
    }
  }

  /// Text for the model, and added tokens between.
  private func pieces(
    _ text: [UInt8], _ rejected: inout [Int]
  ) throws(Problem) -> [PlainPiece] {
    do throws(PatternProblem) {
      var pieces: [PlainPiece] = []
      for part in raw.split(PlainPiece(wellFormed(text)), rejected: &rejected) {
        if part.id != nil {
          pieces.append(part)
          continue
        }
        var part = part
        try normalizer.normalize(&part)
        pieces.append(contentsOf: normalized.split(part, rejected: &rejected))
      }
      return try preTokenizer.split(pieces)
    } catch {
      throw error.located(path: file.path, place: "pattern")
    }
  }

  /// The text of ids, special tokens included; ids beyond the vocabulary are skipped.
  package func decode(_ ids: [Int32]) throws(Problem) -> [UInt8] {
    do throws(PatternProblem) {
      return try decoder.text(ids.compactMap { spelling(Int($0)).map { Array($0) } })
    } catch {
      throw error.located(path: file.path, place: "decoder")
    }
  }

  /// An id as the decoders see it; nil beyond the vocabulary.
  func spelling(_ id: Int) -> ArraySlice<UInt8>? {
    addedTexts[Int32(truncatingIfNeeded: id)].map { $0[...] } ?? file.pieces[id]
  }
}
