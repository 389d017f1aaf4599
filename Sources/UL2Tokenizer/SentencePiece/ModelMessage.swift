/// Small models, written field by field, and what is made of a model to have the library do one thing alone.
package enum ModelMessage {
  /// A field of bytes.
  package static func field(_ number: UInt64, _ bytes: some Collection<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    WireFormat.append(varint: number << 3 | 2, to: &result)
    WireFormat.append(varint: UInt64(bytes.count), to: &result)
    return result + bytes
  }

  /// A field of a small number.
  package static func field(_ number: UInt64, _ value: UInt64) -> [UInt8] {
    var result: [UInt8] = []
    WireFormat.append(varint: number << 3, to: &result)
    WireFormat.append(varint: value, to: &result)
    return result
  }

  package static func piece(_ text: String, score: Float = 0, kind: Piece.Kind = .normal) -> [UInt8]
  {
    piece(Array(text.utf8), score: score, kind: kind)
  }

  package static func piece(
    _ text: some Collection<UInt8>, score: Float = 0, kind: Piece.Kind = .normal
  ) -> [UInt8] {
    let bits = (0..<4).map { UInt8(truncatingIfNeeded: score.bitPattern >> (8 * $0)) }
    return field(1, field(1, text) + [0x15] + bits + field(3, UInt64(kind.rawValue)))
  }

  /// A Unigram model without byte fallback.
  ///
  /// - Parameter specs: fields of how the trainer and the normalizer were set.
  package static func model(pieces: [[UInt8]], specs: [UInt8]) -> [UInt8] {
    // Of a number that is set twice the last counts.
    pieces.flatMap(\.self) + specs + field(2, field(3, 1) + field(35, 0))
  }

  /// Text stays as it is.
  package static let plainNormalizer = field(3, field(3, 0) + field(4, 0) + field(5, 0))
}

extension ModelProto {
  /// A model that does to texts what this one does before they are searched, and whose pieces, one after the other,
  /// are therefore the normalized text. It has the user-defined ones, which are taken out of a text as they are, and
  /// no bytes.
  var normalizing: [UInt8] {
    let userDefined = pieces.indices.filter { pieces[$0].kind == .userDefined }
    // One that text can match there must be.
    let others = userDefined.isEmpty ? [ModelMessage.piece("a")] : []
    return ModelMessage.model(
      pieces: [ModelMessage.piece("<unk>", kind: .unknown)]
        + userDefined.map { ModelMessage.piece(text(of: $0), kind: .userDefined) } + others,
      specs: specs)
  }
}
