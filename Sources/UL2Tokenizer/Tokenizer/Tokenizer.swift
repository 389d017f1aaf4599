/// A tokenizer whose ids are exactly those of the library that its file is for, shared by all workers: a SentencePiece
/// model, a Hugging Face `tokenizer.json`, a tiktoken file of ranks or a tekken file.
///
/// Pieces that must not be forged by raw text (sentinels, FIM markers, other special tokens) are *protected*: text does
/// not become them. A `TokenEncoder` for each thread does the work.

public final class Tokenizer: Sendable {
  public let path: String
  public let pieces: [Piece]
  /// Pieces that raw text does not match.
  public let protectedPieces: [String]
  public let unknown: Int?
  public let bos: Int?
  public let eos: Int?
  public let pad: Int?
  /// The engine that encodes, and why.
  public let engine: EngineTier
  /// Its identity among tokenizers.
  public let identity: TokenizerIdentity
  /// Notes to show once.
  package let notes: [String]
  /// The files that it was read from, the model first.
  package let files: [ModelFile]
  let model: Model
  let idle = Monitor(IdleEncoders())

  enum Model: Sendable {
    case sentencePiece(SentencePieceModel)
    case file(FileModel)
  }

  /// - Parameters:
  ///   - path: a `.model`, a `tokenizer.json` or its directory, a tiktoken or a tekken file; what it is, is seen from
  ///     what is in it.
  ///   - engine: what may encode.
  ///   - rules: how the file is read where there is more than one way.
  ///   - allowsSpecialTokens: whether text may become special tokens other than those of SentencePiece models, which
  ///     never does.
  ///   - isProtected: asked about each piece that raw text could match.
  public convenience init(
    _ path: String, engine: EngineRequest = .automatic, rules: TokenizerRules = TokenizerRules(),
    allowsSpecialTokens: Bool = false, isProtected: (String) -> Bool = { _ in false }
  ) throws(Problem) {
    try self.init(path, engine: engine, rules: rules) { piece in
      isProtected(piece.text) || piece.origin == .special && !allowsSpecialTokens
    }
  }

  /// - Parameter isProtected: asked about each piece that raw text could match.
  package init(
    _ path: String, engine: EngineRequest, rules: TokenizerRules = TokenizerRules(),
    protecting isProtected: (MatchablePiece) -> Bool
  ) throws(Problem) {
    self.path = path
    let file = try OpenedModelFile(path)
    if file.isSentencePiece {
      let model = try SentencePieceModel(
        file.bytes, path: file.path, engine: engine, sentencePieceIDs: rules.sentencePieceIDs
      ) { isProtected(MatchablePiece(text: $0, id: $1, origin: .model)) }
      (pieces, protectedPieces) = (model.pieces, model.protectedPieces)
      (unknown, bos, eos, pad) = (model.unknown, model.bos, model.eos, model.pad)
      self.engine = model.engine
      files = [ModelFile(name: TokenizerIdentity.sentencePieceFile, bytes: file.bytes)]
      notes = []
      identity = TokenizerIdentity(
        hash: hexadecimal(xxh3(file.bytes)), files: files.map(\.name), rules: model.rules)
      self.model = .sentencePiece(model)
    } else {
      let model = try FileModel(
        TokenizerFile(file.bytes, path: file.path, pattern: rules.pattern), engine: engine,
        protecting: isProtected)
      (pieces, protectedPieces) = (model.pieces, model.protectedPieces)
      (unknown, bos, eos, pad) = (model.unknown, model.bos, model.eos, model.pad)
      self.engine = model.engine
      files = model.files
      notes = model.file.notes + model.ends.notes
      identity = TokenizerIdentity(
        hash: hexadecimal(xxh3(file.bytes)), files: files.map(\.name), rules: model.rules)
      self.model = .file(model)
    }
  }

  public var vocabularySize: Int { pieces.count }

  /// Which SentencePiece's ids these are; nil where all give the same, as for all but Unigram models.
  public var sentencePieceIDs: SentencePieceIDs? {
    guard case .sentencePiece(let model) = model, model.hasTwoGenerations else { return nil }
    return model.sentencePieceIDs
  }

  /// The name in messages of the engine that the others are compared with.
  package var referenceName: String {
    switch model {
    case .sentencePiece(let model): model.plain == nil ? "libsentencepiece" : "the plain search"
    case .file: "the plain definitions"
    }
  }

  /// The library whose ids these are, as manifests say it.
  package var libraryName: String {
    switch model {
    case .sentencePiece: sentencePieceLibrary()
    case .file: "ids as of \(TokenizerRules.tokenizersKey) \(TokenizerRules.tokenizersVersion)"
    }
  }

  /// The ids of a tokenizer file's added tokens, by what they are called; nil of a SentencePiece model.
  package var addedTokens: [String: Int]? {
    guard case .file(let model) = model else { return nil }
    return Dictionary(
      model.file.addedTokens.map { ($0.text, $0.id) }, uniquingKeysWith: { first, _ in first })
  }

  /// The text of a piece within a text, with spaces for the marks of words.
  package func textBytes(of id: Int) -> [UInt8] {
    guard pieces.indices.contains(id) else { return [] }
    if case .file(let model) = model, let bytes = model.bytes(of: id) { return bytes }
    return pieces[id].text.unicodeScalars.flatMap { $0 == "▁" ? [0x20] : Array(String($0).utf8) }
  }

  /// The spelling of each piece in lines of pieces.
  package var lineNames: [String] {
    switch model {
    case .sentencePiece: pieces.map(\.text)
    case .file(let model): model.lineNames
    }
  }

  public func id(ofPiece piece: String) -> Int? {
    switch model {
    case .sentencePiece(let model): model.ids[piece]
    case .file(let model): model.file.id(of: piece)
    }
  }
}
