/// The inputs that a user means.
import UL2Input

extension Source {
  /// The files that patterns match, each once, sorted by name: files, directories except for what is
  /// published beside this source's inputs, globs, `https://`, `s3://` and `hf://` addresses, `@FILE` for a
  /// list of such, `cc:CRAWL` for Common Crawl's, `-` for standard input.
  ///
  /// - Parameters:
  ///   - patterns: in any order.
  ///   - baseURL: what the relative lines of lists are relative to; nil: the list itself.
  /// - Throws: a pattern that matches nothing, a list that cannot be read.
  public func inputs(_ patterns: [String], baseURL: String? = nil) throws(Problem) -> [String] {
    try expandInputs(patterns, companions: companions, baseURL: baseURL)
  }
}
