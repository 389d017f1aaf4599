/// Cut short or changed at every byte: a `Problem`, never a trap.
import TestSupport
import Testing
import UL2Stores

@Suite struct DamageTests {
  private let directory = TemporaryDirectory()
  private let data: [UInt8]
  private let indexBytes: [UInt8]

  init() throws {
    var writer = try IndexedDatasetWriter(directory("a"), type: .uint16)
    for i in 0..<6 { try writer.add((0..<Int32(i)).map { $0 * 1000 }) }
    _ = try writer.publish()
    data = try readFile(directory("a.bin"))
    indexBytes = try readFile(directory("a.idx"))
  }

  /// Reads all; the problem, if any.
  private func read() -> Problem? {
    do throws(Problem) {
      _ = try allTokens(IndexedDataset(directory("a")))
      return nil
    } catch {
      return error
    }
  }

  @Test func indexCutShort() throws {
    for length in indexBytes.indices {
      try directory.write(Array(indexBytes[..<length]), "a.idx")
      let problem = try #require(read(), "\(length) bytes")
      #expect(problem.path == directory("a.idx") && problem.kind == .badInput)
    }
  }

  @Test func dataCutShort() throws {
    for length in data.indices {
      try directory.write(Array(data[..<length]), "a.bin")
      let problem = try #require(read(), "\(length) bytes")
      #expect(problem.path == directory("a.bin") && problem.got == "\(length) bytes")
    }
  }

  @Test func missingFiles() throws {
    try removeFile(directory("a.bin"))
    #expect(read()?.kind == .noInput)
    #expect(read()?.path == directory("a.bin"))
  }

  @Test func everyByteOfTheIndexChanged() throws {
    for place in indexBytes.indices {
      for change: UInt8 in [0x01, 0x10, 0x80, 0xFF] {
        var changed = indexBytes
        changed[place] ^= change
        try directory.write(changed, "a.idx")
        if let problem = read() {
          #expect(problem.path?.hasPrefix(directory("a.")) == true)
        } else {
          // The type, and what follows the count of sequences, can change and still make sense: hashes in manifests
          // detect that.
          #expect(place == 17 || place >= 26, "byte \(place)")
        }
      }
    }
  }
}
