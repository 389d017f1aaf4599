/// What came of one of `tokenize`'s jobs.
package struct TokenizeReport: Sendable {
  package var source: String
  package var output: String
  package var totals: StoreTotals
  /// The store had been finished before.
  package var wasFinished: Bool
}
