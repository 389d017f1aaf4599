/// Indexed datasets: written and read back, and as other tools write them.
import TestSupport
import Testing
import UL2Stores

@Suite struct IndexedDatasetTests {
  @Test(arguments: [TokenType.uint8, .uint16, .int32])
  func readsBack(_ type: TokenType) throws {
    let directory = TemporaryDirectory()
    let highest: Int32 = type == .uint8 ? 255 : type == .uint16 ? 65_535 : .max
    let documents: [[Int32]] =
      [[0, 1, highest], [], [highest], [], []]
      + (0..<70).map { n in
        (0..<Int32(n)).map { ($0 * 7919 + Int32(n)) % highest }
      }
    var writer = try IndexedDatasetWriter(directory("a"), type: type)
    for document in documents {
      if type == .uint8 {
        try writer.add(document.map { UInt8($0) })
      } else {
        try writer.add(document)
      }
    }
    #expect(writer.documentCount == documents.count)
    let (data, indexFacts) = try writer.publish()
    #expect(try files(below: directory.path) == ["a.bin", "a.idx"])
    for (name, facts) in [("a.bin", data), ("a.idx", indexFacts)] {
      let bytes = try readFile(directory(name))
      #expect(facts == FileFacts(bytes: bytes.count, xxh3: xxh3(bytes)))
    }
    let dataset = try IndexedDataset(directory("a"))
    #expect(dataset.type == type)
    #expect(try allTokens(dataset) == documents.map { $0.map { Int64($0) } })
    #expect(dataset.tokenCount == documents.reduce(0) { $0 + $1.count })
    // Just the bytes of the format.
    var pointer = 0
    var pointers: [Int64] = []
    for document in documents {
      pointers.append(Int64(pointer))
      pointer += document.count * type.size
    }
    #expect(
      try readFile(directory("a.idx"))
        == index(
          type: type.rawValue, lengths: documents.map { Int32($0.count) }, pointers: pointers,
          documents: (0...Int64(documents.count)).map { $0 }))
  }

  /// More documents than the writer's buffers hold.
  @Test func manyDocuments() throws {
    let directory = TemporaryDirectory()
    var writer = try IndexedDatasetWriter(directory("a"), type: .uint16)
    for i in 0..<40_000 { try writer.add([Int32](repeating: Int32(i), count: i % 3)) }
    _ = try writer.publish()
    let dataset = try IndexedDataset(directory("a"))
    #expect(dataset.documentCount == 40_000)
    for i in stride(from: 0, to: 40_000, by: 997) {
      #expect(try tokens(dataset, i) == [Int64](repeating: Int64(i), count: i % 3))
    }
  }

  @Test func anEmptyDataset() throws {
    let directory = TemporaryDirectory()
    _ = try IndexedDatasetWriter(directory("a"), type: .uint16).publish()
    let dataset = try IndexedDataset(directory("a"))
    #expect(dataset.documentCount == 0 && dataset.tokenCount == 0)
  }

  @Test func everyIntegerType() throws {
    let directory = TemporaryDirectory()
    let small: [Int64] = [0, 1, 100, 127]
    let cases: [(UInt8, [UInt8])] = [
      (1, littleEndian(small.map { UInt8($0) })), (2, littleEndian(small.map { Int8($0) })),
      (3, littleEndian(small.map { Int16($0) })), (4, littleEndian(small.map { Int32($0) })),
      (5, littleEndian(small)), (8, littleEndian(small.map { UInt16($0) })),
    ]
    for (code, data) in cases {
      let size = Int64(data.count / 4)
      try directory.write(data, "a.bin")
      try directory.write(
        index(type: code, lengths: [1, 3], pointers: [0, size], documents: [0, 1, 2]), "a.idx")
      let dataset = try IndexedDataset(directory("a"))
      #expect(dataset.type.rawValue == code && dataset.type.size == Int(size))
      #expect(try allTokens(dataset) == [[0], [1, 100, 127]])
      // As both widths of rows.
      #expect(try read(dataset, 1, 1..<3, as: UInt16.self) == [100, 127])
      #expect(try read(dataset, 1, 0..<3, as: Int32.self) == [1, 100, 127])
      #expect(try read(dataset, 1, 1..<1, as: Int32.self) == [])
    }
  }

  @Test(arguments: [UInt8(0), 6, 7, 9, 255])
  func otherTypesAreRefused(_ code: UInt8) throws {
    let directory = TemporaryDirectory()
    try directory.write([0, 0, 0, 0, 0, 0, 0, 0], "a.bin")
    try directory.write(index(type: code, lengths: [1], pointers: [0], documents: [0, 1]), "a.idx")
    let problem = #expect(throws: Problem.self) { try IndexedDataset(directory("a")) }
    #expect(problem?.path == directory("a.idx") && problem?.kind == .badInput)
  }

  @Test func tokensThatDoNotFit() throws {
    let directory = TemporaryDirectory()
    try directory.write(littleEndian([5, -1, 70_000] as [Int32]), "a.bin")
    try directory.write(index(type: 4, lengths: [3], pointers: [0], documents: [0, 1]), "a.idx")
    let dataset = try IndexedDataset(directory("a"))
    for range in [1..<2, 2..<3] {
      let problem = #expect(throws: Problem.self) {
        try read(dataset, 0, range, as: UInt16.self)
      }
      #expect(problem?.place == "document 0, token \(range.lowerBound)")
    }
  }

  /// Documents of several sequences, of none, with one mode per sequence at the end of the index.
  @Test func documentsOfSeveralSequences() throws {
    let directory = TemporaryDirectory()
    try directory.write(littleEndian((0..<10).map { UInt16($0) }), "a.bin")
    let bytes =
      index(
        type: 8, lengths: [2, 3, 0, 4, 1], pointers: [0, 4, 10, 10, 18], documents: [0, 2, 2, 5])
      + [0, 0, 0, 0, 0]
    try directory.write(bytes, "a.idx")
    let dataset = try IndexedDataset(directory("a"))
    #expect(dataset.documentCount == 3 && dataset.tokenCount == 10)
    #expect(try (0..<3).map { try dataset.length(of: $0) } == [5, 0, 5])
    #expect(try allTokens(dataset) == [[0, 1, 2, 3, 4], [], [5, 6, 7, 8, 9]])
    #expect(try dataset.byteRange(of: 2) == 10..<20)
    #expect(try read(dataset, 2, 3..<5, as: Int32.self) == [8, 9])
  }

  @Test func sequencesApart() throws {
    let directory = TemporaryDirectory()
    try directory.write(littleEndian((0..<4).map { UInt16($0) }), "a.bin")
    for pointers: [Int64] in [[0, 6], [-2, 0], [4, 8], [8, 12], [.max, .max], [0, .min]] {
      try directory.write(
        index(type: 8, lengths: [2, 2], pointers: pointers, documents: [0, 2]), "a.idx")
      let dataset = try IndexedDataset(directory("a"))
      let problem = #expect(throws: Problem.self) { try tokens(dataset, 0) }
      #expect(problem?.place == "document 0", "\(pointers)")
    }
  }

  @Test func badBoundariesAndLengths() throws {
    let directory = TemporaryDirectory()
    try directory.write([1, 2, 3, 4], "a.bin")
    for (lengths, documents) in [
      ([1, 1], [0, 3]), ([1, 1], [0, 2, 1]), ([1, 1], [-1, 2]), ([1, 1], [0, .max]),
      ([-1, 1], [0, 2]), ([.max, .max], [0, 2]), ([2, 1], [0, 2]),
    ] as [([Int32], [Int64])] {
      try directory.write(
        index(type: 8, lengths: lengths, pointers: [0, 2], documents: documents), "a.idx")
      #expect(throws: Problem.self) { try allTokens(IndexedDataset(directory("a"))) }
    }
  }
}
