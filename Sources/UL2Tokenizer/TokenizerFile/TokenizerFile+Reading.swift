/// Reads a tokenizer file of any kind, recognised by its contents and never by its name.

extension TokenizerFile {
  /// No tokenizer is larger.
  package static let sizeLimit = 1 << 29

  /// - Parameters:
  ///   - path: a file, or a directory with a `tokenizer.json`.
  ///   - pattern: for an unknown tiktoken file: the name of a known one, or a regular expression.
  package init(_ path: String, pattern: String? = nil) throws(Problem) {
    let path = isDirectory(path) ? try Self.file(in: path) : path
    try self.init(readFile(path, limit: Self.sizeLimit), path: path, pattern: pattern)
  }

  /// - Parameter bytes: the file's.
  init(_ bytes: [UInt8], path: String, pattern: String?) throws(Problem) {
    switch Contents(bytes) {
    case .tokenizerJSON: self = try TokenizerJSON.read(bytes, path: path)
    case .tekken: self = try Tekken.read(bytes, path: path)
    case .tiktoken: self = try TiktokenRanks.read(bytes, path: path, pattern: pattern)
    case .pointer:
      throw Problem(
        .noInput, "a Git LFS pointer, not the file itself", path: path,
        got: shown(bytes), expected: "a tokenizer",
        fix: "run git lfs pull in its repository, or download the file")
    default:
      throw Problem(
        .noInput, "not a tokenizer file", path: path, got: shownBeginning(bytes),
        expected: "a tokenizer.json, a tiktoken file of ranks, or a tekken.json")
    }
    let config = joined(directoryName(path), TokenizerConfig.fileName)
    if kind == .tokenizerJSON, exists(config) {
      self.config = try TokenizerConfig(readFile(config, limit: 1 << 26), path: config)
    }
  }

  /// The tokenizer file of a directory.
  static func file(in directory: String) throws(Problem) -> String {
    let file = joined(directory, "tokenizer.json")
    if exists(file) { return file }
    let names = try listDirectory(directory)
    guard names.contains("vocab.json"), names.contains("merges.txt") else {
      throw Problem(
        .noInput, "no tokenizer.json in this directory", path: directory,
        got: names.isEmpty ? "nothing" : names.prefix(8).joined(separator: ", "),
        expected: "tokenizer.json, or the path of a tokenizer file")
    }
    throw Problem(
      .noInput, "vocab.json and merges.txt do not say how to split text", path: directory,
      expected: "a tokenizer.json",
      fix:
        "make one: python -c \"from transformers import AutoTokenizer as T; T.from_pretrained('\(directory)').save_pretrained('\(directory)')\""
    )
  }

  /// The kind of a file, by its beginning.
  package enum Contents: Hashable, Sendable {
    case tokenizerJSON, tekken, tiktoken, sentencePiece
    /// The beginning of a Git LFS pointer, which is left where the file itself was not fetched.
    case pointer
    case other

    package init(_ bytes: [UInt8]) {
      let start = bytes.firstIndex { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 } ?? 0
      if bytes.has("version https://git-lfs", at: start) {
        self = .pointer
      } else if start < bytes.count, bytes[start] == UInt8(ascii: "{") {
        // A key that no tokenizer.json has; inside a string, its quotes would be escaped.
        self =
          bytes.firstIndex(of: "\"token_bytes\"", from: start) == nil ? .tokenizerJSON : .tekken
      } else {
        self = TiktokenRanks.fits(bytes) ? .tiktoken : .other
      }
    }
  }
}
