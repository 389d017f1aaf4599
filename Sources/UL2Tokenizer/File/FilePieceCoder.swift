/// Pieces of a tokenizer file as lines have them: as the vocabulary spells them, spaces in added tokens as the
/// vocabulary would spell those too, since spaces are between pieces.
final class FilePieceCoder: PieceCoding {
  private let model: FileModel
  private let encoder: FileEncoder
  private let names: [String]
  /// Added tokens with spaces, by what lines call them.
  private let spelled: [[UInt8]: [UInt8]]

  init(_ model: FileModel) {
    self.model = model
    encoder = FileEncoder(model)
    names = model.lineNames
    spelled = Dictionary(
      model.file.addedTokens.filter { $0.content.contains(0x20) }
        .map { (Array(model.lineNames[$0.id].utf8), $0.content) }, uniquingKeysWith: { $1 })
  }

  func append(piecesOf text: [UInt8], to output: inout [UInt8]) throws(Problem) {
    var ids: [Int32] = []
    try encoder.encode(text.span, appendingTo: &ids)
    for (i, id) in ids.enumerated() {
      if i > 0 { output.append(0x20) }
      output.append(contentsOf: names[Int(id)].utf8)
    }
  }

  func append(textOf ids: [Int32], to output: inout [UInt8]) throws(Problem) {
    try model.append(textOf: ids, to: &output)
  }

  func append(
    textOf pieces: [UInt8], bounds: [Int], to output: inout [UInt8]
  ) throws(Problem) {
    let texts = stride(from: 0, to: bounds.count, by: 2).map {
      let piece = Array(pieces[bounds[$0]..<bounds[$0 + 1]])
      return spelled[piece] ?? piece
    }
    output += try model.reference.decode(pieces: texts)
  }
}
