/// The result of one of `tokenize`'s jobs.
package struct TokenizeReport: Sendable {
  package var source: String
  package var output: String
  package var totals: StoreTotals
  /// The format of a store that had been finished before; nil where it was made now.
  package var earlierFormat: Int?
}
