/// Empty inputs, which are never skipped silently.
import UL2Input

/// Decides what an input without content is: no documents, and noted by name, or damage where its format cannot be empty.
struct EmptyInput {
  let path: String
  let source: Source
  /// The format that was asked for; nil: recognised by the name, else the source's first.
  let format: InputFormat?
  /// There is not even a byte of compressed data.
  let isEmptyFile: Bool

  func parts() throws(Problem) -> any InputParts {
    if isEmptyFile, let format = neverEmptyFormat(of: path) {
      throw emptyFile(path, expected: format)
    }
    let format = format ?? formatOfName ?? source.formats[0]
    guard format.mayBeEmpty else {
      if isEmptyFile { throw emptyFile(path, expected: format.phrase) }
      throw Problem(
        .badInput, "there is nothing in it", path: path, expected: format.phrase,
        fix: "get it again")
    }
    return NoParts(path: path)
  }

  /// The format that the name promises, whatever it is compressed with.
  private var formatOfName: InputFormat? {
    let endings = Set(baseName(path).lowercased().split(separator: ".").dropFirst())
    if !endings.isDisjoint(with: ["jsonl", "json", "ndjson"]) { return .jsonLines }
    return endings.isDisjoint(with: ["warc", "wet", "wat", "arc"]) ? nil : .warc
  }
}

private final class NoParts: InputParts {
  private let path: String
  private var isNoted = false

  init(path: String) { self.path = path }

  func next(_ log: SkipLog) -> (any InputPart)? {
    if !isNoted { log.filtered("empty file", name: path) }
    isNoted = true
    return nil
  }
}
