/// A model's tables for the fast engine, shared by all encoders; throws where the engine would not be exact.
final class FastModel: Sendable {
  enum Kernel: Sendable {
    case unigram(UnigramModel)
    case bpe(BPEModel)
  }

  private let memory: TableMemory
  let normalizer: TextNormalizer
  let cuts: CutTable
  let kernel: Kernel
  let unknown: Int
  /// The ids that the bytes of unknown characters become; nil without byte fallback.
  let byteIDs: Table<Int>?
  /// Unknown spaces are U+2581 in the library's text.
  let escapesWhitespaces: Bool

  /// Why the fast engine would not be exact for a model.
  struct Unfit: Error {
    var reason: String
  }

  /// - Parameters:
  ///   - model: as the library gets it, with protected pieces unused.
  ///   - rule: which of SentencePiece's searches a Unigram model gets.
  init(_ model: ModelProto, _ rule: SentencePieceIDs) throws(Unfit) {
    let memory = TableMemory()
    if model.hasBrokenText { throw Unfit(reason: "a piece is not UTF-8") }
    guard let unknown = model.pieces.firstIndex(where: { $0.kind == .unknown }) else {
      throw Unfit(reason: "no unknown piece")
    }
    var rules: CharsMap?
    if !model.normalizer.precompiledCharsMap.isEmpty {
      rules = CharsMap(model.normalizer.precompiledCharsMap, in: memory)
      if rules == nil { throw Unfit(reason: "the normalizer's replacements are not UTF-8") }
    }
    guard model.pieces.allSatisfy({ $0.score.isFinite }) else {
      throw Unfit(reason: "a score is not a number")
    }
    let escapes = model.normalizer.escapesWhitespaces
    let isBPE = model.trainer.modelType == .bpe
    guard isBPE || model.trainer.modelType == .unigram else {
      throw Unfit(reason: "a \(model.trainer.modelType) model")
    }
    var pieces: [(key: [UInt8], value: Int)] = []
    var unused: [[UInt8]] = []
    for (id, piece) in model.pieces.enumerated() {
      if piece.text.utf8.contains(0) { throw Unfit(reason: "a piece contains a zero byte") }
      switch piece.kind {
      case .normal, .userDefined: break
      // Merging makes unused pieces too, and an unused single character is output as it is; only an unused piece made
      // of several is split again.
      case .unused where isBPE:
        if let key = Self.key(piece.text, escapes: escapes) { unused.append(key) }
      case .control, .unknown, .byte:
        // A character of that name would be taken for it.
        if isBPE, piece.text.unicodeScalars.count == 1 {
          throw Unfit(reason: "the reserved piece \(piece.text) is a single character")
        }
        continue
      case .unused: continue
      }
      if let key = Self.key(piece.text, escapes: escapes) { pieces.append((key, id)) }
    }
    guard pieces.reduce(0, { $0 + $1.key.count }) < 1 << 26 else {
      throw Unfit(reason: "pieces of more than 64 MiB")
    }
    guard !pieces.isEmpty else { throw Unfit(reason: "no piece that text can match") }
    if isBPE {
      let all = Set(pieces.map { $0.key[...] })
      // How the library splits an unused piece depends on how it last merged one.
      if let made = unused.first(where: { BPEModel.canBeMade($0, from: all) }) {
        throw Unfit(
          reason: "merges lead to the unused piece \(String(decoding: made, as: UTF8.self))")
      }
    }
    self.memory = memory
    self.unknown = unknown
    let byteIDs = try Self.byteIDs(model)
    self.byteIDs = byteIDs.map { memory.table($0) }
    escapesWhitespaces = escapes
    normalizer = TextNormalizer(
      model.normalizer, isSuffix: model.trainer.treatsWhitespaceAsSuffix, rules: rules,
      userDefined: model.pieces.filter { $0.kind == .userDefined }.map { Array($0.text.utf8) },
      in: memory)
    cuts = CutTable(pieces.lazy.map(\.key), in: memory)
    if isBPE {
      guard let bpe = BPEModel(model, pieces, in: memory) else {
        throw Unfit(reason: "more than \(SymbolTable.limit) pieces and characters")
      }
      kernel = .bpe(bpe)
    } else {
      guard
        let unigram = UnigramModel(
          model, rule, pieces, unknown: unknown, bytes: byteIDs, in: memory)
      else {
        throw Unfit(reason: "scores of a million and more")
      }
      kernel = .unigram(unigram)
    }
  }

  /// A piece as it appears in normalized text; nil where no text has it: one with a space, if the model escapes spaces.
  private static func key(_ text: String, escapes: Bool) -> [UInt8]? {
    let bytes = Array(text.utf8)
    if !escapes { return bytes }
    if bytes.contains(0x20) { return nil }
    var key: [UInt8] = []
    var i = 0
    while i < bytes.count {
      if bytes[i] == 0xE2, i + 2 < bytes.count, bytes[i + 1] == 0x96, bytes[i + 2] == 0x81 {
        key.append(0x20)
        i += 3
      } else {
        key.append(bytes[i])
        i += 1
      }
    }
    return key
  }

  private static func byteIDs(_ model: ModelProto) throws(Unfit) -> [Int]? {
    guard model.trainer.hasByteFallback else { return nil }
    var ids = [Int](repeating: -1, count: 256)
    for (id, piece) in model.pieces.enumerated() where piece.kind == .byte {
      let digits = piece.text.dropFirst(3).dropLast()
      if let byte = UInt8(digits, radix: 16) { ids[Int(byte)] = id }
    }
    if ids.contains(-1) { throw Unfit(reason: "byte pieces are missing") }
    return ids
  }
}
