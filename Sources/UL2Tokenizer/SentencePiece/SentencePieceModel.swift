/// A SentencePiece model whose ids are exactly the library's, shared by all workers.
///
/// Pieces that must not be forged by raw text (sentinels, FIM markers) are *protected*: the reference is the library
/// on the model with those pieces' type set to UNUSED.
final class SentencePieceModel: Sendable {
  let pieces: [Piece]
  /// By text; of equal ones the first.
  let ids: [String: Int]
  let protectedPieces: [String]
  let unknown: Int?
  let bos: Int?
  let eos: Int?
  let pad: Int?
  let engine: EngineTier
  /// Which SentencePiece's ids these are; the older ones where both are the same, as for all but Unigram models.
  let sentencePieceIDs: SentencePieceIDs
  /// There are ids of two kinds for this model.
  let hasTwoGenerations: Bool
  /// Nil where the reference encodes.
  let fast: FastModel?
  let library: LibraryModel
  /// The reference; nil where the library is.
  let plain: PlainModel?

  /// - Parameters:
  ///   - bytes: the model's.
  ///   - path: what errors call it.
  ///   - isProtected: asked about each piece that raw text could match, with its id.
  init(
    _ bytes: [UInt8], path: String, engine request: EngineRequest,
    sentencePieceIDs wanted: SentencePieceIDs,
    protecting isProtected: (_ piece: String, _ id: Int) -> Bool
  ) throws(Problem) {
    let model = try ModelProto(bytes, path: path)
    pieces = model.pieces
    let ids = Dictionary(
      model.pieces.enumerated().map { ($1.text, $0) }, uniquingKeysWith: { first, _ in first })
    self.ids = ids
    let protected = model.pieces.indices.filter { id in
      let piece = model.pieces[id]
      return (piece.kind == .normal || piece.kind == .userDefined) && isProtected(piece.text, id)
    }
    protectedPieces = protected.map { model.pieces[$0].text }
    func special(_ name: String, _ kind: Piece.Kind) -> Int? {
      ids[name].flatMap { model.pieces[$0].kind == kind ? $0 : nil }
    }
    unknown = special(model.unknownPiece, .unknown)
    bos = special(model.bosPiece, .control)
    eos = special(model.eosPiece, .control)
    pad = special(model.padPiece, .control)
    let used = model.changing(protected, to: .unused)
    try Self.checkNesting(used, path)
    for rules in [model.normalizer.precompiledCharsMap, model.denormalizerCharsMap]
    where !rules.isEmpty {
      guard let damage = CharsMapCheck.damage(rules) else { continue }
      throw Problem(
        .noInput, "damaged normalization rules", path: path, got: damage,
        expected: "a .model file made by spm_train")
    }
    library = try LibraryModel(model.serialized(changing: protected, to: .unused), path: path)
    hasTwoGenerations = model.trainer.modelType == .unigram
    sentencePieceIDs = hasTwoGenerations ? wanted : .before022
    plain =
      hasTwoGenerations && wanted != SentencePieceIDs.ofLibrary
      ? try PlainModel(used, wanted, path: path) : nil
    (fast, engine) = Self.choose(request, used, wanted, ReferenceEncoder(library, plain))
  }

  /// The settings that the ids depend on besides the file.
  var rules: [String: String] {
    sentencePieceIDs == .before022
      ? [:] : [TokenizerRules.sentencePieceKey: sentencePieceIDs.rawValue]
  }

  /// The fast engine where it is exact, and what there is to say of the choice.
  private static func choose(
    _ request: EngineRequest, _ model: ModelProto, _ rule: SentencePieceIDs,
    _ reference: ReferenceEncoder
  ) -> (FastModel?, EngineTier) {
    let other = reference.tier
    guard request == .automatic else { return (nil, EngineTier(other, reason: "asked for")) }
    let fast: FastModel
    do throws(FastModel.Unfit) {
      fast = try FastModel(model, rule)
    } catch {
      return (nil, EngineTier(other, reason: Problem.printable(error.reason)))
    }
    var test = SelfTest(model)
    if let text = test.difference(fast, reference) {
      let shown = Problem.printable(String(decoding: text.prefix(60), as: UTF8.self))
      return (nil, EngineTier(other, reason: "\(reference.name) differs for \"\(shown)\""))
    }
    return (fast, EngineTier(.fast, reason: "exact for this \(model.trainer.modelType) model"))
  }

  /// libsentencepiece keeps room for 64 user-defined pieces that a text begins with, and writes beyond it.
  private static func checkNesting(_ model: ModelProto, _ path: String) throws(Problem) {
    var nested: [String] = []
    let texts = model.pieces.filter { $0.kind == .userDefined }.map(\.text)
    for text in texts.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      while let last = nested.last, !text.utf8.starts(with: last.utf8) { nested.removeLast() }
      nested.append(text)
      guard nested.count <= 64 else {
        throw Problem(
          .noInput, "user-defined pieces begin with one another", path: path,
          got: "\(nested.count) of them, such as \(text)", expected: "at most 64")
      }
    }
  }
}
