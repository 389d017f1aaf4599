/// `tokenizer_config.json`, beside a `tokenizer.json`: the tokens that begin, end and pad texts.

package struct TokenizerConfig: Hashable, Sendable {
  /// The file's name.
  package static let fileName = "tokenizer_config.json"

  package var path: String
  /// The file's bytes, for the copy beside the output.
  package var bytes: [UInt8] = []
  /// The names of tokens.
  package var eos: String?
  package var bos: String?
  package var pad: String?
  package var unknown: String?

  package init(path: String) { self.path = path }

  /// - Parameter bytes: the file's.
  package init(_ bytes: [UInt8], path: String) throws(Problem) {
    self.path = path
    self.bytes = bytes
    let value = try JSONValue.parse(bytes, path: path, kind: .noInput)
    guard value.members != nil else {
      throw Problem(
        .noInput, "not an object", path: path, got: shownBeginning(bytes),
        expected: "an object with eos_token")
    }
    eos = try Self.name("eos_token", value, path)
    bos = try Self.name("bos_token", value, path)
    pad = try Self.name("pad_token", value, path)
    unknown = try Self.name("unk_token", value, path)
  }

  /// A token's name is a string, or `content` of an object.
  private static func name(
    _ key: String, _ value: JSONValue, _ path: String
  ) throws(Problem) -> String? {
    guard let entry = value[key], entry != .null else { return nil }
    if let name = entry.string ?? entry["content"]?.string { return name }
    throw Problem(
      .noInput, "not a token's name", path: path, place: key, got: entry.text(),
      expected: "a string, or an object with content")
  }
}
