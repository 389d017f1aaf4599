/// Which documents end in an end-of-document token: each is judged by itself.
import TestSupport
import Testing
import UL2Stores

@Suite struct EndsTests {
  private let directory = TemporaryDirectory()

  private func write(_ name: String, _ documents: [[Int32]]) throws {
    var writer = try IndexedDatasetWriter(directory(name), type: .uint16)
    for document in documents { try writer.add(document) }
    _ = try writer.publish()
  }

  private func judge(_ eos: Int) throws -> JudgedEnds {
    try TokenStore(directory.path).judgedEnds(eos: eos)
  }

  @Test func allOrNone() throws {
    try write("00000", (0..<500).map { [Int32]([7, 8, Int32($0 % 5), 1]) } + [[]])
    #expect(try judge(1) == JudgedEnds(ends: .all, with: 500, without: 1))
    #expect(try judge(9) == JudgedEnds(ends: .none, with: 0, without: 501))
    try write("00000", [[], []])
    #expect(try judge(1) == JudgedEnds(ends: .none, with: 0, without: 2))
  }

  /// A regression test: a hundred documents decided for all.
  @Test func one() throws {
    for place in [0, 1, 7, 8, 398, 399] {
      try write("00000", (0..<200).map { _ in [5, 1] })
      try write("00001", (0..<200).map { _ in [5, 1] })
      let name = place < 200 ? "00000" : "00001"
      var documents = [[Int32]](repeating: [5, 1], count: 200)
      documents[place % 200] = [5]
      try write(name, documents)
      let judged = try judge(1)
      #expect(judged.with == 399 && judged.without == 1)
      for document in 0..<400 { #expect(judged.ends.contains(document) == (document != place)) }
    }
  }

  /// Documents longer and shorter than a read, in every type, in files with another order than the index's.
  @Test(arguments: [UInt8(1), 2, 3, 4, 5, 8])
  func everyType(code: UInt8) throws {
    let type = try #require(TokenType(rawValue: code))
    let lengths = (0..<300).map { $0 % 7 == 3 ? 9000 + 100 * $0 : $0 % 40 }
    let ends = (0..<300).map { $0 % 3 == 0 || $0 % 11 == 5 }
    var data: [UInt8] = []
    var pointers = [Int64](repeating: 0, count: 300)
    for i in 0..<300 {
      // Backwards in part.
      let document = i / 10 % 2 == 0 ? i : i / 10 * 10 + 9 - i % 10
      pointers[document] = Int64(data.count)
      for place in 0..<lengths[document] {
        let token = place + 1 == lengths[document] && ends[document] ? 1 : 2 + place % 100
        data += [UInt8(token)] + [UInt8](repeating: 0, count: type.size - 1)
      }
    }
    let bytes = index(
      type: code, lengths: lengths.map { Int32($0) }, pointers: pointers,
      documents: (0...300).map { Int64($0) })
    try directory.write(bytes, "a.idx")
    try directory.write(data, "a.bin")
    let store = try TokenStore(directory.path)
    var told = 0
    let judged = try store.judgedEnds(eos: 1) { told += $0 }
    #expect(told == 300)
    for document in 0..<300 {
      let expected = ends[document] && lengths[document] > 0
      #expect(judged.ends.contains(document) == expected, "document \(document)")
      #expect(try store.shards[0].ends(in: 1, document) == expected)
    }
  }

  @Test func bitmapAsAFile() throws {
    for count in [1, 7, 8, 9, 500] {
      try write("00000", (0..<count + 1).map { $0 % 2 == 0 ? [5, 1] : [5] })
      guard case .some(let bits) = try judge(1).ends else { throw Problem(.found, "no bitmap") }
      try directory.write(EndsFile.bytes(bits), "bits.npy")
      #expect(EndsFile.bytes(bits).count == 128 + (count + 8) / 8)
      #expect(try EndsFile.read(directory("bits.npy"), documentCount: count + 1) == bits)
      for other in [count - 8, count + 9] where other > 0 {
        #expect(throws: Problem.self) {
          try EndsFile.read(directory("bits.npy"), documentCount: other)
        }
      }
    }
  }
}
