/// Lines cut out of whatever pieces a source gives.
import Testing
import UL2Input
import UL2Pipeline

/// Shows where lines begin and end.
private struct Brackets: LineCoder {
  mutating func append(_ line: [UInt8], to output: inout [UInt8]) throws(Problem) {
    if line == Array("bad".utf8) { throw Problem(.badInput, "bad line") }
    output += [UInt8(ascii: "[")] + line + [UInt8(ascii: "]")]
  }
}

/// Gives its bytes in pieces of a few sizes.
private final class Pieces: ByteSource {
  let path = "pieces"
  private var bytes: ArraySlice<UInt8>
  private let sizes: [Int]
  private var next = 0

  init(_ bytes: [UInt8], _ sizes: [Int]) {
    self.bytes = bytes[...]
    self.sizes = sizes
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let count = min(buffer.count, sizes[next % sizes.count], bytes.count)
    next += 1
    buffer.copyBytes(from: bytes.prefix(count))
    bytes = bytes.dropFirst(count)
    return count
  }
}

@Suite("Lines in, lines out")
struct LineCodingTests {
  private func filter(_ text: String, _ sizes: [Int]) throws(Problem) -> (String, writes: Int) {
    var output: [UInt8] = []
    var writes = 0
    var coder = Brackets()
    try LineCoding.run(ByteReader(Pieces(Array(text.utf8), sizes)), &coder) { bytes in
      output += bytes
      writes += 1
    }
    return (String(decoding: output, as: UTF8.self), writes)
  }

  @Test(
    "The same lines whatever the pieces", arguments: [[1], [2, 3], [7], [1, 100], [1_000_000]])
  func pieces(sizes: [Int]) throws {
    for (text, expected) in [
      ("", ""), ("\n", "[]\n"), ("a", "[a]\n"), ("a\n", "[a]\n"),
      ("a\n\n\nb", "[a]\n[]\n[]\n[b]\n"),
      ("a\r\nb\0\n", "[a\r]\n[b\0]\n"),
      (
        String(repeating: "word ", count: 50) + "\nx",
        "[" + String(repeating: "word ", count: 50) + "]\n[x]\n"
      ),
    ] {
      #expect(try filter(text, sizes).0 == expected)
    }
  }

  @Test("Each read's whole lines are written before the next read")
  func writes() throws {
    #expect(try filter("a\nb\nc\nd\n", [4]).writes == 2)
    #expect(try filter("a\nb\nc\nd\n", [3]).writes == 3)
  }

  @Test("A line longer than the buffer")
  func longLine() throws {
    let line = String(repeating: "x", count: 5 << 20)
    #expect(try filter("a\n\(line)\nb", [1 << 16]).0 == "[a]\n[\(line)]\n[b]\n")
  }

  @Test("A problem has its line, and the lines before it are written")
  func problem() throws {
    var output: [UInt8] = []
    var coder = Brackets()
    let problem = #expect(throws: Problem.self) {
      try LineCoding.run(ByteReader(Pieces(Array("a\nb\nbad\nc\n".utf8), [100])), &coder) { bytes in
        output += bytes
      }
    }
    #expect(problem?.path == "pieces" && problem?.place == "3")
    #expect(output == Array("[a]\n[b]\n".utf8))
  }
}
