/// Killed tasks, failing calls, power cuts and flipped bits, at random points, a few of each. `make crash` tries
/// them all.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Killed tasks")
struct CrashTests {
  @Test("The next task finishes the output, with the same bytes")
  func short() throws {
    let result = try Command(
      "/usr/bin/env",
      // The same points in each run, so that findings can be reproduced.
      ["python3", repositoryRoot + "/Scripts/crash", "--short", "--seed", "1"],
      environment: ["UL2PREP_BINARY": programPath]
    ).wait()
    #expect(result.status == 0, "\(result.text)\(result.errors)")
    for way in ["kills", "failures", "power cuts", "flips"] {
      #expect(result.lines.contains { $0.hasPrefix("\(way): pack: ") }, "\(way)")
    }
  }
}
