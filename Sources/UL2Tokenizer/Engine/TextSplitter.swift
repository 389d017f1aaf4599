/// Splits a text into pieces, and sees the text's ends.
import UL2Patterns

enum TextSplitter: Sendable {
  /// It is one piece.
  case whole
  case scanner(PieceScanner)
  /// Wherever no merge can cross.
  case cuts(CutTable)
  case words(WordCuts)
}

/// The prefix of a text, once added tokens are cut out, and what becomes of its spaces.
enum TextOpening: Sendable {
  case none
  /// A space before what does not begin with one.
  case prefixSpace
  case spaces(SpaceMarks)
}

/// What becomes of a text before added tokens are looked for once more.
enum TextForm: Sendable {
  case none
  case spaces(SpaceMarks)
  /// A normal form, which most texts have already.
  case form(Normalizer)
  /// Whatever the steps say, done by the reference.
  case plain(PlainNormalizer)

  init(_ normalizers: [TokenizerFile.Normalizer]) throws(TextModel.Unfit) {
    switch normalizers {
    case []: self = .none
    case [.nfc]: self = .form(Normalizer.of(.nfc))
    case [.nfd]: self = .form(Normalizer.of(.nfd))
    case [.nfkc]: self = .form(Normalizer.of(.nfkc))
    default:
      do throws(PatternProblem) {
        self = .plain(try PlainNormalizer(normalizers))
      } catch {
        throw TextModel.Unfit(reason: "a pattern that is not supported")
      }
    }
  }

  /// What is looked for in a text of this form: what an added token's `pattern` is in the engine's text.
  func key(_ token: AddedToken) throws(TextModel.Unfit) -> AddedToken {
    guard case .spaces = self else { return token }
    // The reference sees U+2581 there, which is not white space.
    guard !token.stripsLeft, !token.stripsRight, let key = SpaceMarks.key(token.pattern) else {
      throw TextModel.Unfit(reason: "an added token that takes the marks of spaces with it")
    }
    var token = token
    token.pattern = key
    return token
  }
}
