/// Damage that loses much must not count as a few bad records.
import TestSupport
import Testing
import UL2Pipeline

@Suite("The share lost to damage")
struct DamageShareTests {
  private let scratch = Scratch()

  @Test("Half of the members damaged: too much by bytes, though few records")
  func members() throws {
    let member = try readFile(fixture("c4/c4-train.00000-of-01024.json.gz"))
    var damaged = member
    damaged[member.count / 2] ^= 0x55
    let path = try scratch.write(
      Array(repeatElement(member + damaged, count: 6).joined()), to: "c4.json.gz")
    let arguments = [
      "tokenize", "--source", "c4", "--tokenizer-model", fixture("tokenizers/unigram-8k.model"),
      "--output", scratch("store"), path,
    ]
    expectRefusal(
      try ul2prep(arguments), 65,
      [
        "too much of the input is damaged, nothing published", "6 × damaged input",
        "50.00 % of its bytes",
      ])
    expectSuccess(try ul2prep(arguments + ["--max-bad-share", "0.51"]))
    let manifest = try JSONValue.parse(file: scratch("store/manifest.json"))
    #expect(manifest["skipped"]?["lost_bytes"]?.int == 6 * member.count)
    expectSuccess(try ul2prep(["verify", scratch("store")]))
  }

  @Test("verify checks the validation store too")
  func validation() throws {
    expectSuccess(
      try ul2prep([
        "tokenize", "--source", "c4", "--tokenizer-model", fixture("tokenizers/unigram-8k.model"),
        "--output", scratch("split"), "--validation-share", "0.3", fixture("c4"),
      ]))
    expectSuccess(try ul2prep(["verify", scratch("split")]))
    let data = scratch("split/validation/00000.bin")
    var bytes = try readFile(data)
    bytes[bytes.count / 2] ^= 1
    try AtomicFile.write(bytes, to: data)
    let result = try ul2prep(["verify", scratch("split")])
    #expect(result.status == 1)
    #expect(
      result.output.contains("validation/00000.bin".utf8)
        || result.errors.contains("validation/00000.bin"))
  }
}
