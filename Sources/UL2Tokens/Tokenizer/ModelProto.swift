/// SentencePiece's model file, read far enough for what its library does not tell: the pieces' types,
/// and where to change them.
///
/// The format is the protobuf of `sentencepiece_model.proto`: pieces are field 1, trainer_spec 2,
/// normalizer_spec 3. Two dozen lines of wire format beat a dependency that takes ten minutes to build.

/// One piece of the vocabulary.
public struct Piece: Hashable, Sendable {
  public enum Kind: Int, Sendable {
    case normal = 1
    case unknown, control, userDefined, unused, byte
  }

  public var text: String
  public var kind: Kind
}

public struct ModelProto: Sendable {
  public private(set) var pieces: [Piece] = []
  /// Names of the special pieces.
  public private(set) var unknownPiece = "<unk>"
  public private(set) var bosPiece = "<s>"
  public private(set) var eosPiece = "</s>"
  public private(set) var padPiece = "<pad>"
  private let bytes: [UInt8]
  /// Where each piece's message lies, its tag and length included.
  private var pieceFields: [(field: Range<Int>, message: Range<Int>)] = []

  /// - Parameter path: what errors call the file.
  public init(_ bytes: [UInt8], path: String) throws(Problem) {
    self.bytes = bytes
    do throws(WireFormat.Malformed) {
      try parse()
    } catch {
      throw Problem(
        .noInput, "not a SentencePiece model", path: path, place: "byte \(error.offset)",
        expected: "a .model file made by spm_train")
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
      default: break
      }
    }
  }

  private mutating func parsePiece(
    _ range: Range<Int>, field: Range<Int>
  ) throws(WireFormat.Malformed) {
    var piece = Piece(text: "", kind: .normal)
    var message = WireFormat(bytes, range)
    while let field = try message.next() {
      switch (field.number, field.payload) {
      case (1, .bytes(let text)): piece.text = String(decoding: bytes[text], as: UTF8.self)
      case (3, .varint(let kind)): piece.kind = Piece.Kind(rawValue: Int(clamping: kind)) ?? .normal
      default: break
      }
    }
    pieces.append(piece)
    pieceFields.append((field, range))
  }

  private mutating func parseTrainerSpec(_ range: Range<Int>) throws(WireFormat.Malformed) {
    var message = WireFormat(bytes, range)
    while let field = try message.next() {
      guard case .bytes(let range) = field.payload else { continue }
      let text = String(decoding: bytes[range], as: UTF8.self)
      switch field.number {
      case 45: unknownPiece = text
      case 46: bosPiece = text
      case 47: eosPiece = text
      case 48: padPiece = text
      default: break
      }
    }
  }

  /// The model with the given pieces' kind changed, serialized.
  public func serialized(changing changed: [Int], to kind: Piece.Kind) -> [UInt8] {
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

  struct Field {
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
