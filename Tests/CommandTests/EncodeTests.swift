/// `encode` and `decode`: the lines of `spm_encode` and `spm_decode`.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

/// The library's own programs, from Debian's package `sentencepiece`.
private let spmEncode = "/usr/bin/spm_encode"

@Suite("encode and decode")
struct EncodeTests {
  private let scratch = Scratch()

  /// Everything that a line may have: nothing, two words, spaces, `\r`, NUL, unknown and combining
  /// characters, bytes that are not UTF-8, and no end.
  private static let lines: [UInt8] =
    Array("Hello world 世界\n\n  two  spaces \nab\r\nnul\0x\t\u{1}\ne\u{301}a\u{30A} ﷺ ①\n▁\n".utf8)
    + [0xFF, 0xFE, 0x62, 0x20, 0xC3, 0x0A, 0xE2, 0x96, 0x0A] + Array("<extra_id_0> <s>\nlast".utf8)

  private func encode(
    _ model: Model, _ options: [String] = [], stdin: [UInt8]? = nil
  ) throws -> CommandResult {
    try ul2prep(["encode", "--tokenizer-model", model.path] + options, stdin: stdin)
  }

  private func decode(
    _ model: Model, _ options: [String] = [], stdin: [UInt8]? = nil
  ) throws -> CommandResult {
    try ul2prep(["decode", "--tokenizer-model", model.path] + options, stdin: stdin)
  }

  @Test(
    "Known lines",
    arguments: [
      (Model.unigram, "id", "3810 55 298 72 292 246 80"),
      (.unigram, "piece", "▁He ll o ▁w or l d"), (.bpe, "piece", "▁H el lo ▁w or l d"),
    ])
  func golden(model: Model, format: String, expected: String) throws {
    let text = Array("Hello world\n".utf8)
    let result = try encode(model, ["--output-format", format], stdin: text)
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(result.text == expected + "\n")
    #expect(try decode(model, ["--input-format", format], stdin: result.output).output == text)
  }

  @Test(
    "The same output as spm_encode and spm_decode",
    .enabled(if: exists(spmEncode), "needs Debian's package sentencepiece"),
    arguments: Model.allCases, ["id", "piece"])
  func reference(model: Model, format: String) throws {
    let path = try scratch.write(Self.lines, to: "lines")
    for engine in ["auto", "library"] {
      let encoded = try encode(
        model,
        ["--allow-special-tokens", "--output-format", format, "--tokenizer-engine", engine, path])
      let expected = try Command(
        spmEncode, ["--model=\(model.path)", "--output_format=\(format)", path]
      ).wait()
      #expect(encoded.status == 0 && encoded.errors.isEmpty)
      #expect(encoded.output == expected.output, "\(encoded.text)")
      let tokens = try scratch.write(encoded.output, to: "tokens")
      let decoded = try decode(model, ["--input-format", format, tokens])
      let text = try Command(
        "/usr/bin/spm_decode", ["--model=\(model.path)", "--input_format=\(format)", tokens]
      ).wait()
      #expect(decoded.status == 0 && decoded.output == text.output, "\(decoded.text)")
    }
  }

  @Test("Pieces that a model lacks are kept as they are; separators may be repeated")
  func freeForm() throws {
    let pieces = Array("  ▁the  qqq\u{1}  </s>\n\n".utf8)
    #expect(
      try decode(.unigram, ["--input-format", "piece"], stdin: pieces).text == "theqqq\u{1}\n\n")
    let ids = try encode(.unigram, stdin: Array("the cat".utf8)).text.split(separator: "\n")[0]
    let spread = " " + ids.replacing(" ", with: " \t ") + " \r\n"
    #expect(try decode(.unigram, stdin: Array(spread.utf8)).text == "the cat\n")
  }

  @Test("Raw text cannot forge sentinels, unless --allow-special-tokens is given")
  func protection() throws {
    let text = Array("a <extra_id_0> b\n".utf8)
    let first = try #require(try Model.unigram.tokenizer().id(ofPiece: "<extra_id_0>"))
    for (options, forged) in [([], false), (["--allow-special-tokens"], true)] {
      let ids = try encode(.unigram, options, stdin: text).lines[0].split(separator: " ")
      #expect(ids.contains("\(first)") == forged)
    }
  }

  @Test(
    "A wrong id is reported with its line, after the lines before it",
    arguments: ["8100", "99999999999999999999999", "-1", "x", "5,"])
  func badID(word: String) throws {
    let path = try scratch.write("5 6\n\n5 \(word) 7\n6\n", to: "ids")
    let result = try decode(.unigram, [path])
    let before = try decode(.unigram, stdin: Array("5 6\n\n".utf8))
    #expect(result.output == before.output && before.lines.count == 1)
    expectFailure(
      result, 65, ["\(path):3: not an id of this model, got \(word); expected 0 to 8099"])
  }

  @Test("Lines far longer than any buffer, several files, an output")
  func files() throws {
    let long = [UInt8](repeatElement(Array("the quick brown fox ".utf8), count: 500_000).joined())
    let first = try scratch.write(Array("one\n".utf8) + long + Array("\nthree".utf8), to: "first")
    let output = scratch("out")
    let result = try encode(.unigram, [first, first, "--output", output])
    #expect(result.status == 0 && result.output.isEmpty && result.errors.isEmpty)
    let lines = try readFile(output).split(separator: 0x0A, omittingEmptySubsequences: false)
    #expect(lines.count == 7 && lines[6].isEmpty, "two inputs of three lines")
    #expect(lines[0..<3] == lines[3..<6])
    let back = try decode(.unigram, [output])
    #expect(back.output.count == 2 * (4 + long.count + 6))
  }

  @Test("Compressed inputs are decompressed")
  func compressed() throws {
    let path = fixture("c4/c4-train.00000-of-01024.json.gz")
    let result = try encode(.bpe, [path])
    #expect(result.status == 0)
    let plain = try Command("/bin/sh", ["-c", "gzip -dc \"$1\"", "sh", path]).wait()
    #expect(
      result.output == (try encode(.bpe, [try scratch.write(plain.output, to: "x")])).output)
  }

  @Test("Each line is answered before the next is read")
  func flushing() throws {
    let script = """
      mkfifo "$0/in" "$0/out"
      "$@" < "$0/in" > "$0/out" &
      exec 3> "$0/in" 4< "$0/out"
      for word in one two; do echo $word >&3; read line <&4; echo "$line"; done
      exec 3>&-
      wait $! && echo done
      """
    let result = try Command(
      "/usr/bin/timeout",
      [
        "60", "/bin/sh", "-c", script, scratch.path, programPath, "encode", "--tokenizer-model",
        Model.bpe.path, "--output-format", "piece",
      ]
    ).wait()
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines.count == 3 && result.lines.last == "done", "\(result.text)")
  }

  @Test("A closed pipe ends it quietly; a full output is an error")
  func brokenOutput() throws {
    let path = try scratch.write(String(repeating: "some words\n", count: 200_000), to: "many")
    let arguments = [programPath, "encode", "--tokenizer-model", Model.unigram.path, path]
    let closed = try Command("/bin/sh", ["-c", "\"$@\" | head -n 1", "sh"] + arguments).wait()
    #expect(closed.status == 0 && closed.lines.count == 1 && closed.errors.isEmpty)
    let full = try Command("/bin/sh", ["-c", "exec \"$@\" > /dev/full", "sh"] + arguments).wait()
    expectRefusal(full, 74, ["-: cannot write: no space left on device"])
  }

  @Test("Missing inputs and models")
  func absent() throws {
    expectRefusal(try encode(.unigram, [scratch("none")]), 66, ["\(scratch("none")): cannot open"])
    expectRefusal(
      try ul2prep(["decode", "--tokenizer-model", scratch("none")], stdin: []), 66,
      [scratch("none")])
  }

  /// An idle pipe does not keep it from ending.
  @Test(arguments: [SIGINT, SIGTERM] as [Int32]) func aSignalEndsItWhileItWaits(signal: Int32)
    throws
  {
    let pipe = scratch("pipe-\(signal)")
    try #require(mkfifo(pipe, 0o600) == 0)
    let held = open(pipe, O_RDWR)
    try #require(held >= 0)
    defer { close(held) }
    let command = try Command(
      programPath, ["encode", "--tokenizer-model", Model.unigram.path, pipe])
    // Mostly it waits soon after that; if not yet, it finds the signal first.
    command.signal(signal) { command.catchesSignals }
    let result = try command.wait()
    #expect(result.status == 75 && result.errorLines.count == 1)
    #expect(!result.errors.contains("where it stopped"))
  }
}
