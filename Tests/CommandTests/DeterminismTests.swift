/// Bytes that must not change: whoever packed with an earlier version of this format goes on with the
/// same shards.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Determinism")
struct DeterminismTests {
  private let scratch = Scratch()

  /// The hash of the root index, which holds the hash of every shard.
  ///
  /// They last changed when wikitext, LaTeX and HTML became better text. A change of these values means that the
  /// same input gives other bytes: it raises `formatNumber` and
  /// gets a line in the CHANGELOG. Without compression, since libzstd's output differs by version; under
  /// libsentencepiece before 0.2.2, since later versions give other ids for Unigram models.
  @Test(
    "A small pack of the fixtures gives the bytes that it always gave",
    arguments: [(Model.unigram, "7e3acffcc89834fc"), (.bpe, "5028872220dd69b4")])
  func golden(model: Model, hash: String) throws {
    #expect(formatNumber == 1)
    let output = scratch("shards")
    expectSuccess(
      try ul2prep(
        packing(model, to: output) + [
          "--seq-length", "256", "--total-tokens", "300K", "--seed", "7", "--compression", "none",
        ]))
    #expect(hexadecimal(try xxh3(ofFile: output + "/index.json")) == hash)
  }
}
