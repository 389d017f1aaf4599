/// Files that are opened when they are read.
import Glibc
import Synchronization
import TestSupport
import Testing
import UL2Core

@Suite struct FileOnDemandTests {
  private let directory = TemporaryDirectory()

  private func open(_ count: Int, _ files: OpenFiles) throws -> [FileOnDemand] {
    try (0..<count).map { i in
      try directory.write([UInt8](repeating: UInt8(i), count: 100 + i), "\(i)")
      return try FileOnDemand(directory("\(i)"), among: files)
    }
  }

  private func read(_ file: FileOnDemand, at offset: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 1000)
    let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: offset) }
    return Array(bytes[..<count])
  }

  @Test func fewOpenAtATime() throws {
    let files = OpenFiles(limit: 5)
    var all = try open(40, files)
    #expect(files.count == 5)
    for step in 0..<400 {
      let i = step * 7 % 40
      #expect(all[i].size == 100 + i)
      #expect(try read(all[i], at: 10) == [UInt8](repeating: UInt8(i), count: 90 + i))
      #expect(files.count <= 5)
    }
    all.removeLast(39)
    #expect(files.count <= 1)
    all.removeAll()
    #expect(files.count == 0)
  }

  @Test func whatIsUsedStaysOpen() throws {
    let files = OpenFiles(limit: 4)
    let all = try open(30, files)
    // The first is read between any two others: it need not be opened again, which would now fail.
    _ = try read(all[0], at: 0)
    try removeFile(directory("0"))
    for i in 1..<30 {
      _ = try read(all[i], at: 0)
      #expect(try read(all[0], at: 0).count == 100)
    }
  }

  @Test func manyThreads() throws {
    let files = OpenFiles(limit: 3)
    let all = try open(20, files)
    let wrong = Mutex(0)
    let threads = (0..<8).compactMap { thread in
      startThread {
        for step in 0..<2000 {
          let i = (step * (thread + 3) + thread) % 20
          var byte: UInt8 = 255
          let count = try? withUnsafeMutableBytes(of: &byte) { try all[i].read(into: $0, at: i) }
          if count != 1 || byte != UInt8(i) { wrong.withLock { $0 += 1 } }
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(wrong.withLock { $0 } == 0)
    for file in all { _ = try read(file, at: 0) }
    #expect(files.count <= 3)
  }

  @Test func anotherFileOfThatName() throws {
    let files = OpenFiles(limit: 1)
    let all = try open(2, files)
    try directory.write([1, 2, 3], "new")
    try rename(directory("new"), to: directory("0"))
    let problem = #expect(throws: Problem.self) { try read(all[0], at: 0) }
    #expect(problem?.problem == "the file has changed since it was first opened")
    #expect(try read(all[1], at: 100) == [1])
  }
}
