/// Bytes that must not change: a run packed with an earlier version of this format continues with
/// the same shards.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("Determinism")
struct DeterminismTests {
  private let scratch = Scratch()

  /// The hash of the root index, which holds the hash of every shard.
  ///
  /// They last changed with format 3 of shards, of equal size and in units. If these values change, the same input
  /// gives other bytes: that raises a format number and gets a line in the CHANGELOG. Without compression, since
  /// libzstd's output differs by version; under libsentencepiece before 0.2.2, since later versions give other ids for
  /// Unigram models.
  @Test(
    "A small pack of the fixtures gives the same bytes as ever",
    arguments: [(Model.unigram, "94157903ca916beb"), (.bpe, "54b4ab19626da438")])
  func golden(model: Model, hash: String) throws {
    #expect(StoreManifest.formatNumber == 3 && DatasetManifest.formatNumber == 3)
    let output = scratch("shards")
    expectSuccess(
      try ul2prep(
        packing(model, to: output) + [
          "--seq-length", "256", "--total-tokens", "300K", "--seed", "7", "--compression", "none",
        ]))
    let found = hexadecimal(try xxh3(ofFile: output + "/index.json"))
    #expect(found == hash)
  }

  /// `fixtures/golden.txt` has commands over the fixtures, and below each the hash of what it printed and of every
  /// manifest and index that it wrote: with the configuration, which decides whether an output is resumed, and the hash
  /// of every file. `UL2PREP_RECORD=FILE` writes the values found.
  @Test("Manifests, configurations and printed output are the same as ever")
  func manifests() throws {
    let earlier = try EarlierOutputs()
    let expected = try lines(ofFile: fixture("golden.txt"))
    var found: [String] = []
    for line in expected where line.hasPrefix("$ ") {
      let words = line.split(separator: " ").dropFirst().map(String.init)
      let result = try earlier.run(words)
      expectSuccess(result)
      found.append(line)
      if let output = words.firstIndex(of: "--output").map({ words[$0 + 1] }),
        isDirectory(earlier.scratch(output))
      {
        for file in try hashes(below: earlier.scratch(output)).keys.sorted() {
          guard file.hasSuffix(".json") else { continue }
          let path = earlier.scratch(output + "/" + file)
          found.append("\(hexadecimal(try stableHash(path))) \(output)/\(file)")
        }
      } else {
        found.append(hexadecimal(xxh3(result.output)) + " " + words[0])
      }
    }
    if let record = getenv("UL2PREP_RECORD") {
      try AtomicFile.write(
        Array((found.joined(separator: "\n") + "\n").utf8), to: String(cString: record))
    }
    #expect(found == expected)
  }

  /// The hash of a JSON file without what depends on the program's version or on the machine's
  /// libraries, and without sentences.
  private func stableHash(_ path: String) throws -> UInt64 {
    let unstable: Set = ["program", "engine", "appended", "checksum"]
    func stable(_ value: JSONValue) -> JSONValue {
      if let members = value.members {
        return .object(
          members.map { .init($0.key, unstable.contains($0.key) ? .null : stable($0.value)) })
      }
      return value.array.map { .array($0.map(stable)) } ?? value
    }
    return xxh3(stable(try JSONValue.parse(file: path)).bytes())
  }
}
