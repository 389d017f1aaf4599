/// Pieces and texts as bytes, for lines of them.

/// Cuts the texts of a thread into pieces, and puts them together again.
protocol PieceCoding: AnyObject {
  func append(piecesOf text: [UInt8], to output: inout [UInt8]) throws(Problem)
  func append(textOf ids: [Int32], to output: inout [UInt8]) throws(Problem)
  func append(
    textOf pieces: [UInt8], bounds: [Int], to output: inout [UInt8]
  ) throws(Problem)
}

/// One for each thread.
package final class PieceCoder {
  private let coder: any PieceCoding

  package init(_ tokenizer: Tokenizer) {
    coder =
      switch tokenizer.model {
      case .sentencePiece(let model): SentencePieceCoder(model)
      case .file(let model): FilePieceCoder(model)
      }
  }

  /// Appends the pieces of `text`, with spaces between: an unknown one as it is in the text, where the model's own
  /// library tells that, which ids alone do not.
  package func append(piecesOf text: [UInt8], to output: inout [UInt8]) throws(Problem) {
    try coder.append(piecesOf: text, to: &output)
  }

  /// Appends the text that `ids` are, each in the vocabulary.
  package func append(textOf ids: [Int32], to output: inout [UInt8]) throws(Problem) {
    try coder.append(textOf: ids, to: &output)
  }

  /// Appends the text of pieces; one that the model does not have is taken as it is.
  ///
  /// - Parameters:
  ///   - pieces: bytes in which they lie.
  ///   - bounds: where each begins, and where it ends.
  package func append(
    textOf pieces: [UInt8], bounds: [Int], to output: inout [UInt8]
  ) throws(Problem) {
    precondition(bounds.count % 2 == 0 && bounds.allSatisfy { 0...pieces.count ~= $0 })
    try coder.append(textOf: pieces, bounds: bounds, to: &output)
  }
}
