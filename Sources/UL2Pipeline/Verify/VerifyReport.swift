/// The result of `verify`.
package struct VerifyReport: Sendable {
  package enum Kind: String, Sendable {
    case shards, plan
    case tokenStore = "token_store"
    /// A directory with a token store per source.
    case tokenStores = "token_stores"
  }

  package var path: String
  package var kind: Kind
  package var files = 0
  package var bytes = 0
  package var rows = 0
  package var examples = 0
  /// Examples whose raw tokens hold reserved tokens.
  package var markedExamples = 0
  package var documents = 0
  package var tokens = 0
  /// The checks that could not be made, and why.
  package var notes: [Wording] = []
  /// At most twenty a file.
  package var problems: [Problem] = []
  /// Of all files, those not listed included.
  package var problemCount = 0

  init(_ path: String, _ kind: Kind) {
    self.path = path
    self.kind = kind
  }

  package var isSound: Bool { problemCount == 0 }

  package func notes(_ spelling: Spelling) -> [String] {
    notes.map { $0.text(spelling) }.sorted()
  }

  package func json(_ spelling: Spelling) -> JSONValue {
    let marked =
      markedExamples == 0
      ? [] : [JSONValue.Member("examples_with_markers", JSONValue(markedExamples))]
    let counts: JSONValue = [
      "path": .string(path), "kind": .string(kind.rawValue), "files": JSONValue(files),
      "bytes": JSONValue(bytes), "rows": JSONValue(rows), "examples": JSONValue(examples),
    ]
    let rest: JSONValue = [
      "documents": JSONValue(documents), "tokens": JSONValue(tokens),
      "problem_count": JSONValue(problemCount),
      "notes": .array(notes(spelling).map { .string($0) }),
      "problems": .array(
        problems.map { problem in
          [
            "path": JSONValue(problem.path) { .string($0) },
            "place": JSONValue(problem.place) { .string($0) },
            "problem": .string(problem.problem),
            "got": JSONValue(problem.got) { .string($0) },
            "expected": JSONValue(problem.expected) { .string($0) },
            "fix": JSONValue(problem.fix) { .string($0.text(spelling)) },
          ]
        }),
    ]
    return .object((counts.members ?? []) + marked + (rest.members ?? []))
  }

  mutating func add(_ other: VerifyReport) {
    files += other.files
    bytes += other.bytes
    rows += other.rows
    examples += other.examples
    markedExamples += other.markedExamples
    documents += other.documents
    tokens += other.tokens
  }
}
