/// A problem of a regular expression, or of matching it: which part of its source, and what was
/// expected.
package struct PatternProblem: Error, Hashable, Sendable {
  /// The character of the source, from 0; nil where all of it is meant.
  package var place: Int?
  package var problem: String
  package var got: String
  package var expected: String
  /// Whether the expression is valid, but takes too long on a text.
  package var isExhausted = false

  /// As the problem of a file, with the regex's place there: `pre_tokenizer.pattern`.
  package func located(path: String?, place outer: String) -> Problem {
    let inner = place.map { "\(outer), character \($0 + 1) of the regex" }
    return Problem(
      isExhausted ? .badInput : .noInput, problem, path: path, place: inner ?? outer, got: got,
      expected: expected)
  }
}
