/// SentencePiece's model file, read far enough for what its library does not tell: the pieces' types,
/// and where to change them.
///
/// The format is the protobuf of `sentencepiece_model.proto`: pieces are field 1, trainer_spec 2,
/// normalizer_spec 3. Why without the protobuf library: `docs/decisions/0015-by-hand.md`.

/// One piece of the vocabulary.
public struct Piece: Hashable, Sendable {
  /// The numbers that the model's file has.
  public enum Kind: Int, Sendable {
    case normal = 1
    case unknown, control, userDefined, unused, byte
  }

  public var text: String
  /// Its logarithmic probability in a Unigram model; in a BPE model, the higher the sooner it is merged.
  public var score: Float = 0
  public var kind: Kind
}

/// How a model was trained, as far as encoding depends on it.
package struct TrainerSpec: Hashable, Sendable {
  package enum ModelType: Int, Sendable {
    case unigram = 1
    case bpe, word, char
  }

  package var modelType = ModelType.unigram
  /// Characters that the model lacks become their bytes' pieces.
  package var hasByteFallback = false
  /// The dummy whitespace is after the text, not before it.
  package var treatsWhitespaceAsSuffix = false
}

/// Steps on a text before it is cut into pieces.
package struct NormalizerSpec: Hashable, Sendable {
  /// Replacement rules: the size of a double-array trie, the trie, and the replacements; empty without rules.
  package var precompiledCharsMap: [UInt8] = []
  package var addsDummyPrefix = true
  /// Whitespace at both ends goes, and runs become one.
  package var removesExtraWhitespaces = true
  /// Spaces become U+2581.
  package var escapesWhitespaces = true
}

package struct ModelProto: Sendable {
  package private(set) var pieces: [Piece] = []
  /// Names of the special pieces.
  package private(set) var unknownPiece = "<unk>"
  package private(set) var bosPiece = "<s>"
  package private(set) var eosPiece = "</s>"
  package private(set) var padPiece = "<pad>"
  package private(set) var trainer = TrainerSpec()
  package private(set) var normalizer = NormalizerSpec()
  /// Rules for decoded text; empty without.
  package private(set) var denormalizerCharsMap: [UInt8] = []
  /// A piece's text is not UTF-8.
  package private(set) var hasBrokenText = false
  private let bytes: [UInt8]
  /// Where each piece's message lies, its tag and length included.
  private var pieceFields: [(field: Range<Int>, message: Range<Int>)] = []
  /// Where each piece's text lies.
  private var pieceTexts: [Range<Int>] = []
  /// The fields of how the trainer and the normalizer were set, as they appear in the file.
  private(set) var specs: [UInt8] = []

  /// - Parameter path: what errors call the file.
  package init(_ bytes: [UInt8], path: String) throws(Problem) {
    self.bytes = bytes
    do throws(WireFormat.Malformed) {
      try parse()
    } catch {
      throw Problem(
        .noInput, "not a SentencePiece model", path: path, place: "byte \(error.offset)",
        got: shownBeginning(bytes), expected: "a .model file made by spm_train")
    }
    guard !pieces.isEmpty else {
      throw Problem(
        .noInput, "not a SentencePiece model", path: path, got: "no pieces",
        expected: "a .model file made by spm_train")
    }
  }

  private mutating func parse() throws(WireFormat.Malformed) {
    var message = WireFormat(bytes, bytes.indices)
    while let field = try message.next() {
      switch (field.number, field.payload) {
      case (1, .bytes(let range)): try parsePiece(range, field: field.range)
      case (2, .bytes(let range)): try parseTrainerSpec(range)
      case (3, .bytes(let range)): try parseNormalizerSpec(range)
      case (5, .bytes(let range)): try parseDenormalizerSpec(range)
      default: break
      }
      if field.number == 2 || field.number == 3 { specs += bytes[field.range] }
    }
  }

  private mutating func parsePiece(
    _ range: Range<Int>, field: Range<Int>
  ) throws(WireFormat.Malformed) {
    var piece = Piece(text: "", kind: .normal)
    var text = 0..<0
    var message = WireFormat(bytes, range)
    while let field = try message.next() {
      switch (field.number, field.payload) {
      case (1, .bytes(let range)):
        text = range
        piece.text = String(decoding: bytes[text], as: UTF8.self)
        if !piece.text.utf8.elementsEqual(bytes[text]) { hasBrokenText = true }
      case (2, .fixed(let range)) where range.count == 4:
        piece.score = Float(bitPattern: littleEndian(range))
      case (3, .varint(let kind)): piece.kind = Piece.Kind(rawValue: enumeration(kind)) ?? .normal
      default: break
      }
    }
    pieces.append(piece)
    pieceFields.append((field, range))
    pieceTexts.append(text)
  }

  private mutating func parseTrainerSpec(_ range: Range<Int>) throws(WireFormat.Malformed) {
    var message = WireFormat(bytes, range)
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    while let field = try message.next() {
      switch (field.number, field.payload) {
      case (3, .varint(let type)):
        // A value that the enumeration lacks leaves the field as it was.
        trainer.modelType =
          TrainerSpec.ModelType(rawValue: enumeration(type)) ?? trainer.modelType
      case (24, .varint(let flag)): trainer.treatsWhitespaceAsSuffix = flag != 0
      case (35, .varint(let flag)): trainer.hasByteFallback = flag != 0
      case (45, .bytes(let range)): unknownPiece = text(range)
      case (46, .bytes(let range)): bosPiece = text(range)
      case (47, .bytes(let range)): eosPiece = text(range)
      case (48, .bytes(let range)): padPiece = text(range)
      default: break
      }
    }
  }

  private mutating func parseNormalizerSpec(_ range: Range<Int>) throws(WireFormat.Malformed) {
    var message = WireFormat(bytes, range)
    while let field = try message.next() {
      switch (field.number, field.payload) {
      case (2, .bytes(let range)): normalizer.precompiledCharsMap = Array(bytes[range])
      case (3, .varint(let flag)): normalizer.addsDummyPrefix = flag != 0
      case (4, .varint(let flag)): normalizer.removesExtraWhitespaces = flag != 0
      case (5, .varint(let flag)): normalizer.escapesWhitespaces = flag != 0
      default: break
      }
    }
  }

  private mutating func parseDenormalizerSpec(_ range: Range<Int>) throws(WireFormat.Malformed) {
    var message = WireFormat(bytes, range)
    while let field = try message.next() {
      if field.number == 2, case .bytes(let range) = field.payload {
        denormalizerCharsMap = Array(bytes[range])
      }
    }
  }

  /// An enumeration is 32 bits of a number that may be written with 64.
  private func enumeration(_ value: UInt64) -> Int { Int(Int32(truncatingIfNeeded: value)) }

  private func littleEndian(_ range: Range<Int>) -> UInt32 {
    bytes[range].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// A piece's text as it appears in the file, which need not be UTF-8.
  func text(of id: Int) -> ArraySlice<UInt8> { bytes[pieceTexts[id]] }

  /// The model with the given pieces' kind changed.
  func changing(_ changed: [Int], to kind: Piece.Kind) -> ModelProto {
    var model = self
    for id in changed { model.pieces[id].kind = kind }
    return model
  }

  /// The model with the given pieces' kind changed, serialized.
  package func serialized(changing changed: [Int], to kind: Piece.Kind) -> [UInt8] {
    guard !changed.isEmpty else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 8 * changed.count)
    var copied = 0
    for index in changed.sorted() {
      let (field, message) = pieceFields[index]
      result.append(contentsOf: bytes[copied..<field.lowerBound])
      // Of a field that comes twice the last counts: the type, field 3, a varint.
      result.append(0x0A)
      WireFormat.append(varint: UInt64(message.count + 2), to: &result)
      result.append(contentsOf: bytes[message])
      result.append(contentsOf: [0x18, UInt8(kind.rawValue)])
      copied = field.upperBound
    }
    result.append(contentsOf: bytes[copied...])
    return result
  }
}

/// Walks over the fields of one protobuf message.
struct WireFormat {
  struct Malformed: Error {
    var offset: Int
  }

  enum Payload {
    case varint(UInt64)
    case bytes(Range<Int>)
    case fixed(Range<Int>)
  }

  package struct Field {
    var number: Int
    var payload: Payload
    /// Tag, length and payload.
    var range: Range<Int>
  }

  private let bytes: [UInt8]
  private var at: Int
  private let end: Int

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    at = range.lowerBound
    end = range.upperBound
  }

  mutating func next() throws(Malformed) -> Field? {
    guard at < end else { return nil }
    let start = at
    let tag = try varint()
    let payload: Payload
    switch tag & 7 {
    case 0: payload = .varint(try varint())
    case 1: payload = .fixed(try take(8))
    case 2: payload = .bytes(try take(Int(clamping: varint())))
    case 5: payload = .fixed(try take(4))
    default: throw Malformed(offset: start)
    }
    return Field(number: Int(clamping: tag >> 3), payload: payload, range: start..<at)
  }

  private mutating func take(_ count: Int) throws(Malformed) -> Range<Int> {
    guard count <= end - at else { throw Malformed(offset: at) }
    defer { at += count }
    return at..<at + count
  }

  private mutating func varint() throws(Malformed) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard at < end else { throw Malformed(offset: at) }
      let byte = bytes[at]
      at += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw Malformed(offset: at)
  }

  static func append(varint value: UInt64, to output: inout [UInt8]) {
    var value = value
    while value >= 0x80 {
      output.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    output.append(UInt8(value))
  }
}
