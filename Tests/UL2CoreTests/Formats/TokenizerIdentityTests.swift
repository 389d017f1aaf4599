/// How manifests name tokenizers.
import Testing
import UL2Core

@Suite("Tokenizers in manifests") struct TokenizerIdentityTests {
  private func read(_ members: [JSONValue.Member]) throws(Problem) -> TokenizerIdentity {
    try TokenizerIdentity(
      JSONObjectReader(.object(members), .manifest("manifest.json")), hash: .hashText)
  }

  @Test("Reading back gives the same; most tokenizers need two members")
  func roundTrip() throws {
    let plain = TokenizerIdentity(hash: hexadecimal(7))
    #expect(plain.members.map(\.key) == ["path", "xxh3"])
    #expect(plain.configuration.isEmpty)
    #expect(try read(plain.members) == plain)
    let other = TokenizerIdentity(
      hash: hexadecimal(8), files: ["tokenizer.json", "tokenizer_config.json"],
      rules: ["tokenizers": "0.23.3", "pattern": "a|b"])
    #expect(other.members.map(\.key) == ["path", "xxh3", "files", "rules"])
    #expect(try read(other.members) == other)
    #expect(other.text == "xxh3 \(hexadecimal(8)), pattern a|b, tokenizers 0.23.3")
    #expect(other.names != TokenizerIdentity(hash: other.hash).names)
  }

  @Test(
    "Files must be in the directory, rules must be strings",
    arguments: [
      JSONValue.Member("path", "../tokenizer.model"), .init("path", ""),
      .init("files", ["a/b"]), .init("files", [3]), .init("rules", ["x": 3]),
      .init("rules", "x"),
    ])
  func refused(_ member: JSONValue.Member) {
    #expect(throws: Problem.self) {
      try read([.init("xxh3", .string(hexadecimal(7))), member])
    }
  }
}
