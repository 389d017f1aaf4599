/// Which documents of an input are wanted: by language, quality, license, other metadata and lists, and
/// which are held out for validation (`docs/choosing.md`).

/// Every setting, as it appears in configurations and manifests: stores chosen differently are
/// different.
package struct DocumentFilterSettings: Sendable, Equatable {
  /// Languages that are kept, as BCP 47 has them; all where it is empty.
  package var languages: [String] = []
  /// The least share of the text's letters in that language.
  package var minLanguageScore = 0.65
  /// In the order in which they are applied, each once.
  package var quality: [QualityFilter] = []
  /// SPDX identifiers; documents of any licence where it is empty.
  package var licenses: [String] = []
  /// A document is kept where all of these match.
  package var keep: [FieldFilter] = []
  /// A document is dropped where one of these matches.
  package var drop: [FieldFilter] = []
  /// The identities of the lists that `Exclusions` has loaded.
  package var exclusions: [ExclusionList] = []
  /// The share of documents that goes into the validation store, above 0 and below 1.
  package var validationShare: Double?

  package init() {}

  /// Adds a language.
  ///
  /// - Throws: a usage problem where the detector does not know it.
  package mutating func add(language code: String) throws(Problem) {
    let known = try LanguageFilter.known(code)
    if !languages.contains(known) { languages.append(known) }
  }

  /// Adds a quality filter at its place in the order.
  package mutating func add(quality filter: QualityFilter) {
    quality = QualityFilter.allCases.filter { $0 == filter || quality.contains($0) }
  }

  /// Whether every document is wanted.
  package var isEmpty: Bool { self == DocumentFilterSettings() }

  /// The settings that differ from the defaults; `{}` where every document is wanted.
  package var json: JSONValue {
    var members: [JSONValue.Member] = []
    func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
    func fields(_ filters: [FieldFilter]) -> JSONValue {
      .object(filters.map { .init($0.field, strings($0.values)) })
    }
    if !exclusions.isEmpty { members.append(.init("exclude", .array(exclusions.map(\.json)))) }
    if !keep.isEmpty { members.append(.init("keep", fields(keep))) }
    if !drop.isEmpty { members.append(.init("drop", fields(drop))) }
    if !licenses.isEmpty { members.append(.init("license", strings(licenses))) }
    if !quality.isEmpty { members.append(.init("quality", strings(quality.map(\.rawValue)))) }
    if !languages.isEmpty {
      members.append(.init("language", strings(languages)))
      members.append(.init("min_language_score", JSONValue(minLanguageScore)))
      members.append(.init("language_detector", .string(LanguageDetector.version)))
    }
    if let validationShare {
      members.append(.init("validation_share", JSONValue(validationShare)))
    }
    return .object(members)
  }
}

/// A published set of heuristics for text that is worth training on.
package enum QualityFilter: String, CaseIterable, Sendable {
  /// Raffel et al. 2020, section 2.2. Removes lines, so it comes first.
  case c4
  /// Rae et al. 2021, appendix A.1: quality and repetition.
  case gopher
}

/// A field of a document, and the values that one of them is to have.
package struct FieldFilter: Sendable, Hashable {
  /// `id`, or a member of the metadata; dots separate levels.
  package var field: String
  package var values: [String]

  package init(_ field: String, _ values: [String]) {
    self.field = field
    self.values = values
  }

  /// Filters made of pairs, in the order given: values of the same field are alternatives.
  package static func grouped(_ pairs: [(field: String, value: String)]) -> [FieldFilter] {
    var filters: [FieldFilter] = []
    for pair in pairs {
      if let i = filters.firstIndex(where: { $0.field == pair.field }) {
        if !filters[i].values.contains(pair.value) { filters[i].values.append(pair.value) }
      } else {
        filters.append(FieldFilter(pair.field, [pair.value]))
      }
    }
    return filters
  }
}
