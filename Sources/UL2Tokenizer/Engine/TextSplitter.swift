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
  /// Whatever the steps say, done by the reference.
  case plain(PlainNormalizer, addsPrefixSpace: Bool, isNFC: Bool)

  init(_ normalizers: [TokenizerFile.Normalizer], addsPrefixSpace: Bool) throws(TextModel.Unfit) {
    if normalizers.isEmpty {
      self = addsPrefixSpace ? .prefixSpace : .none
      return
    }
    do throws(PatternProblem) {
      self = .plain(
        try PlainNormalizer(normalizers), addsPrefixSpace: addsPrefixSpace,
        isNFC: normalizers == [.nfc])
    } catch {
      throw TextModel.Unfit(reason: "a pattern that is not supported")
    }
  }
}

extension TextForm {
  /// Whether a text is surely its own NFC: all of its characters are below U+0300, which combine with nothing.
  static func isComposed(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var at = 0
    while at < count {
      if unsafe text[at] >= 0xCC { return false }
      at += 1
    }
    return true
  }
}
