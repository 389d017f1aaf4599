/// Datasets written by mosaicml-streaming, compared with the samples put into them.
import TestSupport
import Testing
import UL2Shards

@Suite struct FixtureTests {
  @Test(arguments: ["plain", "zstd", "tokens"])
  func everySampleReadsBack(_ name: String) throws {
    let dataset = try MDSDataset(fixture("mds/" + name))
    let samples = try #require(
      try JSONValue.parse(file: fixture("mds/\(name)/expect.json")).array)
    #expect(dataset.sampleCount == samples.count)
    for (i, sample) in samples.enumerated() {
      let found = try dataset.sample(at: i)
      let (shard, _) = dataset.locate(i)
      let columns = dataset.index.shards[shard].format.columns
      let members = try #require(sample.members)
      #expect(members.map(\.key) == columns.map(\.name))
      for (column, member) in zip(columns, members) {
        let value = try plain(try #require(found.values[column.name]), column.encoding)
        let wanted = expected(member.value)
        #expect(isSame(value, wanted), "sample \(i), \(column.name): \(value) is not \(wanted)")
      }
    }
  }

  @Test(arguments: ["plain", "zstd", "tokens"])
  func hashesAndLayoutsAreRight(_ name: String) throws {
    let dataset = try MDSDataset(fixture("mds/" + name))
    for entry in dataset.index.shards {
      try MDSShard(entry, directory: dataset.path, checkingHashes: true).checkLayout()
    }
  }

  /// Read and written again, an index is the same text: the same as Python's `json.dump` makes.
  @Test(arguments: ["plain", "zstd", "tokens"])
  func indexWrittenAgainIsTheSame(_ name: String) throws {
    let index = try MDSIndex(directory: fixture("mds/" + name))
    #expect(try index.text == readFile(fixture("mds/\(name)/index.json")))
  }

  @Test func movingAShardIsUndone() throws {
    let shard = try MDSIndex(directory: fixture("mds/zstd")).shards[3]
    let moved = shard.moved(below: "00007")
    #expect(moved.raw.name == "00007/shard.00003.mds")
    #expect(moved.zip?.name == "00007/shard.00003.mds.zstd")
    #expect(moved.moved(outOf: "00007").entry == shard.entry)
  }

  @Test func wrongNumbersAndTypesAreRefused() throws {
    let dataset = try MDSDataset(fixture("mds/tokens"))
    for number in [-1, dataset.sampleCount, .max] {
      let problem = #expect(throws: Problem.self) { _ = try dataset.sample(at: number) }
      #expect(problem?.got == "\(number)" && problem?.problem == "no such sample")
    }
    let sample = try dataset.sample(at: 0)
    #expect(sample.integers(inColumn: "no such column") == nil)
    let arrays = sample.values.values.compactMap { value -> MDSSample.NumberArray? in
      if case .array(let array) = value { array } else { nil }
    }
    #expect(!arrays.isEmpty)
    for array in arrays {
      let found = [
        array.elements(as: UInt16.self)?.count, array.elements(as: Int16.self)?.count,
        array.elements(as: UInt32.self)?.count, array.elements(as: Int32.self)?.count,
        array.elements(as: UInt64.self)?.count, array.elements(as: Int64.self)?.count,
        array.elements(as: UInt8.self)?.count, array.elements(as: Int8.self)?.count,
      ].compactMap(\.self)
      #expect(found == [try #require(array.integers).count], "one type, not others of its size")
    }
  }

  @Test func locatesSamplesInTheirShards() throws {
    let dataset = try MDSDataset(fixture("mds/zstd"))
    var sample = 0
    for (number, shard) in dataset.index.shards.enumerated() {
      for i in 0..<shard.samples {
        #expect(dataset.locate(sample) == (number, i))
        sample += 1
      }
    }
  }
}
