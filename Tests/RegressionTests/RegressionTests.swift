/// Replays the findings of fuzzing (`Fuzz/Regressions/TARGET/*`) with the functions that found them.
import FuzzTargets
import TestSupport
import Testing
import UL2Core

@Suite("What fuzzing found")
struct RegressionTests {
  static let folder = repositoryRoot + "/Fuzz/Regressions"

  @Test("stays fixed", arguments: FuzzTarget.all.map(\.name))
  func replay(_ name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let directory = Self.folder + "/" + name
    // An empty input, and one of each length up to a few bytes, for targets that never had a bug.
    for length in 0..<16 { try target.run([UInt8](repeating: 0x30, count: length)) }
    guard isDirectory(directory) else { return }
    for file in try listDirectory(directory) {
      let bytes = try readFile(directory + "/" + file)
      do throws(Violation) {
        try target.run(bytes)
      } catch {
        Issue.record("\(name)/\(file): \(error)")
      }
    }
  }

  @Test(
    "begins with datasets that the C library reads",
    arguments: ["plan", "shards", "shards-zstd", "full", "full-zstd", "foreign"])
  func library(_ name: String) throws {
    let seed = try readFile(repositoryRoot + "/Fuzz/Corpus/library/" + name)
    #expect(try useLibrary(seed) > 0)
  }

  @Test("belongs to targets that exist") func names() throws {
    for name in try listDirectory(Self.folder) where isDirectory(Self.folder + "/" + name) {
      #expect(FuzzTarget.named(name) != nil, "Fuzz/Regressions/\(name)")
    }
  }
}
