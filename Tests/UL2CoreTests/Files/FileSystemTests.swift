import Testing
import UL2Core

@Suite("Paths and files")
struct FileSystemTests {
  @Test("Paths are joined, cut and normalised")
  func paths() {
    #expect(joined("a", "b") == "a/b")
    #expect(joined(".", "b") == "b")
    #expect(joined("a/", "/b") == "/b")
    #expect(directoryName("a/b") == "a")
    #expect(directoryName("b") == ".")
    #expect(directoryName("/b") == "/")
    #expect(baseName("a/b/") == "b")
    #expect(normalized("mixtures/../fixtures/c4") == "fixtures/c4")
    #expect(normalized("../../a/./b") == "../../a/b")
    #expect(normalized("/a/../b") == "/b")
    #expect(normalized("a/..") == ".")
  }

  @Test("An atomic file appears when published, and leaves nothing otherwise")
  func atomicFile() throws {
    let path = "/tmp/ul2prep-atomic-\(UInt64.random(in: 0...(.max)))"
    defer { try? removeFile(path) }
    do {
      let file = try AtomicFile(path)
      try file.content.write([1, 2])
      #expect(!exists(path) && exists(path + ".tmp"))
    }
    #expect(!exists(path) && !exists(path + ".tmp"))
    var writer = try FileWriter(path)
    try writer.write([1, 2])
    try writer.write([3, 4])
    let facts = try writer.publish()
    #expect(try readFile(path) == [1, 2, 3, 4])
    #expect(facts.bytes == 4 && facts.xxh3 == xxh3([1, 2, 3, 4]))
    #expect(try xxh3(ofFile: path) == facts.xxh3)
  }

  @Test("Problems print on one line, with path, place and what to do")
  func problems() {
    let problem = Problem(
      .badInput, "bad value", path: "a.json", place: "3", got: "x\u{1B}[31m\n", expected: "y",
      fix: "do z")
    #expect("\(problem)" == "a.json:3: bad value, got x\\x1b[31m\\x0a; expected y (do z)")
    #expect("\(Problem(.usage, "no").at("p", place: "q"))" == "p:q: no")
    #expect(nearestName(to: "causl", among: ["causal", "prefix_lm"]) == "causal")
    #expect(nearestName(to: "zzzzz", among: ["causal", "prefix_lm"]) == nil)
  }

  @Test("Several tasks can remove one directory at once")
  func removedTogether() async throws {
    let root = "/tmp/ul2prep-removed-\(UInt64.random(in: 0...(.max)))"
    for _ in 0..<20 {
      for i in 0..<8 {
        try makeDirectories("\(root)/\(i)/a")
        for j in 0..<8 { try createEmptyFile("\(root)/\(i)/a/\(j)") }
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 { group.addTask { try removeTree(root) } }
        try await group.waitForAll()
      }
      #expect(!exists(root))
    }
  }
}
