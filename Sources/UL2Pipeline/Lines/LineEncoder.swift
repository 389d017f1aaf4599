/// A line of text to a line of ids or pieces.

/// How tokens are written in a line.
package enum TokenNotation: String, CaseIterable, Sendable {
  case id, piece
}

package struct LineEncoder: LineCoder {
  private let encoder: TokenEncoder
  private let pieceCoder: PieceCoder
  private let names: PrintedTokens
  /// The piece whose text ids do not tell; nil where ids are asked for.
  private let opaque: Int32?
  private var ids: [Int32] = []

  package init(_ tokenizer: Tokenizer, output: TokenNotation) {
    encoder = TokenEncoder(tokenizer)
    pieceCoder = PieceCoder(tokenizer)
    switch output {
    case .id:
      names = PrintedTokens(numbers: tokenizer.vocabularySize)
      opaque = nil
    case .piece:
      names = PrintedTokens(tokenizer.lineNames)
      opaque = tokenizer.pieces.firstIndex { $0.kind == .unknown }.map { Int32($0) }
    }
  }

  package mutating func append(_ line: [UInt8], to output: inout [UInt8]) throws(Problem) {
    ids.removeAll(keepingCapacity: true)
    try encoder.encode(line.span, appendingTo: &ids)
    if let opaque, ids.contains(opaque) {
      // Unknown pieces are shown as they appear in the text: the library knows how.
      return try pieceCoder.append(piecesOf: line, to: &output)
    }
    names.append(ids, to: &output)
  }
}
