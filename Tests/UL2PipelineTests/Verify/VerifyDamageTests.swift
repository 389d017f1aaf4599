/// One byte changed anywhere in a small output is found, and nothing traps. `make crash` changes more.
import TestSupport
import Testing
import UL2Pipeline

@Suite struct VerifyDamageTests {
  /// Changes one byte at each of `count` places, spread over the files, small ones as often as large.
  private func damage(
    _ directory: String, count: Int, key: UInt64, _ body: (String, Int) throws -> Void
  ) throws {
    let names = try files(below: directory)
    var random = CounterRandom(key: key)
    for i in 0..<count {
      let path = directory + "/" + names[i % names.count]
      let bytes = try readFile(path)
      guard !bytes.isEmpty else { continue }
      let place = random.below(bytes.count)
      var changed = bytes
      changed[place] ^= UInt8(1 << random.below(8))
      try AtomicFile.write(changed, to: path)
      try body(path, place)
      try AtomicFile.write(bytes, to: path)
    }
  }

  @Test(
    arguments: [
      (.compact, "zstd:1"), (.compact, nil), (.full, nil),
    ] as [(ColumnSet, String?)])
  func shards(_ columns: ColumnSet, _ compression: String?) throws {
    let corpus = try Corpus(columns: columns, compression: compression, tokens: 4_000)
    try damage(corpus.shards, count: 60, key: columns == .full ? 1 : 2) { path, place in
      let report = try verify(corpus.shards)
      #expect(!report.isSound, "\(path), byte \(place)")
      #expect(report.problems.allSatisfy { $0.path != nil })
    }
    #expect(try verify(corpus.shards).isSound)
  }

  @Test func store() throws {
    let corpus = try Corpus(tokens: 4_000)
    let store = corpus.stores + "/notes"
    try damage(store, count: 100, key: 3) { path, place in
      let report = try verify(store)
      #expect(!report.isSound, "\(path), byte \(place)")
    }
    #expect(try verify(store).isSound)
  }

  /// Bytes of the small texts.
  @Test(arguments: [nil, "zstd:1"]) func bytesOfTheTexts(_ compression: String?) throws {
    let corpus = try Corpus(compression: compression, tokens: 1_000)
    for path in [corpus.shards + "/manifest.json", corpus.shards + "/index.json"] {
      let bytes = try readFile(path)
      // The index, which is all names and numbers, more closely.
      let step = path.hasSuffix("index.json") ? 13 : 67
      for place in stride(from: 0, to: bytes.count, by: step) {
        var changed = bytes
        changed[place] = changed[place] == 0x20 ? 0x0A : changed[place] ^ 1
        try AtomicFile.write(changed, to: path)
        #expect(try !verify(corpus.shards).isSound, "\(path), byte \(place)")
      }
      try AtomicFile.write(bytes, to: path)
    }
  }

  @Test func filesCutShort() throws {
    let corpus = try Corpus(tokens: 1_000)
    for directory in [corpus.shards, corpus.stores + "/code"] {
      for name in try files(below: directory) {
        let path = directory + "/" + name
        let bytes = try readFile(path)
        for length in [0, 1, bytes.count / 2, bytes.count - 1] where length < bytes.count {
          try AtomicFile.write(Array(bytes[..<length]), to: path)
          #expect(try !verify(directory).isSound, "\(path): \(length) bytes")
        }
        try AtomicFile.write(bytes, to: path)
      }
    }
  }
}
