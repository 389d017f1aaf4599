/// Which program wrote a Parquet file, for the sake of its mistakes.

struct WriterVersion: Equatable {
  /// In lower case.
  let application: String
  let major: Int

  /// - Parameter createdBy: the footer's `created_by`: `parquet-cpp version 1.5.1-SNAPSHOT (build …)`. A
  ///   program that says no version is one of the first.
  init?(_ createdBy: String) {
    let words = createdBy.lowercased().split(separator: " ")
    guard let first = words.first else { return nil }
    application = String(first)
    let version = words.count > 2 && words[1] == "version" ? words[2] : ""
    major = Int(version.prefix { $0.isASCII && $0.isNumber }) ?? 0
  }

  /// parquet-cpp before 2.0.0 wrote in pages of version 2 that they are not compressed, though they are
  /// (ARROW-10353).
  var compressesAlways: Bool { application == "parquet-cpp" && major < 2 }
}
