/// What came of one of `tokenize`'s jobs.
package struct TokenizeReport: Sendable {
  package var source: String
  package var output: String
  package var documents: Int
  package var tokens: Int
  package var textBytes: Int
  package var skipped: SkipCounts
  /// Documents that the library has encoded too.
  package var checkedDocuments: Int
  /// How often protected pieces stood in the texts.
  package var protectedMatches: [String: Int]
  /// The store had been finished before.
  package var wasFinished: Bool
}
