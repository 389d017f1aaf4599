/// The options of `read` and `tokenize` that filter documents (`docs/choosing.md`).
import ArgumentParser
import UL2Pipeline

struct DocumentFilterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keep documents in these languages, as detected by CLD2: en,de. If CLD2 is not sure, the language is und.",
      valueName: "codes"))
  var language: String?

  @Option(
    help: ArgumentHelp(
      "With --language: the least share of a document's letters that must be in that language. (default: 0.65)",
      valueName: "share"))
  var minLanguageScore: Double?

  @Option(
    help: ArgumentHelp(
      "Keep documents that pass these quality rules: c4 (which also removes lines), gopher, or c4,gopher.",
      valueName: "names"))
  var quality: String?

  @Option(
    help: ArgumentHelp(
      "Keep documents whose metadata names these licenses and no others, as SPDX ids: mit,apache-2.0.",
      valueName: "ids"))
  var license: String?

  @Option(
    help: ArgumentHelp(
      "Keep documents whose metadata has this value, dots between levels: meta.language=en. Repeatable: of several values for one field, any; of several fields, all.",
      valueName: "field=value"))
  var keep: [FieldValue] = []

  @Option(
    help: ArgumentHelp(
      "Drop documents whose metadata has this value. Repeatable.", valueName: "field=value"))
  var drop: [FieldValue] = []

  @Option(
    help: ArgumentHelp(
      "Drop the documents listed in this file, one per line, by id or by the xxh3-128 hash of their text (xxhsum -H2). Repeatable.",
      valueName: "file"), completion: .file())
  var exclude: [String] = []

  @Option(
    help: ArgumentHelp(
      "Put this share of the documents, chosen by a hash of their text, into a validation store.",
      valueName: "share"))
  var validationShare: Double?

  func validate() throws {
    if let language { try requireNames(language, "--language: codes such as en,de") }
    if let quality { try requireNames(quality, "--quality: c4, gopher or c4,gopher") }
    if let license { try requireNames(license, "--license: SPDX ids such as mit,apache-2.0") }
    if let minLanguageScore {
      if language == nil { throw ValidationError("--min-language-score needs --language") }
      guard (0...1).contains(minLanguageScore) else {
        throw ValidationError(
          "--min-language-score: a number from 0 to 1, got \(minLanguageScore)")
      }
    }
    if let validationShare {
      guard validationShare > 0, validationShare < 1 else {
        throw ValidationError(
          "--validation-share: a number above 0 and below 1, got \(validationShare)")
      }
    }
    if exclude.contains("") { throw ValidationError("--exclude: names no file") }
  }

  private func requireNames(_ list: String, _ expected: String) throws {
    if names(list).contains("") { throw ValidationError("\(expected), got \"\(list)\"") }
  }

  private func names(_ list: String?) -> [String] {
    list?.split(separator: ",", omittingEmptySubsequences: false).map { name in
      String(name.drop { $0 == " " })
    } ?? []
  }

  /// The settings that the options give, with the lists of `--exclude` loaded.
  func load() throws(Problem) -> (settings: DocumentFilterSettings, exclusions: Exclusions?) {
    var settings = DocumentFilterSettings()
    for code in names(language) { try settings.add(language: code) }
    if let minLanguageScore { settings.minLanguageScore = minLanguageScore }
    for name in names(quality) {
      settings.add(quality: try QualityFilter(named: name, what: "set of quality rules"))
    }
    settings.licenses = names(license)
    settings.keep = FieldFilter.grouped(keep.map { ($0.field, $0.value) })
    settings.drop = FieldFilter.grouped(drop.map { ($0.field, $0.value) })
    settings.validationShare = validationShare
    if exclude.isEmpty { return (settings, nil) }
    let exclusions = try Exclusions(exclude)
    settings.exclusions = exclusions.lists
    return (settings, exclusions)
  }
}

/// `FIELD=VALUE`; the value may be empty, or have a `=` itself.
struct FieldValue: ExpressibleByArgument {
  var field: String
  var value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
      return nil
    }
    field = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}

extension FilterSettings {
  /// The settings of both groups of options.
  init(_ documents: DocumentFilterOptions, _ code: CodeFilterOptions) throws(Problem) {
    let (settings, exclusions) = try documents.load()
    self.init(documents: settings, exclusions: exclusions, codeFilter: code.filter)
  }
}
