/// The tokenizer files of the fixtures, and their own libraries' ids for awkward texts.
import TestSupport
import Testing
import UL2Tokenizer

struct FileFixtures {
  let texts: [String]
  let tokenizers: [Expected]

  struct Expected: Sendable, CustomTestStringConvertible {
    var name: String
    /// With special tokens matched.
    var ids: [[Int32]]
    /// As text, special tokens included.
    var plain: [[Int32]]
    var decoded: [String]
    var pattern: String?

    var testDescription: String { name }

    /// For those, the ids without special tokens are known.
    var isOfRanks: Bool { ["ranks", "tekken"].contains(name) }

    var path: String {
      fixture("tokenizers/files/" + (name == "ranks" ? "ranks.tiktoken" : name + ".json"))
    }

    func tokenizer(
      engine: EngineRequest = .automatic, protecting isProtected: (MatchablePiece) -> Bool
    ) throws(Problem) -> Tokenizer {
      try Tokenizer(
        path, engine: engine, rules: TokenizerRules(pattern: pattern), protecting: isProtected)
    }
  }

  static let all: FileFixtures = {
    do {
      let golden = try JSONValue.parse(file: fixture("golden/tokenizer_files.json"))
      let texts = golden["texts"]?.array?.compactMap(\.string) ?? []
      let tokenizers = (golden["tokenizers"]?.members ?? []).map { member in
        let rows = (member.value["ids"]?.array ?? []).map(ids)
        let plain = (member.value["plain"]?.array ?? []).enumerated().map {
          $1 == .null ? rows[$0] : ids($1)
        }
        return Expected(
          name: member.key, ids: rows, plain: plain,
          decoded: member.value["decoded"]?.array?.compactMap(\.string) ?? [],
          pattern: member.value["pattern"]?.string)
      }
      return FileFixtures(texts: texts, tokenizers: tokenizers)
    } catch {
      fatalError("\(error)")
    }
  }()

  private static func ids(_ value: JSONValue) -> [Int32] {
    (value.array ?? []).map { Int32($0.int ?? -1) }
  }
}
