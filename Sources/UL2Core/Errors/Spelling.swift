/// Things that messages name, and how a front end spells them.

/// Something that a user chooses. The raw value is what Swift programs call it.
package enum Setting: String, CaseIterable, Sendable {
  case afterRow, allowEmpty, appendEOD, baseURL, count, deep, document, drop, exclude, format
  case input, keep, language, license, maxBadShare, maxUnknownShare, output, overwrite, quality
  case retryBad, row, sample, seed, sentencepieceIDs, skipUnknown, source, strict
  case textField, tiktokenPattern, tokenizerEngine, tokenizerModel, tokens, totalTokens
  case validationShare
}

/// Something that a user has the program do.
package enum Operation: String, CaseIterable, Sendable {
  case inspect, plan, status, tokenize, verify
  /// Whichever it was.
  case command
}

package struct Spelling: Sendable {
  package let setting: @Sendable (Setting) -> String
  package let operation: @Sendable (Operation) -> String

  package init(
    setting: @escaping @Sendable (Setting) -> String,
    operation: @escaping @Sendable (Operation) -> String
  ) {
    self.setting = setting
    self.operation = operation
  }

  /// The names that Swift programs use.
  package static let plain = Spelling {
    $0.rawValue
  } operation: {
    $0.rawValue
  }
}
