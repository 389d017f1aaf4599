/// libul2prep.so, as `Scripts/library` links it: its exports and needs, and a C program that calls all of it over the
/// program's shards.
import Glibc
import TestSupport
import Testing
import UL2Data
import UL2Pipeline

/// Where libul2prep.so and its header are: `UL2PREP_LIBRARY`, else where `make library` puts them.
private let libraryPath =
  getenv("UL2PREP_LIBRARY").map { String(cString: $0) } ?? repositoryRoot + "/.build/library"

@Suite("The C library", .enabled(if: exists(libraryPath + "/libul2prep.so"), "make library"))
struct CLibraryTests {
  private static let built = Result { try Built() }

  /// The compiled test program, and rows for it.
  private struct Built {
    let scratch = Scratch()
    let program: String
    let shards, compressed, plan: String

    init() throws {
      program = scratch("library-test")
      let sources = try listDirectory(repositoryRoot + "/Tests/Library").filter {
        $0.hasSuffix(".c")
      }
      try compile(sources.map { "\(repositoryRoot)/Tests/Library/\($0)" }, to: program)
      (shards, compressed, plan) = (scratch("shards"), scratch("zstd"), scratch("plan"))
      let amount = ["--total-tokens", "600K"]
      for arguments in [
        try packing(.bpe, to: shards) + ["--compression", "none"],
        try packing(.bpe, to: compressed) + ["--compression", "zstd"],
      ] {
        expectSuccess(try ul2prep(arguments + amount + ["--shard-size", "320KiB"]))
      }
      expectSuccess(
        try ul2prep(
          ["plan", "--mixture", "openmoe", "--tokens", Model.bpe.stores] + amount
            + ["--output", plan]))
    }

    func run(_ arguments: [String]) throws -> CommandResult {
      let result = try Command(program, arguments).wait()
      #expect(result.status == 0, "\(arguments): \(result.errors)")
      return result
    }
  }

  private static func compile(_ sources: [String], to program: String) throws {
    let result = try Command(
      "/usr/bin/env",
      [
        "clang", "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-pthread", "-I", libraryPath,
      ] + sources + ["-L", libraryPath, "-lul2prep", "-Wl,-rpath," + libraryPath, "-o", program]
    ).wait()
    guard result.status == 0 else {
      throw Problem(.readWrite, "does not compile", got: result.errors)
    }
  }

  @Test("Exports only its interface, under a version, and needs only the C library")
  func symbols() throws {
    let library = libraryPath + "/libul2prep.so"
    let defined = try Command("/usr/bin/env", ["nm", "-D", "--defined-only", library]).wait()
    let names = defined.lines.compactMap { $0.split(separator: " ").last.map(String.init) }
    let header = String(decoding: try readFile(libraryPath + "/ul2prep.h"), as: UTF8.self)
    let declared = header.matches(of: /UL2PREP_API [^;(]*?\b(ul2prep_\w+)\(/).map { String($0.1) }
    #expect(declared.count == 18)
    #expect(
      Set(names) == Set(declared.map { $0 + "@@UL2PREP_1" }), "\(names)")
    let dynamic = try Command("/usr/bin/env", ["readelf", "-d", library]).wait().text
    #expect(
      Set(TrainerRules.neededLibraries(dynamic)).isSubset(of: [
        "libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "libstdc++.so.6",
        "libgcc_s.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1",
      ]), "\(dynamic)")
    let undefined = try Command("/usr/bin/env", ["readelf", "--dyn-syms", "--wide", library]).wait()
    #expect(TrainerRules.refused(symbols: undefined.text) == [])
  }

  @Test("Its header is C++ as well")
  func header() throws {
    let result = try Command(
      "/usr/bin/env",
      [
        "clang", "-x", "c++", "-std=c++17", "-Wall", "-Wextra", "-pedantic", "-Werror",
        "-fsyntax-only", libraryPath + "/ul2prep.h",
      ]
    ).wait()
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test(
    "Every array has the rows that Swift reads, from shards and from their plan", arguments: [0, 1])
  func rows(_ form: Int) throws {
    let built = try Self.built.get()
    let shards = try built.run(["dump", built.shards, "\(form)"]).output
    for path in [built.compressed, built.plan] {
      #expect(try built.run(["dump", path, "\(form)"]).output == shards, "\(path)")
    }
    let data = try Dataset(built.shards)
    let expected = CLibraryDump.expected(try data.rows(at: 0..<data.count), form: form)
    #expect(data.count > 250 && shards.count == expected.count)
    #expect(shards == expected)
  }

  @Test("Batches are the same for any number of ranks, across stops, from plan and shards")
  func loaders() throws {
    let built = try Self.built.get()
    _ = try built.run(["loaders", built.shards, built.plan])
    _ = try built.run(["loaders", built.compressed, built.plan])
  }

  @Test("No argument stops the process")
  func refusals() throws {
    let built = try Self.built.get()
    _ = try built.run(["refusals", built.shards, built.plan, fixture("mds/tokens")])
  }

  @Test("Masks of every form agree with those of every query and key")
  func masks() throws {
    _ = try Self.built.get().run(["masks", try Self.built.get().shards])
  }

  @Test("Threads read at once what does not stay in the cache")
  func threads() throws {
    let built = try Self.built.get()
    for path in [built.shards, built.compressed, built.plan] {
      _ = try built.run(["threads", path])
    }
  }

  @Test("A fork while other threads are inside calls gives a working child")
  func forks() throws {
    let built = try Self.built.get()
    for path in [built.shards, built.compressed, built.plan] { _ = try built.run(["forks", path]) }
  }

  @Test("Damage is an error that names file and row")
  func damage() throws {
    let built = try Self.built.get()
    let scratch = Scratch()
    let copy = scratch("copy")
    _ = try Command("/usr/bin/env", ["cp", "-r", built.shards, copy]).wait()
    let shard = try #require(try files(below: copy).first { $0.hasSuffix(".mds") })
    var bytes = try readFile(joined(copy, shard))
    bytes[bytes.count / 2] ^= 1
    try AtomicFile.write(bytes, to: joined(copy, shard))
    let result = try Command(built.program, ["dump", copy, "0"]).wait()
    #expect(result.status == 1)
    #expect(result.errors.contains(shard) && result.errors.contains("hash"), "\(result.errors)")
  }

  @Test("The documentation's example compiles, and prints what Swift reads")
  func example() throws {
    let built = try Self.built.get()
    let scratch = Scratch()
    let page = String(decoding: try readFile(repositoryRoot + "/docs/library.md"), as: UTF8.self)
    let block = try #require(page.firstMatch(of: /(?s)```c\n(.*?)```/))
    try AtomicFile.write(Array(block.1.utf8), to: scratch("example.c"))
    try Self.compile([scratch("example.c")], to: scratch("example"))
    let result = try Command(scratch("example"), [built.plan]).wait()
    #expect(result.status == 0, "\(result.errors)")
    let data = try Dataset(built.plan)
    var loss = 0
    for row in try data.rows(at: 0..<data.count / 64 * 64) {
      for example in row.examples { loss += example.length - max(example.lossStart, 1) }
    }
    #expect(result.lines.last == "\(data.count / 64) batches, \(loss) labels")
  }
}
