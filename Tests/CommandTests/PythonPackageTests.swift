/// The Python package, over what the program packs and plans: `Tests/Python/test_package.py`.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

private let python = repositoryRoot + "/.venv/bin/python"

/// Where libul2prep.so is: `UL2PREP_LIBRARY`, else where `make library` puts it.
private let libraryPath =
  getenv("UL2PREP_LIBRARY").map { String(cString: $0) } ?? repositoryRoot + "/.build/library"

@Suite(
  "The Python package",
  .enabled(
    if: exists(python) && exists(libraryPath + "/libul2prep.so"),
    "needs make library, python3 -m venv .venv && .venv/bin/pip install -r Tests/Python/requirements.txt"
  ))
struct PythonPackageTests {
  private let scratch = Scratch()

  @Test("Rows are those that NumPy reads, over shards and their plan, on any number of ranks")
  func package() throws {
    let (shards, compressed, plan) = (scratch("shards"), scratch("zstd"), scratch("plan"))
    let amount = ["--total-tokens", "600K"]
    for (output, compression) in [(shards, "none"), (compressed, "zstd")] {
      let options = ["--compression", compression, "--shard-size", "320KiB"]
      expectSuccess(try ul2prep(try packing(.bpe, to: output) + options + amount))
    }
    let planning = ["plan", "--mixture", "openmoe", "--tokens", try Model.bpe.stores]
    expectSuccess(try ul2prep(planning + amount + ["--output", plan]))
    let result = try Command(
      python,
      [repositoryRoot + "/Tests/Python/test_package.py", shards, compressed, plan],
      environment: ["UL2PREP_LIBRARY": libraryPath]
    ).wait()
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines.count == 10 && result.lines.allSatisfy { $0.hasSuffix(": as expected") })
  }
}
