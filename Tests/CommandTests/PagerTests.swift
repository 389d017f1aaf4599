/// `inspect` on a terminal: through the user's pager, which may be quit at any time.
import TestSupport
import Testing
import UL2Pipeline

@Suite("The pager", .enabled(if: exists("/usr/bin/script"), "needs script(1)"))
struct PagerTests {
  private let stores: String

  init() throws { stores = try Model.unigram.stores }

  /// The output on a terminal, and the exit code.
  private func shown(
    _ pager: String?, _ options: String = "", count: Int = 20, file: String? = nil
  ) throws -> (text: String, status: Int32) {
    let target = file.map { " >'\($0)'" } ?? ""
    let command =
      "stty cols 80; '\(programPath)' inspect '\(stores)/c4' --count \(count) \(options)\(target)"
    var environment = ["TERM": "xterm", "NO_COLOR": ""]
    environment["PAGER"] = pager ?? ""
    let result = try Command(
      "/usr/bin/script", ["-qec", command, "/dev/null"], environment: environment
    ).wait()
    return (String(decoding: result.output.filter { $0 != 0x0D }, as: UTF8.self), result.status)
  }

  @Test("gets only what is printed to a terminal, with its colours")
  func pages() throws {
    let paged = try shown("sed 's/^/|/'")
    #expect(paged.status == 0)
    #expect(paged.text.split(separator: "\n").allSatisfy { $0.hasPrefix("|") })
    #expect(paged.text.contains("\u{1B}["))
    for (pager, options) in [("sed 's/^/|/'", "--no-pager"), ("sed 's/^/|/'", "--json"), ("", "")] {
      let plain = try shown(pager, options)
      #expect(plain.status == 0)
      #expect(!plain.text.hasPrefix("|"))
    }
    let scratch = Scratch()
    #expect(try shown("sed 's/^/|/'", file: scratch("out")).text.isEmpty)
    #expect(try readFile(scratch("out")).first != UInt8(ascii: "|"))
  }

  @Test("may be quit early, or interrupted, without an error")
  func quitting() throws {
    let early = try shown("head -n 1", count: 200)
    #expect(early.status == 0)
    #expect(early.text.split(separator: "\n").count == 1, "\(early.text)")
    // As Ctrl-C does, which every process of the terminal gets.
    let interrupted = try shown("kill -INT $PPID; head -n 1; cat >/dev/null", count: 200)
    #expect(interrupted.status == 0)
    #expect(!interrupted.text.contains("ul2prep:"), "\(interrupted.text)")
  }

  @Test("that does not exist is named; an error before any output starts none")
  func missing() throws {
    let none = try shown("no-such-pager")
    #expect(none.status == 64)
    #expect(none.text.contains("no such pager, got no-such-pager"), "\(none.text)")
    let wrong = try shown("sed 's/^/|/'", "--row 100000000")
    #expect(wrong.status == 64)
    #expect(wrong.text.hasPrefix("ul2prep: "), "\(wrong.text)")
  }
}
