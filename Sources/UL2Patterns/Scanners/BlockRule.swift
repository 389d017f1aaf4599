/// The patterns that are scanned by hand. They are told by what they match, as trees, not by how they are written,
/// nor by any file's name.
enum BlockRule: Hashable, Sendable {
  /// GPT-2's; with `Digits` before it or not.
  case gpt2(digitsApart: Bool)
  /// Llama 3's and its relatives.
  case words(Words)
  /// o200k_base's and its relatives: words end where upper case follows lower case.
  case cased(Cased)
  case deepSeek3

  struct Words: Hashable, Sendable {
    /// At most one or three.
    var digits: Int
    var marksAreLetters = false
    /// Whether white space that ends the text is one piece.
    var tailIsWhole = false
  }

  struct Cased: Hashable, Sendable {
    var digits: Int
    var hasContractions: Bool
    var hanApart = false
  }

  init?(_ steps: [PieceStep]) {
    guard let found = Self.known[steps.map(\.pattern.tree)] else { return nil }
    // The others match every character, so that there are no gaps.
    if found == .deepSeek3, steps.contains(where: \.dropsGaps) { return nil }
    if found == .gpt2(digitsApart: true), steps[0].dropsGaps { return nil }
    self = found
  }

  private static let known: [[RegexNode]: BlockRule] = {
    var known: [[RegexNode]: BlockRule] = [:]
    func add(_ sources: [String], _ rule: BlockRule) {
      for dialect in [RegexDialect.oniguruma, .fancyRegex] {
        var trees: [RegexNode] = []
        for source in sources {
          guard let tree = try? RegexParser.parse(source, dialect) else { return }
          trees.append(tree)
        }
        known[trees] = rule
        if rule == .gpt2(digitsApart: false) {
          known[[.set(.numeric)] + trees] = .gpt2(digitsApart: true)
        }
      }
    }
    add([KnownPattern.gpt2], .gpt2(digitsApart: false))
    add([KnownPattern.llama3], .words(Words(digits: 3)))
    add([KnownPattern.qwen2], .words(Words(digits: 1)))
    add([KnownPattern.qwen35], .words(Words(digits: 1, marksAreLetters: true)))
    add([KnownPattern.o200k], .cased(Cased(digits: 3, hasContractions: true)))
    add([KnownPattern.tekken], .cased(Cased(digits: 1, hasContractions: false)))
    add([KnownPattern.kimi], .cased(Cased(digits: 3, hasContractions: true, hanApart: true)))
    add(KnownPattern.deepSeek3, .deepSeek3)
    // Possessive counts of fancy-regex are no such in Oniguruma.
    for (source, rule) in [
      (KnownPattern.r50k, BlockRule.gpt2(digitsApart: false)),
      (KnownPattern.cl100k, .words(Words(digits: 3, tailIsWhole: true))),
    ] {
      if let tree = try? RegexParser.parse(source, .fancyRegex) { known[[tree]] = rule }
    }
    return known
  }()

  var classes: ClassTable {
    switch self {
    case .gpt2(digitsApart: true): BlockClass.table(special: .numeric, stops: .none)
    case .cased(let rule) where rule.hanApart:
      // Han characters that are no letters can be prefixes, digits or parts of punctuation too.
      BlockClass.table(
        special: Self.han.intersection(.letters), stops: Self.han.subtracting(.letters))
    case .deepSeek3:
      // What is set apart is cut again by the last pattern, which leaves letters and marks whole.
      BlockClass.table(
        special: Self.kanaAndHan.intersection(CharacterSet.letters.union(.marks)),
        stops: Self.kanaAndHan.subtracting(CharacterSet.letters.union(.marks)))
    case .gpt2, .words, .cased: BlockClass.table(special: .none, stops: .none)
    }
  }

  private static let kanaAndHan = CharacterSet(0x4E00...0x9FA5).union(CharacterSet(0x3040...0x30FF))
  private static let han = CharacterSet(property: "Han") ?? .none
}
