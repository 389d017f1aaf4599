/// Shards and indexes that are cut short or changed: a `Problem` with its place, never a trap.
import TestSupport
import Testing
import UL2Shards

@Suite struct DamageTests {
  /// Reads all there is; the problem, if any.
  private func readAll(_ path: String, checkingHashes: Bool = false) -> Problem? {
    do throws(Problem) {
      let dataset = try MDSDataset(path)
      for entry in dataset.index.shards {
        let shard = try MDSShard(entry, directory: path, checkingHashes: checkingHashes)
        try shard.checkLayout()
        for i in 0..<shard.count {
          let sample = try shard.sample(i)
          for column in entry.format.columns { _ = sample.integers(inColumn: column.name) }
        }
      }
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [("plain", "shard.00000.mds"), ("zstd", "shard.00002.mds.zstd")])
  func cutShortAnywhere(_ name: String, _ file: String) throws {
    let directory = TemporaryDirectory()
    try directory.copy(fixture("mds/" + name))
    let bytes = try readFile(fixture("mds/\(name)/\(file)"))
    let step = max(1, bytes.count / 150)
    for length in stride(from: 0, to: bytes.count, by: step) {
      try directory.write(Array(bytes[..<length]), file)
      let problem = try #require(readAll(directory.path))
      #expect(problem.path == directory(file) && problem.got == "\(length) bytes")
    }
  }

  /// Cut short, and the index agrees.
  @Test(arguments: [("tokens", "shard.00001.mds"), ("zstd", "shard.00002.mds.zstd")])
  func cutShortWithTheIndex(_ name: String, _ file: String) throws {
    let directory = TemporaryDirectory()
    let bytes = try readFile(fixture("mds/\(name)/\(file)"))
    let index = try MDSIndex(directory: fixture("mds/" + name))
    var entry = try #require(index.shards.first { ($0.zip ?? $0.raw).name == file })
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 150)) {
      try directory.write(Array(bytes[..<length]), file)
      if entry.zip != nil { entry.zip?.bytes = length } else { entry.raw.bytes = length }
      #expect(throws: Problem.self, "\(length) bytes") {
        try MDSShard(entry, directory: directory.path).checkLayout()
      }
    }
  }

  /// As long as the index says, but the shard's own numbers are false.
  @Test func changedAnywhere() throws {
    for (name, file) in [
      ("plain", "shard.00000.mds"), ("zstd", "shard.00002.mds.zstd"), ("tokens", "shard.00001.mds"),
    ] {
      let directory = TemporaryDirectory()
      try directory.copy(fixture("mds/" + name))
      let bytes = try readFile(fixture("mds/\(name)/\(file)"))
      var random = CounterRandom(key: 7)
      for _ in 0..<400 {
        var changed = bytes
        // Half of them where the numbers are.
        let end = random.below(2) == 0 ? min(600, bytes.count) : bytes.count
        let place = random.below(end)
        changed[place] ^= UInt8(1 + random.below(255))
        try directory.write(changed, file)
        if let problem = readAll(directory.path) { #expect(problem.path != nil) }
        if name != "plain" {
          // With a hash, every change is detected.
          let problem = readAll(directory.path, checkingHashes: true)
          #expect(problem?.path?.contains(file) == true, "byte \(place)")
        }
      }
    }
  }

  @Test func extremeNumbersInTheHeader() throws {
    let directory = TemporaryDirectory()
    try directory.copy(fixture("mds/tokens"))
    let file = "shard.00000.mds"
    let bytes = try readFile(fixture("mds/tokens/" + file))
    for place in stride(from: 0, to: 20, by: 4) {
      for value: [UInt8] in [
        [0, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127], [1, 0, 0, 0],
      ] {
        var changed = bytes
        changed.replaceSubrange(place..<place + 4, with: value)
        try directory.write(changed, file)
        let problem = try #require(readAll(directory.path), "\(value) at \(place)")
        #expect(problem.path == directory(file) && problem.place != nil)
      }
    }
  }

  @Test func changedIndexes() throws {
    for name in ["plain", "zstd", "tokens"] {
      let directory = TemporaryDirectory()
      try directory.copy(fixture("mds/" + name))
      let bytes = try readFile(fixture("mds/\(name)/index.json"))
      var random = CounterRandom(key: 11)
      for round in 0..<200 {
        var changed = bytes
        if round % 5 == 0 {
          changed.removeLast(1 + random.below(bytes.count))
        } else if round % 5 == 1 {
          // A digit into another one: other sizes, counts, shapes.
          let digits = bytes.indices.filter { bytes[$0] &- 0x30 < 10 }
          changed[digits[random.below(digits.count)]] = UInt8(0x30 + random.below(10))
        } else {
          changed[random.below(bytes.count)] = UInt8(random.below(256))
        }
        try directory.write(changed, "index.json")
        if let problem = readAll(directory.path) { #expect(problem.path != nil) }
      }
    }
  }

  /// A regression test: counts and sizes were multiplied as they were.
  @Test(arguments: [
    "\"samples\": 9223372036854775807", "\"samples\": 4294967296", "\"samples\": -1",
    "\"samples\": 1e3", "\"samples\": 99999999999999999999",
  ])
  func absurdCounts(_ text: String) throws {
    let directory = TemporaryDirectory()
    try directory.copy(fixture("mds/tokens"))
    let index = String(decoding: try readFile(fixture("mds/tokens/index.json")), as: UTF8.self)
    let range = try #require(index.firstRange(of: "\"samples\": 3"))
    try directory.write(
      Array(index.replacingCharacters(in: range, with: text).utf8), "index.json")
    let problem = try #require(readAll(directory.path))
    #expect(problem.path == directory("index.json") && problem.place == "shards[0]")
  }

  /// A frame that claims as much as the index says takes no memory.
  @Test func absurdSizeOfAFrame() throws {
    let directory = TemporaryDirectory()
    try directory.copy(fixture("mds/zstd"))
    var index = String(decoding: try readFile(fixture("mds/zstd/index.json")), as: UTF8.self)
    let start = try #require(index.firstRange(of: "\"raw_data\": "))
    let bytes = try #require(index[start.upperBound...].firstRange(of: "\"bytes\": "))
    let end = try #require(index[bytes.upperBound...].firstIndex(of: ","))
    index.replaceSubrange(bytes.upperBound..<end, with: "1152921504606846976")
    try directory.write(Array(index.utf8), "index.json")
    // A frame header: magic, 8-byte content size, 2^60.
    var frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0x10]
    frame += [UInt8](repeating: 0, count: 1191 - frame.count)
    try directory.write(frame, "shard.00000.mds.zstd")
    let problem = try #require(readAll(directory.path))
    #expect(problem.path == directory("index.json"))
  }

  @Test(arguments: ["/etc/passwd", "../x.mds", "a/../../x.mds"])
  func namesDoNotLeaveTheDirectory(_ name: String) throws {
    let directory = TemporaryDirectory()
    try directory.copy(fixture("mds/tokens"))
    let index = String(decoding: try readFile(fixture("mds/tokens/index.json")), as: UTF8.self)
    let range = try #require(index.firstRange(of: "shard.00000.mds"))
    try directory.write(
      Array(index.replacingCharacters(in: range, with: name).utf8), "index.json")
    #expect(readAll(directory.path)?.place == "shards[0]")
  }
}

extension String {
  func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    var copy = self
    copy.replaceSubrange(range, with: text)
    return copy
  }
}
