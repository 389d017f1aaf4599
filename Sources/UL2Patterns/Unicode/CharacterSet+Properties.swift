/// The properties that `\p{…}` may name: general categories, by their short and long names, and scripts. Others
/// that Oniguruma knows (blocks, ages, `Emoji`) are refused, not guessed.
extension CharacterSet {
  /// - Parameter name: as in `\p{name}`; case, spaces, `-` and `_` do not count, as in Oniguruma.
  /// - Returns: nil for a name that is not known.
  package init?(property name: String) {
    guard let set = Self.properties[Self.folded(name)] else { return nil }
    self = set()
  }

  private static func folded(_ name: some StringProtocol) -> String {
    String(name.unicodeScalars.filter { !" -_".unicodeScalars.contains($0) }.map(Character.init))
      .lowercased()
  }

  private static let properties: [String: @Sendable () -> CharacterSet] = {
    var made: [String: @Sendable () -> CharacterSet] = [:]
    for (names, set) in groups {
      for name in names.split(separator: "/") { made[folded(name)] = set }
    }
    for (value, names) in categoryNames.split(separator: " ").enumerated() {
      guard let category = GeneralCategory(rawValue: UInt32(value)) else { continue }
      for name in names.split(separator: "/") {
        made[folded(name)] = { CharacterSet.category(category) }
      }
    }
    for (number, names) in scriptNames.split(separator: " ").enumerated() {
      for name in names.split(separator: "/") {
        made[folded(name)] = { CharacterSet.script(UInt32(number) + 1) }
      }
    }
    return made
  }()

  private static let groups: [(String, @Sendable () -> CharacterSet)] = [
    ("L/Letter", { letters }), ("M/Mark/Combining_Mark", { marks }), ("N/Number", { numbers }),
    ("P/Punctuation/Punct", { punctuation }), ("S/Symbol", { symbols }),
    ("Z/Separator", { separators }), ("C/Other", { others }),
    ("LC/Cased_Letter", { category(.lu, .ll, .lt) }), ("Any", { all }),
    ("White_Space/Space", { whiteSpace }),
  ]

  /// In the order of `GeneralCategory`.
  private static let categoryNames = """
    Cn/Unassigned Lu/Uppercase_Letter Ll/Lowercase_Letter Lt/Titlecase_Letter Lm/Modifier_Letter \
    Lo/Other_Letter Mn/Nonspacing_Mark Mc/Spacing_Mark Me/Enclosing_Mark Nd/Decimal_Number \
    Nl/Letter_Number No/Other_Number Pc/Connector_Punctuation Pd/Dash_Punctuation \
    Ps/Open_Punctuation Pe/Close_Punctuation Pi/Initial_Punctuation Pf/Final_Punctuation \
    Po/Other_Punctuation Sm/Math_Symbol Sc/Currency_Symbol Sk/Modifier_Symbol So/Other_Symbol \
    Zs/Space_Separator Zl/Line_Separator Zp/Paragraph_Separator Cc/Control Cf/Format \
    Cs/Surrogate Co/Private_Use
    """
}
