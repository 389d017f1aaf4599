/// How a text is split into pieces.
import UL2Patterns

enum TextSplitter: Sendable {
  /// The text is one piece.
  case whole
  case scanner(PieceScanner)
  /// Wherever no merge can cross.
  case cuts(CutTable)
  case words(WordCuts)
}

/// The prefix of a text, once added tokens are cut out, and how its spaces are written.
enum TextOpening: Sendable {
  case none
  /// A space, unless the text begins with one.
  case prefixSpace
  case spaces(SpaceMarks)
}

/// How a text is normalized before the second search for added tokens.
enum TextForm: Sendable {
  case none
  case spaces(SpaceMarks)
  /// A normal form, which most texts have already.
  case form(Normalizer)
  /// Any other steps, done by the reference.
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

  /// An added token, its `pattern` as it is in the engine's text of this form.
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
