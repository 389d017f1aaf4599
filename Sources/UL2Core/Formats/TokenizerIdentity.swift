/// The identity of a tokenizer as manifests record it: its hash, and how to read the copy of its files beside the
/// manifest.
public struct TokenizerIdentity: Hashable, Sendable {
  /// The model's xxh3_64 in hexadecimal.
  public var hash: String
  /// Names of the files beside the manifest: the model's, then what is read with it.
  public var files: [String]
  /// How the model is read, where there is more than one way: a library's name and the version whose ids are
  /// meant, or what the file itself lacks.
  public var rules: [String: String]

  public init(
    hash: String, files: [String] = [Self.sentencePieceFile], rules: [String: String] = [:]
  ) {
    self.hash = hash
    self.files = files
    self.rules = rules
  }

  /// The name of a SentencePiece model's copy beside a manifest.
  public static let sentencePieceFile = "tokenizer.model"

  /// The model's file.
  package var modelFile: String { files.first ?? Self.sentencePieceFile }

  /// The key by which two are the same.
  package var names: [String: String] { rules.merging(["xxh3": hash]) { $1 } }

  /// In words: `xxh3 2d06800538d394c2, sentencepiece 0.2.2`.
  package var text: String {
    (["xxh3 \(hash)"] + rules.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })
      .joined(separator: ", ")
  }
}

extension TokenizerIdentity {
  /// Reads `path`, `xxh3` and what `members` writes beside them.
  ///
  /// - Parameter hash: how the hash is written.
  package init(_ reader: JSONObjectReader, hash: JSONRule<String>) throws(Problem) {
    self.init(hash: try reader.required("xxh3", hash))
    var files: [String] = []
    if let model = try reader.optional("path", .fileName) { files.append(model) }
    if let more = try reader.optional("files", .fileNames) { files += more }
    if !files.isEmpty { self.files = files }
    for member in try reader.optional("rules", .object)?.members ?? [] {
      guard let value = member.value.string else {
        throw reader.failure("rules", "not a rule", expected: "a string for each name")
      }
      rules[member.key] = value
    }
  }

  /// The first two members of a manifest's `tokenizer`, and those that most tokenizers do not have.
  package var members: [JSONValue.Member] {
    [.init("path", .string(modelFile)), .init("xxh3", .string(hash))] + otherMembers
  }

  private var otherMembers: [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    if files.count > 1 {
      members.append(.init("files", .array(files.dropFirst().map { .string($0) })))
    }
    if !rules.isEmpty { members.append(.init("rules", rulesJSON)) }
    return members
  }

  private var rulesJSON: JSONValue {
    .object(rules.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
  }

  /// The members of a configuration besides the hash.
  package var configuration: [JSONValue.Member] {
    rules.isEmpty ? [] : [.init("tokenizer_rules", rulesJSON)]
  }
}

extension JSONRule where Value == String {
  /// A name in the manifest's own directory.
  fileprivate static var fileName: JSONRule {
    JSONRule("a file's name") { value in value.string.flatMap { isFileName($0) ? $0 : nil } }
  }
}

extension JSONRule where Value == [String] {
  fileprivate static var fileNames: JSONRule {
    JSONRule("a list of files' names") { value in
      guard let list = value.array else { return nil }
      let names = list.compactMap(\.string).filter(isFileName)
      return names.count == list.count ? names : nil
    }
  }
}

private func isFileName(_ text: String) -> Bool {
  !text.isEmpty && text != "." && text != ".." && !text.utf8.contains(0x2F)
    && !text.utf8.contains(0)
}
