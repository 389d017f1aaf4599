/// Reads `tokenizer.json`, the file of Hugging Face's `tokenizers`: each component works exactly as in that library, or
/// is refused by name.

struct TokenizerJSON {
  let path: String
  /// The file's name in errors.
  var file: JSONFile { .tokenizer(path) }
  private var notes: [String] = []

  private init(path: String) { self.path = path }

  static func read(_ bytes: [UInt8], path: String) throws(Problem) -> TokenizerFile {
    if let bad = unsafe bytes.withUnsafeBytes({ unsafe firstInvalidUTF8(in: $0) }) {
      throw Problem(
        .noInput, "not UTF-8", path: path, place: "byte \(bad)", got: shown(bytes[bad...]),
        expected: "a whole tokenizer.json", fix: "download or copy it again")
    }
    var reader = TokenizerJSON(path: path)
    var file = unsafe try bytes.withUnsafeBufferPointer { buffer throws(Problem) in
      unsafe try reader.read(buffer)
    }
    file.bytes = bytes
    return file
  }

  /// The members that are not the model, which are small.
  private static let small: Set<String> = [
    "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "decoder",
  ]

  private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(Problem) -> TokenizerFile {
    var scanner = unsafe TokenizerScanner(bytes, path: path)
    var members: [JSONValue.Member] = []
    var names: [String] = []
    var model: ModelReader?
    var key: [UInt8] = []
    var first = true
    try scanner.beginObject()
    while try scanner.nextKey(&first, into: &key) {
      let name = String(decoding: key, as: UTF8.self)
      guard name == "model" || Self.small.contains(name) else {
        if names.count < 16 { names.append(name) }
        _ = try scanner.skip()
        continue
      }
      guard !names.contains(name) else {
        throw Problem(
          .noInput, "a key twice", path: path, place: name, expected: "each key once")
      }
      names.append(name)
      if name == "model" {
        model = unsafe try ModelReader(bytes, &scanner, path: path)
      } else {
        members.append(JSONValue.Member(name, try scanner.value()))
      }
    }
    try scanner.end()
    guard let model else {
      throw Problem(
        .noInput, "not a tokenizer.json: it has no model", path: path,
        got: "an object with " + (names.isEmpty ? "nothing" : names.joined(separator: ", ")),
        expected: "an object with added_tokens, normalizer, pre_tokenizer, model and decoder")
    }
    let top = try JSONObjectReader(.object(members), file)
    if let version = try top.optional("version", .string), version != "1.0" {
      throw top.failure("version", "a version that is not known", expected: "\"1.0\"")
    }
    for key in ["truncation", "padding"] where top[key] ?? .null != .null {
      notes.append("the file's \(key) is ignored")
    }
    let normalizers = try self.normalizers(top)
    let (rules, pieces) = try model.read()
    var result = TokenizerFile(path: path, kind: .tokenizerJSON, model: rules, pieces: pieces)
    result.normalizers = normalizers
    result.preTokenizers = try preTokenizers(top)
    result.decoders = try decoders(top)
    result.addedTokens = try addedTokens(top, pieces)
    try normalize(&result.addedTokens, normalizers)
    result.notes = notes
    return result
  }

  mutating func note(_ text: String) { notes.append(text) }
}
