/// What the engine for `tokenizer.json` and files of ranks knows of a tokenizer, shared by all encoders.
///
/// ```
///   text ─▶ UTF-8 ─▶ added tokens ─▶ normalizer ─▶ added tokens ─▶ splitter ─▶ PieceEncoder ─▶ ids
///           U+FFFD     cut out                        cut out       pieces       cache, merges
/// ```
@safe package final class TextModel: Sendable {
  /// Where pieces of a text end: those that are certain, in order.
  ///
  /// - Parameters:
  ///   - range: where to look; it begins at a piece's start. 64 bytes beyond it can be read.
  ///   - isLast: the text ends with it: so does the last piece.
  ///   - ends: room for as many as the range has bytes.
  /// - Returns: how many there are.
  package typealias Splitter =
    @Sendable (
      _ text: UnsafePointer<UInt8>, _ range: Range<Int>, _ isLast: Bool,
      _ ends: UnsafeMutablePointer<UInt32>
    ) -> Int

  private let memory: TableMemory
  let merges: MergeModel
  let splitter: Splitter?
  /// Ids are below it.
  package let vocabularySize: Int

  /// - Parameter splitter: nil where a text is one piece.
  package init(_ rules: MergeRules, splitter: Splitter?) throws(Unfit) {
    let memory = TableMemory()
    do throws(FastModel.Unfit) {
      merges = try MergeModel(rules, in: memory)
    } catch {
      throw Unfit(reason: error.reason)
    }
    self.memory = memory
    unsafe self.splitter = splitter
    vocabularySize = rules.pieces.count
  }

  /// Why the engine would not be exact for a tokenizer.
  package struct Unfit: Error {
    package var reason: String
  }
}
