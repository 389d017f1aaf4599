import UL2Input

/// Reads a StackExchange site's `Posts.xml`: a document per question, with its answers.
package final class StackExchangeReader: DocumentReader {
  private let reader: PartsReader

  /// - Parameters:
  ///   - scratch: where sorted runs are spilled; by default `TMPDIR`, or `/tmp`.
  ///   - sortMemory: what is held in memory before it is spilled.
  package init(
    _ source: any ByteSource, form: TextForm, choice: StackExchangeChoice = StackExchangeChoice(),
    log: SkipLog, scratch: String? = nil, sortMemory: Int = 32 << 20
  ) throws(Problem) {
    let parts = StackExchangeParts(
      source, form: form, choice: choice, scratch: scratch, sortMemory: sortMemory)
    reader = PartsReader(parts, log: log)
  }

  package func next(_ document: inout Document) throws(Problem) -> Bool {
    try reader.next(&document)
  }
}

/// The site that a path names, `ai.stackexchange.com/Posts.xml` or `ai.stackexchange.com.7z`; nil
/// when none does.
package func stackExchangeSite(path: String) -> String? {
  for part in path.split(separator: "/").reversed() {
    for ending in [".com", ".net"] {
      guard let range = part.utf8.firstRange(of: ending.utf8) else { continue }
      let after = part[range.upperBound...]
      if after.isEmpty || after.hasPrefix(".") || after.hasPrefix("-") {
        return String(part[..<range.upperBound])
      }
    }
  }
  return nil
}
