/// Which templates carry text, which stays; all others, some hundred thousand, are removed.
///
/// Chosen by how often they appear in running prose, where removing them leaves a hole, and only
/// where what they show follows from their arguments. The tables are data, by what they are for and
/// by the wiki's language, since `{{citation|…}}` is a reference in English and a quotation in
/// French. Names that end in a dash or a slash are families: `lang-` is `{{lang-la|…}}` too.
struct WikitextTemplates {
  private let own: TemplateTable
  private let namespaces: Set<[UInt8]>
  let language: WikiLanguage

  init(_ site: WikiSite) {
    language = WikiLanguage(site.language)
    own =
      switch language {
      case .english: Self.english
      case .german: Self.german
      case .french: Self.french
      case .other: Self.others[site.language] ?? Self.other
      }
    namespaces = Self.namespaces.union(site.namespaces.filter { $0.value == 10 }.keys)
  }

  private static let common = TemplateTable([SilentTemplates.names] + CommonTemplates.lines)
  private static let english = table(EnglishTemplates.lines, TemplateLookups.countries)
  private static let german = table(
    EnglishTemplates.shared + GermanTemplates.lines, TemplateLookups.germanCountries)
  private static let french = table(
    EnglishTemplates.shared + FrenchTemplates.lines, TemplateLookups.frenchCountries)
  private static let other = TemplateTable(EnglishTemplates.shared)

  /// A language's own, with templates whose names are countries' codes.
  private static func table(_ lines: [StaticString], _ countries: [String: String]) -> TemplateTable
  {
    var table = TemplateTable(lines)
    // `{{ARM|…}}` is a ship, too.
    for (code, country) in countries where code.utf8.count > 2 && code != "ARM" {
      table.add(Array(code.utf8), TemplateFormat(text: Array(country.utf8)))
    }
    return table
  }

  private static let others: [[UInt8]: TemplateTable] = {
    var tables: [[UInt8]: TemplateTable] = [:]
    for (language, lines) in OtherTemplates.lines {
      tables[Array(language.description.utf8)] = TemplateTable(EnglishTemplates.shared + [lines])
    }
    return tables
  }()

  /// The words that may come before a template's name, with a colon.
  private static let namespaces = Set(
    """
    template modèle modele vorlage plantilla plantilya predefinição template šablona sablon шаблон mall mal malline
    sjabloon szablon format veidne taiss taisuo πρότυπο ŝablono patrom plantilla templat mẫu テンプレート 模板 틀 קוד תבנית قالب الگو
    subst safesubst msg msgnw raw
    """.utf8.split { $0 == 0x20 || $0 == 0x0A }.map { $0.map(\.asciiLowercased) })

  /// A template's name and what it shows.
  struct Use {
    /// nil for one that no table has.
    var format: TemplateFormat?
    /// Its name without a namespace.
    var name: Range<Int>
    /// The text after a parser function's colon.
    var first: Range<Int>?
    var isFunction: Bool { first != nil }
  }

  /// Longer beginnings are not functions.
  private static let longestFunction = 20

  /// Looks up the template whose name is in `range`.
  func use(_ bytes: [UInt8], _ range: Range<Int>) -> Use {
    var range = range
    while let colon = bytes[range].prefix(Self.longestFunction).firstIndex(of: UInt8(ascii: ":")) {
      let after = bytes.withoutMarks(colon + 1..<range.upperBound)
      if let format = find(bytes, range.lowerBound..<colon + 1) {
        return Use(format: format, name: range.lowerBound..<colon, first: after)
      }
      let prefix = bytes[bytes.withoutMarks(range.lowerBound..<colon)].map(\.asciiLowercased)
      guard namespaces.contains(prefix) else { return Use(name: range, first: after) }
      range = after
    }
    return Use(format: find(bytes, range), name: range)
  }

  private func find(_ bytes: [UInt8], _ range: Range<Int>) -> TemplateFormat? {
    guard let name = TemplateName(bytes, range) else { return nil }
    if bytes[range.lowerBound].isASCIIDigit, Self.isFraction(bytes[range]) {
      return Self.namedFraction
    }
    if let format = own[name] ?? table[name] { return format }
    var folded = name
    if name.hasCapitals {
      folded = name.lowercased()
      if let format = own[folded] ?? table[folded] { return format }
    }
    guard let family = folded.family() else { return nil }
    return own[family] ?? table[family]
  }

  private static let namedFraction = TemplateFormat(Array("%namedFraction".utf8))

  /// `1/2`
  private static func isFraction(_ name: ArraySlice<UInt8>) -> Bool {
    let parts = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }
  }

  /// Held here, because a static constant costs a check at each use.
  private let table = Self.common

  // MARK: Templates that no table has

  /// Longer arguments are not words of a sentence.
  private static let longestText = 400

  /// The argument that a template no table has shows within a line of text: its only one, if that is plain.
  func text(_ bytes: [UInt8], _ name: Range<Int>, _ argument: Range<Int>) -> Range<Int>? {
    var text = bytes.withoutMarks(argument)
    // `1=` names the only place.
    if text.count > 1, bytes[text.lowerBound] == UInt8(ascii: "1") {
      let value = bytes.withoutMarks(text.lowerBound + 1..<text.upperBound)
      if !value.isEmpty, bytes[value.lowerBound] == UInt8(ascii: "=") {
        text = bytes.withoutMarks(value.lowerBound + 1..<value.upperBound)
      }
    }
    guard !text.isEmpty, text.count <= Self.longestText else { return nil }
    var hasWord = false
    for byte in bytes[text] {
      switch byte {
      case 0x0A, UInt8(ascii: "="), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "|"):
        return nil
      default: hasWord = hasWord || byte.isASCIIAlphanumeric || byte >= 0x80
      }
    }
    guard hasWord,
      bytes.firstIndex(of: "://", from: text.lowerBound).map({ $0 >= text.upperBound }) ?? true
    else { return nil }
    // `{{|text}}` has no name.
    guard !name.isEmpty else { return text }
    guard let folded = TemplateName(bytes, name)?.lowercased() else { return nil }
    let isSilent =
      SilentTemplates.prefixes.contains(where: folded.hasPrefix)
      || SilentTemplates.suffixes.contains(where: folded.hasSuffix)
    return isSilent ? nil : text
  }
}
