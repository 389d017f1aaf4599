/// A tokenizer's tables for the engine of `tokenizer.json` and files of ranks, shared by all encoders.
///
/// ```
///   text ─▶ UTF-8 ─▶ added tokens ─▶ normalizer ─▶ added tokens ─▶ opening ─▶ splitter ─▶ PieceEncoder ─▶ ids
///           U+FFFD     cut out                        cut out       spaces     pieces      cache, merges
/// ```
import UL2Core
import UL2Patterns

package final class TextModel: Sendable {
  private let memory: TableMemory
  let kernel: PieceKernel
  let raw: TokenFinder?
  let normalizer: TextForm
  let normalized: TokenFinder?
  let opening: TextOpening
  let splitter: TextSplitter
  /// Ids are below it.
  package let vocabularySize: Int

  /// Why the engine would not be exact for a tokenizer.
  package struct Unfit: Error {
    package var reason: String

    package init(reason: String) { self.reason = reason }
  }

  /// - Parameter protected: ids of added tokens that are not matched in text.
  package init(_ file: TokenizerFile, protecting protected: Set<Int> = []) throws(Unfit) {
    let memory = TableMemory()
    let steps = try EngineSteps(file, in: memory)
    normalizer = steps.form
    opening = steps.opening
    splitter = steps.splitter
    var normalized: [AddedToken] = []
    for token in file.addedTokens where token.isNormalized {
      normalized.append(try steps.form.key(token))
    }
    self.normalized = TokenFinder(normalized, protecting: protected)
    raw = TokenFinder(file.addedTokens.filter { !$0.isNormalized }, protecting: protected)
    kernel = steps.kernel
    self.memory = memory
    vocabularySize = file.vocabularySize
  }

  /// - Parameter scanner: cuts texts into pieces; nil where each is one.
  package init(_ rules: MergeRules, scanner: PieceScanner? = nil) throws(Unfit) {
    let memory = TableMemory()
    (raw, normalized) = (nil, nil)
    (normalizer, opening) = (.none, .none)
    splitter = scanner.map { .scanner($0) } ?? .whole
    kernel = .merges(try MergeModel(rules, in: memory))
    self.memory = memory
    vocabularySize = rules.pieces.count
  }
}
