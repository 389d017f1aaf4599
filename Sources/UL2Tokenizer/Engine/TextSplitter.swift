/// What divides a text, whose ends it sees, into pieces.
import UL2Patterns

enum TextSplitter: Sendable {
  /// It is one piece.
  case whole
  case scanner(PieceScanner)
  /// Wherever no merge can cross.
  case cuts(CutTable)
  case words(WordCuts)
}

/// What becomes of a text before added tokens are looked for once more.
enum TextForm: Sendable {
  case none
  /// A space before what does not begin with one.
  case prefixSpace
  case spaces(SpaceMarks)
  /// A normal form, which most texts have already.
  case form(Normalizer, addsPrefixSpace: Bool)
  /// Whatever the steps say, done by the reference.
  case plain(PlainNormalizer, addsPrefixSpace: Bool)

  init(_ normalizers: [TokenizerFile.Normalizer], addsPrefixSpace: Bool) throws(TextModel.Unfit) {
    switch normalizers {
    case []: self = addsPrefixSpace ? .prefixSpace : .none
    case [.nfc]: self = .form(Normalizer.of(.nfc), addsPrefixSpace: addsPrefixSpace)
    case [.nfd]: self = .form(Normalizer.of(.nfd), addsPrefixSpace: addsPrefixSpace)
    case [.nfkc]: self = .form(Normalizer.of(.nfkc), addsPrefixSpace: addsPrefixSpace)
    default:
      do throws(PatternProblem) {
        self = .plain(try PlainNormalizer(normalizers), addsPrefixSpace: addsPrefixSpace)
      } catch {
        throw TextModel.Unfit(reason: "a pattern that is not supported")
      }
    }
  }
}
