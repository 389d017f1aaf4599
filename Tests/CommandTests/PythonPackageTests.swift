/// The Python package, over the program's shards and plans: `Tests/Python/test_package.py` and those beside it.
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

  /// Shards, those with every column, compressed ones, and the plan of all of them.
  private func paths() throws -> [String] {
    let amount = ["--total-tokens", "600K"]
    let packed = [
      ("shards", ["none"]), ("full", ["none", "--columns", "full"]), ("zstd", ["zstd"]),
    ]
    for (output, compression) in packed {
      let options = ["--shard-size", "320KiB", "--compression"] + compression
      expectSuccess(try ul2prep(try packing(.bpe, to: scratch(output)) + options + amount))
    }
    let planning = ["plan", "--mixture", "openmoe", "--tokens", try Model.bpe.stores]
    expectSuccess(try ul2prep(planning + amount + ["--output", scratch("plan")]))
    return ["shards", "full", "zstd", "plan"].map { scratch($0) }
  }

  @Test("Rows, samples and batches, with and without the library, from shards and their plan")
  func package() throws {
    let paths = try paths()
    for (file, paths, count) in [
      ("test_package.py", [paths[0], paths[2], paths[3]], 8),
      ("test_loader.py", [paths[0], paths[2], paths[3]], 2),
      ("test_processes.py", [paths[0], paths[2], paths[3]], 3),
      ("test_samples.py", [paths[0], paths[2], paths[3]], 7), ("test_numpy.py", paths, 7),
      ("test_masks.py", [paths[0], paths[1]], 6), ("test_remote.py", [paths[0], paths[2]], 5),
      ("test_cache.py", [paths[0], paths[2]], 5),
      ("test_forms.py", [paths[0], paths[1]], 5), ("test_trainers.py", [paths[0]], 7),
    ] {
      let result = try Command(
        python, [repositoryRoot + "/Tests/Python/" + file] + paths,
        environment: ["UL2PREP_LIBRARY": libraryPath]
      ).wait()
      #expect(result.status == 0, "\(file): \(result.errors)")
      #expect(
        result.lines.count == count && result.lines.allSatisfy { $0.hasSuffix(": as expected") })
    }
  }

  @Test("A reader written from docs/formats.md alone reads what the program and the package do")
  func formats() throws {
    let amount = ["--total-tokens", "100K", "--seq-length", "256"]
    for (output, options) in [
      ("shards", ["--compression", "none", "--shard-size", "64KiB"]),
      ("zstd", ["--compression", "zstd", "--shard-size", "64KiB"]),
      ("full", ["--compression", "none", "--columns", "full"]),
    ] {
      expectSuccess(try ul2prep(try packing(.bpe, to: scratch(output)) + options + amount))
    }
    let stores = try Model.bpe.stores
    let planning = [
      "plan", "--mixture", "openmoe", "--tokens", stores, "--output", scratch("plan"),
    ]
    expectSuccess(try ul2prep(planning + amount))
    let result = try Command(
      python,
      [repositoryRoot + "/Tests/Python/read_formats.py", stores]
        + ["shards", "zstd", "full", "plan"].map { scratch($0) },
      environment: ["UL2PREP_LIBRARY": libraryPath, "UL2PREP_BINARY": programPath]
    ).wait()
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines.filter { $0.hasSuffix(": as expected") }.count == 3)
  }
}
