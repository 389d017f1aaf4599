/// The patterns that are scanned by hand. They are recognised by what they match, as trees, not by
/// how they are written, nor by any file's name.
enum BlockRule: Hashable, Sendable {
  /// GPT-2's; with `Digits` before it or not.
  case gpt2(digitsApart: Bool)
  /// Llama 3's and its relatives.
  case words(Words)
  /// o200k's and tekken's.
  case cased(digits: Int, hasContractions: Bool)
  /// DeepSeek V3's.
  case deepSeek

  struct Words: Hashable, Sendable {
    /// At most one or three.
    var digits: Int
    var marksAreLetters = false
    /// Whether white space that ends the text is one piece.
    var tailIsWhole = false
  }

  init?(_ steps: [PieceStep]) {
    guard let found = Self.known[steps.map(\.pattern.tree)] else { return nil }
    // The patterns match every character, so there are no gaps.
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
    add([KnownPattern.o200k], .cased(digits: 3, hasContractions: true))
    add([KnownPattern.tekken], .cased(digits: 1, hasContractions: false))
    add(KnownPattern.deepSeek3, .deepSeek)
    // Possessive counts of fancy-regex are not possessive in Oniguruma.
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
    case .gpt2(digitsApart: true): BlockClass.table(special: .numeric)
    case .gpt2, .words: BlockClass.table(special: .none)
    case .cased: BlockClass.table(special: CharacterSet(0x2F))
    case .deepSeek:
      BlockClass.table(
        special: Self.deepSeekApart.intersection(.letters.union(.marks)),
        Self.deepSeekApart.intersection(.punctuation.union(.symbols)))
    }
  }

  private static let deepSeekApart =
    CharacterSet(0x4E00...0x9FA5).union(CharacterSet(0x3040...0x309F))
    .union(CharacterSet(0x30A0...0x30FF))
}
