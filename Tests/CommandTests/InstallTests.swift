/// `make install`: the program, its completions and its manual are installed and removed.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Installing")
struct InstallTests {
  private let scratch = Scratch()

  private func run(_ arguments: [String] = []) throws -> CommandResult {
    try Command(
      repositoryRoot + "/Scripts/install", arguments,
      environment: ["PROGRAM": programPath, "DESTDIR": scratch("root"), "PREFIX": "/opt/ul2prep"]
    ).wait()
  }

  @Test(
    "puts program, completions and manual below DESTDIR and PREFIX; uninstalling removes them")
  func installs() throws {
    let result = try run()
    #expect(result.status == 0, "\(result.errors)")
    let root = scratch("root/opt/ul2prep")
    let installed = try Command(root + "/bin/ul2prep", ["--version"]).wait()
    #expect(installed.text == programVersion + "\n")
    let share = root + "/share/"
    let completions = [
      "bash-completion/completions/ul2prep": "bash", "zsh/site-functions/_ul2prep": "zsh",
      "fish/vendor_completions.d/ul2prep.fish": "fish",
    ]
    for (path, shell) in completions {
      let text = String(decoding: try readFile(share + path), as: UTF8.self)
      for word in ["inspect", "no-pager", "span_corruption"] { #expect(text.contains(word)) }
      if exists("/bin/\(shell)") || exists("/usr/bin/\(shell)") {
        let check = try Command("/usr/bin/env", [shell, "-n", share + path]).wait()
        #expect(check.status == 0, "\(shell): \(check.errors)")
      }
    }
    let completed = try Command(
      "/bin/bash",
      [
        "-c",
        "source '\(share)bash-completion/completions/ul2prep'; COMP_WORDS=(ul2prep insp); COMP_CWORD=1; _ul2prep ul2prep insp ul2prep; echo ${COMPREPLY[@]}",
      ]
    ).wait()
    #expect(completed.text == "inspect\n", "\(completed.errors)")
    let commands = try ul2prep(["--help"]).text.matches(of: #/\n  ([a-z]+)  /#).map(\.output.1)
    let pages = try listDirectory(share + "man/man1")
    #expect(pages == (["ul2prep.1"] + commands.map { "ul2prep-\($0).1" }).sorted())
    #expect(try run(["--uninstall"]).status == 0)
    #expect(try hashes(below: scratch("root")).isEmpty)
  }

  @Test("The manual says what --help says")
  func manual() throws {
    try makeDirectories(scratch("man"))
    #expect(try ul2prep(["manual", scratch("man")]).status == 0)
    let page = String(decoding: try readFile(scratch("man/ul2prep-inspect.1")), as: UTF8.self)
    for line in [
      ".SH \"NAME\"\nul2prep-inspect \\- ", "\\fB\\-\\-count\\fR \\fInumber\\fR\n",
      ".EX\nul2prep inspect out/shards \\-\\-row 0\n", "\\fB65\\fR\nToo much bad input.\n",
    ] {
      #expect(page.contains(line), "\(line)")
    }
    guard exists("/usr/bin/mandoc") else { return }
    for name in try listDirectory(scratch("man")) {
      let check = try Command(
        "/usr/bin/mandoc", ["-T", "lint", "-W", "error", scratch("man/" + name)]
      ).wait()
      #expect(check.status == 0, "\(check.text)")
    }
  }
}
