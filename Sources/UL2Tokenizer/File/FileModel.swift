/// A tokenizer file with its encoder and decoder, shared by all workers.
import Synchronization
import UL2Core

final class FileModel: Sendable {
  let file: TokenizerFile
  let pieces: [Piece]
  let ends: EndTokens
  /// Added tokens that text does not become, as they are written.
  let protectedPieces: [String]
  let engine: EngineTier
  let reference: PlainTokenizer
  /// Nil where the plain definitions encode.
  let fast: TextModel?
  /// Where a protected token's id is in `protectedPieces`.
  let protectedPlaces: [Int: Int]
  /// Made when it is first asked for; nil inside where the plain definitions decode.
  private let knownDecoder = Mutex<TextDecoder??>(nil)

  /// - Parameter isProtected: asked about each added token.
  init(
    _ file: TokenizerFile, engine request: EngineRequest,
    protecting isProtected: (MatchablePiece) -> Bool
  ) throws(Problem) {
    self.file = file
    let protected = file.addedTokens.filter {
      isProtected(
        MatchablePiece(text: $0.text, id: $0.id, origin: $0.isSpecial ? .special : .added))
    }
    protectedPieces = protected.map(\.text)
    let ids = Set(protected.map(\.id))
    protectedPlaces = Dictionary(
      protected.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    reference = try PlainTokenizer(file, protecting: ids)
    pieces = file.allPieces
    ends = EndTokens(file)
    (fast, engine) = Self.choose(request, file, ids, reference)
  }

  /// The fast engine where it is exact, and what there is to say of the choice.
  private static func choose(
    _ request: EngineRequest, _ file: TokenizerFile, _ protected: Set<Int>,
    _ reference: PlainTokenizer
  ) -> (TextModel?, EngineTier) {
    guard request == .automatic else { return (nil, EngineTier(.plain, reason: "asked for")) }
    let fast: TextModel
    do throws(TextModel.Unfit) {
      fast = try TextModel(file, protecting: protected)
    } catch {
      return (nil, EngineTier(.plain, reason: Problem.printable(error.reason)))
    }
    var test = TextSelfTest(file)
    if let text = test.difference(fast, reference) {
      let shown = Problem.printable(String(decoding: text.prefix(60), as: UTF8.self))
      return (nil, EngineTier(.plain, reason: "the plain definitions differ for \"\(shown)\""))
    }
    return (fast, EngineTier(.fast, reason: "exact for this \(file.name ?? file.kind.rawValue)"))
  }

  /// Appends the text that ids are, each in the vocabulary.
  func append(textOf ids: [Int32], to output: inout [UInt8]) throws(Problem) {
    let decoder = knownDecoder.withLock { known in
      if let known { return known }
      let made = makeDecoder()
      known = .some(made)
      return made
    }
    if let decoder {
      decoder.append(ids, to: &output)
    } else {
      output += try reference.decode(ids)
    }
  }

  /// The fast decoder where it is exact, tried on ids in random order.
  private func makeDecoder() -> TextDecoder? {
    guard let pieces = PieceText(file.decoders) else { return nil }
    let reference = reference
    let count = file.vocabularySize
    let decoder = TextDecoder(pieces, count: count) { reference.spelling($0) }
    var random = CounterRandom(key: 0xDEC0)
    for length in 0..<48 {
      let ids = (0..<length).map { _ in Int32(random.below(count)) }
      var text: [UInt8] = []
      decoder.append(ids, to: &text)
      guard let expected = try? reference.decode(ids), text == expected else { return nil }
    }
    return decoder
  }

  var unknown: Int? { file.unknown }
  var bos: Int? { ends.bos }
  var eos: Int? { ends.eos }
  var pad: Int? { ends.pad }

  /// The bytes of a piece in the middle of a text; nil where they are those of the vocabulary's entry, except for marks
  /// of words.
  func bytes(of id: Int) -> [UInt8]? {
    if let token = file.addedToken(id) { return token.content }
    return file.isByteLevel ? file.pieceBytes(id) : nil
  }

  /// The pieces as lines spell them: as the vocabulary does, without spaces.
  var lineNames: [String] {
    let space = file.isByteLevel ? "\u{120}" : "\u{2581}"
    return pieces.map { piece in
      piece.text.utf8.contains(0x20)
        ? String(piece.text.flatMap { $0 == " " ? space : String($0) }) : piece.text
    }
  }

  /// The copy beside what is written.
  var files: [ModelFile] {
    [ModelFile(name: file.kind.fileName, bytes: file.bytes)]
      + (file.config.map { [ModelFile(name: TokenizerConfig.fileName, bytes: $0.bytes)] } ?? [])
  }

  /// The settings that the ids depend on besides the file.
  var rules: [String: String] {
    var rules = [TokenizerRules.tokenizersKey: TokenizerRules.tokenizersVersion]
    if let pattern = file.givenPattern { rules[TokenizerRules.patternKey] = pattern }
    return rules
  }
}

extension TokenizerFile {
  /// The id of what the model has no piece for.
  var unknown: Int? {
    let id: Int32? =
      switch model {
      case .bpe(let rules): rules.unknown
      case .unigram(let rules): rules.unknown
      }
    return id.map { Int($0) }
  }

  /// By id; an empty one, unused, in gaps.
  var allPieces: [Piece] {
    let fallback: [Int32]? =
      switch model {
      case .bpe(let rules): rules.byteFallback
      case .unigram(let rules): rules.byteFallback
      }
    var all = (0..<vocabularySize).map { id in
      pieces[id].map { Piece(text: String(decoding: $0, as: UTF8.self), kind: .normal) }
        ?? Piece(text: "", kind: .unused)
    }
    for id in fallback ?? [] where id >= 0 { all[Int(id)].kind = .byte }
    for token in addedTokens {
      all[token.id] = Piece(text: token.text, kind: token.isSpecial ? .control : .userDefined)
    }
    if let unknown { all[unknown].kind = .unknown }
    return all
  }
}
