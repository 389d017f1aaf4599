/// Keeping and dropping by metadata, and by license: what a document's metadata has to say, found in one scan of it.

struct MetadataFilter {
  /// Where corpora say what licence a document has.
  static let licenseFields = [
    "license", "licenses", "max_stars_repo_licenses", "detected_licenses", "meta.license",
    "metadata.license",
  ]
  /// The value where it is unknown.
  private static let unknownLicenses = ["", "unknown", "noassertion", "none", "other", "null"].map {
    Array($0.utf8)
  }

  /// The use of a field, in the order of the fields that are scanned for.
  private enum Use { case keep(FieldFilter), drop(FieldFilter), license }
  private let uses: [Use]
  private let values: [[[UInt8]]]
  private let licenses: [[UInt8]]
  private var fields: MetadataFields

  /// Nil where there is no rule.
  init?(keep: [FieldFilter], drop: [FieldFilter], licenses: [String]) {
    uses =
      keep.map { .keep($0) } + drop.map { .drop($0) }
      + (licenses.isEmpty ? [] : Self.licenseFields.map { _ in .license })
    if uses.isEmpty { return nil }
    let rules = keep + drop
    values = rules.map { $0.values.map { Array($0.utf8) } }
    self.licenses = licenses.map { $0.utf8.map(\.asciiLowercased) }
    fields = MetadataFields(
      rules.map(\.field) + (licenses.isEmpty ? [] : Self.licenseFields))
  }

  /// Why the document is dropped; nil where it is kept.
  mutating func fault(in document: borrowing Document) -> String? {
    let (values, licenses) = (values, licenses)
    var matches = [Bool](repeating: false, count: values.count)
    var hasLicense = false
    var hasOtherLicense = false
    let isRead = fields.scan(document) { field, value in
      if field < values.count {
        if !matches[field] { matches[field] = values[field].contains(value) }
      } else {
        for i in value.indices { value[i] = value[i].asciiLowercased }
        if Self.unknownLicenses.contains(value) { return }
        hasLicense = true
        if !licenses.contains(value) { hasOtherLicense = true }
      }
    }
    if !isRead { return "unreadable metadata" }
    for (i, use) in uses.enumerated() {
      switch use {
      case .keep(let rule): if !matches[i] { return "not kept by \(rule.field)" }
      case .drop(let rule): if matches[i] { return "dropped by \(rule.field)" }
      case .license:
        return hasLicense ? hasOtherLicense ? "license not wanted" : nil : "license unknown"
      }
    }
    return nil
  }
}
