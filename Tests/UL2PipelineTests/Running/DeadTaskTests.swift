/// Leftovers of killed tasks in an output are removed; files that may still be written stay.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Directories of dead tasks")
struct DeadTaskTests {
  private let scratch = TemporaryDirectory()

  @Test("Only those of dead processes on this machine, locked or not")
  func removed() throws {
    let first = OutputDirectory(scratch("output"), configuration: ["command": "test"])
    _ = try first.begin(overwrite: false)
    let lines = String(decoding: try readFile(first.scratch("host")), as: UTF8.self)
      .split(separator: "\n")
    try #require(lines.count == 2)
    // None of them holds a lock, as where the file system has none. No process has the largest number.
    let others = [
      "alive": "\(lines[0])\n1\n", "dead": "\(lines[0])\n\(Int32.max)\n",
      "elsewhere": "not \(lines[0])\n\(Int32.max)\n", "earlier": "\(lines[0])", "empty": "",
    ]
    for (name, host) in others {
      try makeDirectories(scratch("output/.ul2prep/\(name)"))
      try AtomicFile.write(Array(host.utf8), to: scratch("output/.ul2prep/\(name)/host"))
    }
    let second = OutputDirectory(scratch("output"), configuration: ["command": "test"])
    _ = try second.begin(overwrite: false)
    #expect(exists(first.scratch("")), "a task of this very process")
    for name in others.keys {
      #expect(exists(scratch("output/.ul2prep/\(name)")) == (name != "dead"), "\(name)")
    }
  }
}
