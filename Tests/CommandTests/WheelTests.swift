/// The wheel that `make wheel` makes, in an environment that has nothing else but NumPy.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("The wheel", .serialized, .enabled(if: Wheel.path != nil, "needs make wheel"))
struct WheelTests {
  /// Made here and not in a condition, for which all tests would wait.
  private func environment() throws -> String {
    guard let environment = Wheel.environment else { try Test.cancel("needs NumPy from PyPI") }
    return environment
  }

  /// Where pip puts the package.
  private func package() throws -> String {
    let result = try Command(
      try environment() + "/bin/python",
      ["-c", "import sysconfig; print(sysconfig.get_path('platlib'))"]
    ).wait()
    return result.lines[0] + "/ul2prep"
  }

  /// In a fresh environment, without the tests' settings for a library.
  private func run(_ arguments: [String]) throws -> CommandResult {
    try Command(
      "/usr/bin/env", ["-u", "UL2PREP_LIBRARY", "-u", "PYTHONPATH"] + arguments
    ).wait()
  }

  @Test("Installs with pip alone, and has one tag, which says what it needs")
  func installs() throws {
    let environment = try environment()
    let result = try run([
      environment + "/bin/pip", "install", "--quiet", "--no-index", try #require(Wheel.path),
    ])
    #expect(result.status == 0, "\(result.errors)")
    let library = try package() + "/libul2prep.so"
    let name = try #require(Wheel.path).split(separator: "/").last!
    let tag = try #require(name.firstMatch(of: /-py3-none-manylinux_(\d+)_(\d+)_\w+\.whl$/))
    let check = try run([
      repositoryRoot + "/Scripts/glibc-symbols", library, "\(tag.1).\(tag.2)",
    ])
    #expect(check.status == 0, "\(check.errors)")

    // The same library as from `make library`, symbols included, except for its glibc.
    let own = repositoryRoot + "/.build/library/libul2prep.so"
    if exists(own) {
      #expect(try defined(library) == defined(own))
      let refused = try run([repositoryRoot + "/Scripts/glibc-symbols", own, "2.28"])
      #expect(refused.status == 1)
      #expect(
        refused.errors.contains(
          /needs a later glibc, got \w+ of GLIBC_2\.\d+; expected GLIBC_2\.28/),
        "\(refused.errors)")
    }
  }

  private func defined(_ library: String) throws -> Set<String> {
    let names = try Command("/usr/bin/env", ["nm", "-D", "--defined-only", library]).wait()
    return Set(names.lines.compactMap { $0.split(separator: " ").last.map(String.init) })
  }

  @Test("pip install ./python builds the library first, and says if that fails")
  func building() throws {
    let (scratch, python) = (Scratch(), repositoryRoot + "/.venv-wheel/bin/python")
    expectSuccess(
      try Command("/usr/bin/env", ["cp", "-r", repositoryRoot + "/python", scratch("python")])
        .wait())
    let library = scratch("Scripts/library")
    func wheel(_ folder: String) throws -> CommandResult {
      // `sh` in Swift's place.
      try Command(
        "/usr/bin/env",
        [
          "-u", "UL2PREP_LIBRARY", "SWIFT=sh", python, "-m", "pip", "wheel", "--quiet", "--no-deps",
          "--no-build-isolation", "--wheel-dir", scratch(folder), scratch("python"),
        ]
      ).wait()
    }
    try scratch.write(
      "#!/bin/sh\ncd \(scratch.path) && mkdir -p .build/library && echo made >.build/library/libul2prep.so\n",
      to: "Scripts/library")
    #expect(chmod(library, 0o755) == 0)
    expectSuccess(try wheel("good"))
    let made = try #require(try listDirectory(scratch("good")).first)
    #expect(made.hasPrefix("ul2prep-0.1.0-py3-none-linux_"))
    let content = try Command(
      python, ["-m", "zipfile", "-e", scratch("good/" + made), scratch("content")]
    ).wait()
    expectSuccess(content)
    #expect(try readFile(scratch("content/ul2prep/libul2prep.so")) == Array("made\n".utf8))

    try scratch.write("#!/bin/sh\nexit 3\n", to: "Scripts/library")
    let failed = try wheel("bad")
    #expect(failed.status != 0)
    #expect(failed.errors.contains("\(library): failed (make setup"), "\(failed.errors)")
  }

  @Test("The README's Python runs, from shards and their plan, across a stop")
  func readme() throws {
    let environment = try environment()
    let scratch = Scratch()
    let (shards, plan) = (scratch("shards"), scratch("plan"))
    let amount = ["--total-tokens", "600K"]
    expectSuccess(
      try ul2prep(packing(.bpe, to: shards) + ["--shard-size", "320KiB"] + amount))
    expectSuccess(
      try ul2prep(
        ["plan", "--mixture", "openmoe", "--tokens", Model.bpe.stores, "--output", plan] + amount))
    let installed = try run([
      environment + "/bin/pip", "install", "--quiet", "--no-index", try #require(Wheel.path),
    ])
    #expect(installed.status == 0, "\(installed.errors)")
    let result = try run([
      environment + "/bin/python", repositoryRoot + "/Tests/Python/test_installed.py", shards, plan,
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines.count == 3 && result.lines.allSatisfy { $0.hasSuffix(": as expected") })
  }
}

/// The wheel, and an environment that it is installed into, with NumPy and pip; made once.
private enum Wheel {
  static let path: String? = {
    let folder = repositoryRoot + "/.build/wheel"
    let name = (try? listDirectory(folder))?.first { $0.hasSuffix(".whl") }
    return name.map { folder + "/" + $0 }
  }()

  static let environment: String? = {
    guard path != nil else { return nil }
    let place = sharedScratch() + "/environment"
    for arguments in [
      ["python3", "-m", "venv", place],
      [place + "/bin/pip", "install", "--quiet", "--disable-pip-version-check", "numpy"],
    ] {
      guard let made = try? Command("/usr/bin/env", arguments).wait(), made.status == 0 else {
        return nil
      }
    }
    return place
  }()
}
