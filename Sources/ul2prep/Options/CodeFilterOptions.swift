/// The options of `read` and `tokenize` that choose files of source code.
import ArgumentParser
import UL2Pipeline

struct CodeFilterOptions: ParsableArguments {
  enum Preset: String, ExpressibleByArgument, CaseIterable {
    case none, usual

    static var allValueDescriptions: [String: String] {
      describe([
        none: "no limits",
        usual: "lines of at most 1000 characters, 100 on average, a quarter letters and digits",
      ])
    }
  }

  @Option(
    help: ArgumentHelp(
      "A set of limits for source code. The options below change single limits.",
      valueName: "name"))
  var codeFilters = Preset.none

  @Option(
    help: ArgumentHelp("Keep files with these extensions: py,js,rs.", valueName: "endings"))
  var extensions: String?

  @Option(
    help: ArgumentHelp("Drop files that have a line with more characters.", valueName: "count"))
  var maxLineLength: Int?

  @Option(
    help: ArgumentHelp(
      "Drop files whose lines have more characters on average.", valueName: "count"))
  var maxMeanLineLength: Double?

  @Option(
    help: ArgumentHelp(
      "Drop files if a smaller share of their characters are letters and digits.",
      valueName: "share"))
  var minAlphanumericShare: Double?

  @Option(help: ArgumentHelp("Drop larger files: 1MiB.", valueName: "size"))
  var maxFileSize: ByteCount?

  @Flag(
    help:
      "Drop copies of other projects and generated files, recognised by their paths: vendor/, *.min.js."
  )
  var dropVendored = false

  func validate() throws {
    if let extensions, endings(extensions).isEmpty || endings(extensions).contains("") {
      throw ValidationError("--extensions: endings such as py,js, got \(extensions)")
    }
    if let maxLineLength, maxLineLength < 1 {
      throw ValidationError("--max-line-length: at least 1, got \(maxLineLength)")
    }
    if let maxMeanLineLength, !(maxMeanLineLength > 0 && maxMeanLineLength.isFinite) {
      throw ValidationError("--max-mean-line-length: a number above 0, got \(maxMeanLineLength)")
    }
    if let minAlphanumericShare, !(0...1).contains(minAlphanumericShare) {
      throw ValidationError(
        "--min-alphanumeric-share: a number from 0 to 1, got \(minAlphanumericShare)")
    }
  }

  var filter: CodeFilter {
    var filter = codeFilters == .usual ? CodeFilter.usual : CodeFilter()
    filter.extensions = extensions.map { Set(endings($0)) }
    filter.maxLineLength = maxLineLength ?? filter.maxLineLength
    filter.maxMeanLineLength = maxMeanLineLength ?? filter.maxMeanLineLength
    filter.minAlphanumericShare = minAlphanumericShare ?? filter.minAlphanumericShare
    filter.maxBytes = maxFileSize?.value
    filter.dropsVendored = dropVendored
    return filter
  }

  /// With or without their dots.
  private func endings(_ list: String) -> [String] {
    list.split(separator: ",", omittingEmptySubsequences: false).map { ending in
      (ending.hasPrefix(".") ? ending.dropFirst() : ending).lowercased()
    }
  }
}
