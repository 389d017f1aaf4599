/// The pre-tokenizers of a tokenizer file, one after the other: each splits all pieces that the one before it left.
/// A piece's ends are its text's ends, for patterns too.
import UL2Patterns

struct PlainPreTokenizer: Sendable {
  private enum Step: Sendable {
    case split(PlainPattern, TokenizerFile.SplitBehavior, inverted: Bool)
    case byteLevel(addsPrefixSpace: Bool, pattern: PlainPattern?)
    case characters(CharacterSet, TokenizerFile.SplitBehavior)
    case metaspace(replacement: [UInt8], prepends: TokenizerFile.PrependScheme, splits: Bool)
  }

  private let steps: [Step]

  init(_ preTokenizers: [TokenizerFile.PreTokenizer]) throws(PatternProblem) {
    var steps: [Step] = []
    for preTokenizer in preTokenizers {
      switch preTokenizer {
      case .split(let pattern, let behavior, let inverted):
        steps.append(.split(try PlainPattern(pattern), behavior, inverted: inverted))
      case .byteLevel(let addsPrefixSpace, let splits):
        let pattern =
          splits ? try PlainPattern(.regex(TokenizerFile.gpt2Pattern, .oniguruma)) : nil
        steps.append(.byteLevel(addsPrefixSpace: addsPrefixSpace, pattern: pattern))
      case .digits(let individual):
        steps.append(.characters(.numeric, individual ? .isolated : .contiguous))
      case .punctuation(let behavior): steps.append(.characters(.preTokenizerPunctuation, behavior))
      case .metaspace(let replacement, let prepends, let splits):
        steps.append(.metaspace(replacement: replacement, prepends: prepends, splits: splits))
      case .whitespaceSplit: steps.append(.characters(.whiteSpace, .removed))
      }
    }
    self.steps = steps
  }

  /// The pieces that the pieces become; those of added tokens stay.
  func split(_ pieces: [PlainPiece]) throws(PatternProblem) -> [PlainPiece] {
    var pieces = pieces
    for step in steps {
      var next: [PlainPiece] = []
      for piece in pieces {
        if piece.id != nil {
          next.append(piece)
        } else {
          next.append(contentsOf: try split(piece, step).filter { !$0.bytes.isEmpty })
        }
      }
      pieces = next
    }
    return pieces
  }

  private func split(
    _ piece: PlainPiece, _ step: Step
  ) throws(PatternProblem) -> [PlainPiece] {
    var piece = piece
    func pieces(_ spans: [PlainSpan], _ behavior: TokenizerFile.SplitBehavior) -> [PlainPiece] {
      spans.pieces(behavior).map { piece.slice($0) }
    }
    switch step {
    case .split(let pattern, let behavior, let inverted):
      let spans = try pattern.spans(in: piece.bytes)
      return pieces(inverted ? spans.inverted : spans, behavior)
    case .characters(let set, let behavior):
      return pieces(PlainSpans.characters(of: piece) { set.contains($0) }, behavior)
    case .byteLevel(let addsPrefixSpace, let pattern):
      if addsPrefixSpace, piece.bytes.first != 0x20 { piece.prepend([0x20]) }
      guard let pattern else { return [spelled(piece)] }
      return pieces(try pattern.spans(in: piece.bytes), .isolated).map(spelled)
    case .metaspace(let replacement, let prepends, let splits):
      piece.replace(PlainSpans.characters(of: piece) { $0 == 0x20 }, by: replacement)
      let isMarked = piece.bytes.starts(with: replacement)
      if !isMarked, prepends == .always || prepends == .first && piece.start == 0 {
        piece.prepend(replacement)
      }
      guard splits else { return [piece] }
      let mark = scalar(replacement)
      return pieces(PlainSpans.characters(of: piece) { $0 == mark }, .mergedWithNext)
    }
  }

  /// The piece with its bytes spelled by characters.
  private func spelled(_ piece: PlainPiece) -> PlainPiece {
    var piece = piece
    var changed: [PlainPiece.Change] = []
    for (i, byte) in piece.bytes.enumerated() {
      let isFirst = piece.bytes[i] & 0xC0 != 0x80
      changed.append((ByteAlphabet.spelled([byte])[...], isFirst ? 0 : 1))
    }
    piece.transform(changed)
    return piece
  }
}
