/// A trainer's dependencies: UL2Data and the targets below it need zstd and xxhash, and neither Foundation nor
/// Dispatch, in which a forked child hangs.
import TestSupport
import Testing
import UL2Pipeline

@Suite("A trainer's dependencies")
struct DependencyTests {
  @Test("UL2Data depends only on the allowed targets")
  func targets() throws {
    let closure = PackageTarget.closure(of: "UL2Data", in: try PackageTarget.all())
    #expect(closure.count >= 6)
    #expect(TrainerRules.refused(closure: closure) == [])
  }

  @Test("The C library is UL2Data, its header and a gate for forks")
  func library() throws {
    let all = try PackageTarget.all()
    let data = Set(PackageTarget.closure(of: "UL2Data", in: all).map(\.name))
    let own = PackageTarget.closure(of: "UL2C", in: all).map(\.name).filter { !data.contains($0) }
    #expect(Set(own) == ["UL2C", "CUL2Prep", "CForkGate"])
  }

  @Test("No source of UL2Data, the C library or below imports anything else")
  func imports() throws {
    let targets = try PackageTarget.all()
    var files = 0
    for target in PackageTarget.closure(of: "UL2C", in: targets)
    where target.name.hasPrefix("UL2") {
      let below = Set(PackageTarget.closure(of: target.name, in: targets).map(\.name))
      for path in try sources(below: "\(repositoryRoot)/Sources/\(target.name)") {
        files += 1
        let text = String(decoding: try readFile(path), as: UTF8.self)
        #expect(TrainerRules.refused(source: text, targets: below) == [], "\(path)")
      }
    }
    #expect(files > 50)
  }

  @Test("The example trainer needs no library but zstd and xxhash")
  func libraries() throws {
    let program = directoryName(testsPath) + "/rows-example"
    let dynamic = try Command("/usr/bin/env", ["readelf", "-d", program]).wait().text
    let needed = TrainerRules.neededLibraries(dynamic)
    #expect(needed.contains { $0.hasPrefix("libzstd.so") })
    #expect(TrainerRules.refused(dynamic: dynamic) == [])
    let symbols = try Command("/usr/bin/env", ["readelf", "--dyn-syms", "--wide", program]).wait()
      .text
    #expect(TrainerRules.undefinedSymbols(symbols).contains { $0.hasPrefix("ZSTD_") })
    #expect(TrainerRules.refused(symbols: symbols) == [])
  }

  @Test("An added import is detected")
  func violations() {
    let dynamic = """
       0x0000000000000001 (NEEDED)             Shared library: [libzstd.so.1]
       0x0000000000000001 (NEEDED)             Shared library: [libswiftCore.so]
       0x0000000000000001 (NEEDED)             Shared library: [libcurl.so.4]
       0x0000000000000001 (NEEDED)             Shared library: [libdispatch.so]
       0x0000000000000001 (NEEDED)             Shared library: [libFoundationEssentials.so]
       0x000000000000001d (RUNPATH)            Library runpath: [/opt/swift/usr/lib]
      """
    #expect(
      TrainerRules.refused(dynamic: dynamic)
        == ["libcurl.so.4", "libdispatch.so", "libFoundationEssentials.so"])
    let symbols = """
         Num:    Value          Size Type    Bind   Vis      Ndx Name
           3: 0000000000000000     0 FUNC    GLOBAL DEFAULT  UND ZSTD_decompress
           7: 0000000000000000     0 FUNC    GLOBAL DEFAULT  UND dispatch_async@VERS_1 (2)
           8: 0000000000000000     0 FUNC    GLOBAL DEFAULT  UND swift_task_create
          12: 0000000000431c10    20 FUNC    GLOBAL DEFAULT   15 swift_task_own
      """
    #expect(TrainerRules.refused(symbols: symbols) == ["dispatch_async", "swift_task_create"])
    let source = """
      /// A string with "import Nothing".
      import CZstd
      @preconcurrency import Foundation
      @_exported import UL2Core
      package import struct Dispatch.DispatchTime
      import Glibc; import FoundationEssentials
      import Synchronization
      let text = "import Nonsense"
      """
    #expect(
      TrainerRules.refused(source: source, targets: ["UL2Core", "CZstd"])
        == ["Foundation", "Dispatch", "FoundationEssentials"])
    let targets = [
      PackageTarget(name: "UL2Data", dependencies: ["UL2Shards", "UL2Core"]),
      PackageTarget(name: "UL2Shards", dependencies: ["UL2Core", "CZstd", "Logging"]),
      PackageTarget(name: "UL2Core", dependencies: ["CXXHash", "CCurl"]),
      PackageTarget(name: "UL2Corpus", dependencies: ["CArchive"]),
    ]
    let refused = TrainerRules.refused(
      closure: PackageTarget.closure(of: "UL2Data", in: targets))
    #expect(Set(refused) == ["Logging", "CCurl"])
  }

  private func sources(below directory: String) throws -> [String] {
    try listDirectory(directory).flatMap { name throws -> [String] in
      let path = joined(directory, name)
      if isDirectory(path) { return try sources(below: path) }
      return name.hasSuffix(".swift") ? [path] : []
    }
  }
}
