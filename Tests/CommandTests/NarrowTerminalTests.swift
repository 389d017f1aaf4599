/// Tables on a terminal that is too narrow for them do not wrap.
import TestSupport
import Testing
import UL2Pipeline

@Suite("A narrow terminal")
struct NarrowTerminalTests {
  /// A command's output on a terminal.
  private func shown(columns: Int, _ arguments: String) throws -> String {
    let command = "stty cols \(columns); '\(programPath)' \(arguments) 2>/dev/null"
    let result = try Command("/usr/bin/script", ["-qec", command, "/dev/null"]).wait()
    #expect(result.status == 0)
    return String(decoding: result.output.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
  }

  @Test(
    "plan's tables", .enabled(if: exists("/usr/bin/script"), "needs script(1)"),
    arguments: ["openmoe", "ul2", "openmoe-original"])
  func plan(mixture: String) throws {
    let text = try shown(
      columns: 60,
      "plan --mixture \(mixture) --tokens '\(try Model.unigram.stores)' --seq-length 8192 --total-tokens 20M"
    )
    let tables = text.split(separator: "\n\n").prefix(2)
    #expect(tables.count == 2)
    for line in tables.joined(separator: "\n").split(separator: "\n") {
      #expect(line.count <= 60, "\(line)")
    }
    #expect(text.contains("20.0M") && !tables.joined().contains("20,0"))
  }

  @Test("tokenize's table", .enabled(if: exists("/usr/bin/script"), "needs script(1)"))
  func tokenize() throws {
    let scratch = Scratch()
    func table(_ columns: Int) throws -> String {
      try shown(
        columns: columns,
        "tokenize --source c4 --tokenizer-model '\(Model.unigram.path)' --output '\(scratch.path)/\(columns)' '\(fixture("c4/c4-train.00000-of-01024.json.gz"))'"
      )
    }
    let wide = try table(60)
    #expect(wide.contains("text bytes") && wide.contains(","))
    let narrow = try table(44)
    #expect(!narrow.contains("text bytes") && narrow.contains("k"))
    for line in narrow.split(separator: "\n") { #expect(line.count <= 44, "\(line)") }
  }
}
