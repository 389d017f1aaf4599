/// The first documents that `tokenize` skips, kept in the manifest: the same for any number of tasks and workers.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Examples of records that tokenize skips")
struct SkipExampleTests {
  private let scratch = Scratch()

  /// Small shards, and many units.
  private let sizes = ["UL2PREP_STORE_SIZES": "2000:4000:20000"]

  private func tokenizing(_ output: String, _ options: [String] = []) -> [String] {
    [
      "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--drop",
      "lang=de", "--max-bad-share", "0.5", "--output", scratch(output), scratch("in"),
    ] + options
  }

  private func manifest(_ output: String) throws -> StoreManifest {
    try StoreManifest(file: scratch(output + "/manifest.json"))
  }

  @Test("The first twenty per reason in input order, for any workers, tasks and repairs")
  func first() throws {
    for file in 0..<8 {
      let lines = (0..<40).map { line in
        line % 8 == 7
          ? "{broken"
          : "{\"id\": \"\(file)-\(line)\", \"text\": \"<b>\(String(repeating: "näß ", count: 70))\", \"lang\": \"\(line % 3 == 0 ? "de" : "en")\"}"
      }
      try scratch.write(lines.joined(separator: "\n"), to: "in/\(file).jsonl")
    }
    let result = try ul2prep(tokenizing("one", ["--workers", "1"]), environment: sizes)
    #expect(result.status == 0, "\(result.errors)")
    let one = try manifest("one")
    #expect(one.shards.count > 4)
    let dropped = one.totals.skipped.examples["dropped by lang"]
    let wanted = (0..<8).flatMap { file in
      (0..<40).filter { $0 % 3 == 0 && $0 % 8 != 7 }.map { "\(file)-\($0)" }
    }
    #expect(dropped.map(\.id) == Array(wanted.prefix(20)))
    #expect(
      dropped.allSatisfy { $0.text.hasPrefix("<b>näß ") && $0.text.unicodeScalars.count == 200 })
    let broken = one.totals.skipped.examples["invalid JSON"]
    #expect(broken.count == 20)
    #expect(broken.first?.id == scratch("in/0.jsonl") + ":8")
    #expect(broken.first?.text.contains("invalid JSON at byte") == true)
    // However many shards there are, the manifest has only those that it shows.
    #expect(one.shards.reduce(0) { $0 + $1.shard.skipped.examples["invalid JSON"].count } == 20)

    #expect(try ul2prep(tokenizing("four", ["--workers", "4"]), environment: sizes).status == 0)
    for rank in [1, 0, 2] {
      let ranks = ["--rank", "\(rank)", "--world-size", "3", "--workers", "2"]
      let result = try ul2prep(tokenizing("tasks", ranks), environment: sizes)
      #expect(result.status == 0, "\(result.errors)")
    }
    let bytes = try hashes(below: scratch("one"))
    #expect(try hashes(below: scratch("four")) == bytes)
    #expect(try hashes(below: scratch("tasks")) == bytes)
    // The remade shards have their own examples.
    let last = try #require(one.shards.last?.shard.name)
    for name in [one.shards[0].shard.name, last] { try removeFile(scratch("four/\(name).bin")) }
    #expect(try ul2prep(tokenizing("four"), environment: sizes).status == 0)
    #expect(try hashes(below: scratch("four")) == bytes)
  }
}
