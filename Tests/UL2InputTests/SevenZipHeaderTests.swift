/// Indexes of 7z archives that ask for more memory than the file can need.
import ReaderSupport
import TestSupport
import Testing
import UL2Input

@Suite("7z archives: limits on what they claim")
struct SevenZipHeaderTests {
  private let scratch = Scratch()

  /// An archive with this index after `packed`.
  private func archive(
    _ index: [UInt8], packed: [UInt8] = [1, 2, 3, 4], size: Int? = nil
  ) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let place = little(packed.count, 8) + little(size ?? index.count, 8) + crc(index)
    return SevenZipArchive.magic + [0, 4] + crc(place) + place + packed + index
  }

  private func crc(_ bytes: [UInt8]) -> [UInt8] {
    var value: UInt32 = .max
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return (0..<4).map { UInt8(truncatingIfNeeded: ~value >> (8 * UInt32($0))) }
  }

  private func problem(_ bytes: [UInt8]) throws -> Problem {
    let path = try scratch.write(bytes, to: "a.7z")
    return try #require(throws: Problem.self) {
      let archive = try Archive(LocalFile(path), .sevenZip)
      while let _ = try archive.next() {}
    }
  }

  /// One folder of one coder: packed bytes, its properties, unpacked bytes.
  private func streams(
    _ method: [UInt8], _ properties: [UInt8], packed: [UInt8] = [4], unpacked: [UInt8] = [100]
  ) -> [UInt8] {
    let coder = [UInt8(method.count) | 0x20] + method + [UInt8(properties.count)] + properties
    return [6, 0, 1, 9] + packed + [0, 7, 0x0B, 1, 0, 1] + coder + [0x0C] + unpacked + [0, 0]
  }

  private let million: [UInt8] = [0xE0, 0x40, 0x42, 0x0F]

  @Test("More of anything than the index has bytes")
  func counts() throws {
    let header: [[UInt8]] = [
      [1, 5] + million, [1, 4, 6, 0] + million, [1, 4, 6, 0, 1, 9, 4, 0, 7, 0x0B] + million + [0],
      [1, 4] + streams([0x21], [24]).dropLast() + [8, 0x0D] + million,
      [1, 4] + streams([0x21], [24]) + [5] + million,
    ]
    for index in header {
      let problem = try problem(archive(index))
      #expect(problem.problem == "the 7z archive asks for too much memory for its size")
      #expect(problem.got?.hasPrefix("1000000 ") == true)
      // Also where the index is said to continue beyond the file.
      for size in [1 << 40, -1, .max] {
        #expect(try self.problem(archive(index, size: size)).got == problem.got)
      }
    }
  }

  @Test("Names and times larger than what is left of the index")
  func properties() throws {
    let all = [UInt8](repeating: 0xFF, count: 9)
    for (size, got) in [(million, "1000000"), (all, "\(Int.max)")] as [([UInt8], String)] {
      for before in [[], [0x19, 2, 0, 0]] as [[UInt8]] {
        let problem = try problem(
          archive([1, 5, 1] + before + [0x11] + size + [0, 0x61, 0, 0, 0]))
        #expect(problem.problem == "the 7z archive asks for too much memory for its size")
        #expect(problem.got == "\(got) bytes of its files' names and times")
      }
    }
  }

  @Test("A coder's properties larger than what is left of the index")
  func coderProperties() throws {
    let index: [UInt8] = [1, 4, 6, 0, 1, 9, 4, 0, 7, 0x0B, 1, 0, 1, 0x21, 0x21] + million + [1]
    #expect(try problem(archive(index)).got == "1000000 bytes of a coder's properties")
  }

  @Test("Dictionaries larger than the packed bytes can fill")
  func dictionaries() throws {
    let large: [UInt8] = [0x5D, 0, 0, 0, 0xC0]
    for index in [
      [1, 4] + streams([3, 1, 1], large), [1, 4] + streams([0x21], [40]),
      [1, 4] + streams([3, 4, 1], [6, 0, 0, 0, 0x80]), [0x17] + streams([3, 1, 1], large),
    ] {
      let problem = try problem(archive(index))
      #expect(problem.problem == "the 7z archive asks for too much memory for its size")
      #expect(problem.got?.hasSuffix("MiB of memory for 4 packed bytes") == true)
    }
    // Ordinary ones are left to libarchive.
    let usual = try problem(
      archive([1, 4] + streams([3, 1, 1], [0x5D, 0, 0, 0, 4]) + [5, 1, 0, 0]))
    #expect(usual.problem.hasPrefix("damaged 7z archive"))
  }

  @Test("A damaged index is refused before libarchive reads it")
  func damaged() throws {
    for index in [[1, 4], [1, 4, 6], [0x17], [0x99], [1, 4, 6, 0, 1, 9]] as [[UInt8]] {
      #expect(try problem(archive(index)).problem.hasPrefix("damaged 7z archive"))
    }
  }

  @Test(
    "Archives made by 7-Zip are read", .enabled(if: realData != nil, "\(needsRealFiles)"),
    arguments: ["conlang.lzma2.7z", "conlang.ppmd.7z"])
  func real(name: String) throws {
    let archive = try Archive(
      LocalFile(realFile("derived/stackexchange/" + name)), .sevenZip)
    var members = 0
    while let _ = try archive.next() { members += 1 }
    #expect(members > 0)
  }
}
