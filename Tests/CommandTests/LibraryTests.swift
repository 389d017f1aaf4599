/// Options, exit codes and printing belong to the command line, not to the libraries below it.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Libraries")
struct LibraryTests {
  private struct Line {
    let place: String
    let code: Substring
  }

  /// The lines of the libraries' sources that are code.
  private func code() throws -> [Line] {
    let root = repositoryRoot + "/Sources"
    var lines: [Line] = []
    for module in try listDirectory(root) where module.hasPrefix("UL2") {
      for name in try files(below: root + "/" + module) where name.hasSuffix(".swift") {
        let text = String(decoding: try readFile("\(root)/\(module)/\(name)"), as: UTF8.self)
        for (i, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        {
          let code = line.drop { $0 == " " }
          if code.hasPrefix("//") { continue }
          lines.append(Line(place: "\(module)/\(name):\(i + 1)", code: code))
        }
      }
    }
    return lines
  }

  @Test("name no options or commands of the program; they have no exit codes")
  func options() throws {
    // Reasons under which records are counted, which manifests have; and another program's option.
    let others = [
      "question below --min-score", "answer to a question below --min-score",
      "answer below --min-score", "answer beyond --max-answers", "xz --lzma2",
    ]
    let lines = try code()
    #expect(lines.count > 10_000)
    for line in lines {
      if line.code.contains(
        /".*(--[a-z]|\bul2prep (read|tokenize|plan|pack|inspect|verify|encode|decode|command)\b)/)
      {
        #expect(others.contains { line.code.contains($0) }, "\(line.place): \(line.code)")
      }
    }
  }

  @Test("print nothing, and end no process")
  func printing() throws {
    let pattern =
      /(^|[^.\w])(print|debugPrint|dump|puts|fputs|putchar|exit|abort)\(|STD(OUT|ERR)_FILENO|\bstd(out|err)\b/
    for line in try code() {
      #expect(!line.code.contains(pattern), "\(line.place): \(line.code)")
    }
  }

  @Test("name settings that the command line has")
  func settings() throws {
    let help = try ["read", "tokenize", "plan", "pack", "inspect", "verify"]
      .map { try ul2prep([$0, "--help"]).text }.joined()
    for setting in Setting.allCases {
      let option = "--" + words(of: setting)
      #expect(help.contains("  \(option) "), "\(option)")
    }
  }

  /// The words of a setting's name, with hyphens between.
  private func words(of setting: Setting) -> String {
    var name = setting.rawValue
    for acronym in ["URL", "EOD", "IDs"] {
      name = name.replacing(acronym, with: "-" + acronym.lowercased())
    }
    return name.map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }.joined()
  }
}
