import CBzip2
import ReaderSupport
import TestSupport
import Testing
import UL2Input

/// Words in a random order: it compresses, and no two blocks are alike.
private func words(_ count: Int, seed: UInt64) -> [UInt8] {
  let words = ["the ", "of ", "entropy ", "corpus\n", "    ", "aaaaaaaaa", "Zürich ", "tokens, "]
  var random = CounterRandom(key: seed)
  var bytes: [UInt8] = []
  while bytes.count < count {
    bytes += words[random.below(words.count)].utf8
    bytes.append(UInt8(truncatingIfNeeded: random.below(256)))
  }
  return Array(bytes[..<count])
}

private func bzip2(_ bytes: [UInt8], level: Int32) -> [UInt8] {
  var output = [CChar](repeating: 0, count: bytes.count + bytes.count / 50 + 1000)
  var count = UInt32(output.count)
  var input = bytes.map { CChar(bitPattern: $0) }
  let code = BZ2_bzBuffToBuffCompress(
    &output, &count, &input, UInt32(input.count), level, 0, 0)
  precondition(code == BZ_OK)
  return output[..<Int(count)].map { UInt8(bitPattern: $0) }
}

/// libbz2's output for one stream after the other.
private func reference(_ bytes: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  var input = bytes.map { CChar(bitPattern: $0) }
  var used = 0
  var buffer = [CChar](repeating: 0, count: 1 << 16)
  while used < bytes.count {
    var stream = bz_stream()
    BZ2_bzDecompressInit(&stream, 0, 0)
    defer { BZ2_bzDecompressEnd(&stream) }
    var code = BZ_OK
    while code == BZ_OK {
      input.withUnsafeMutableBufferPointer { input in
        buffer.withUnsafeMutableBufferPointer { buffer in
          stream.next_in = input.baseAddress! + used
          stream.avail_in = UInt32(input.count - used)
          stream.next_out = buffer.baseAddress
          stream.avail_out = UInt32(buffer.count)
          code = BZ2_bzDecompress(&stream)
          used = input.count - Int(stream.avail_in)
        }
      }
      let given = buffer.count - Int(stream.avail_out)
      if given == 0, used == bytes.count, code == BZ_OK { return result }
      result += buffer[..<given].map { UInt8(bitPattern: $0) }
    }
    if code != BZ_STREAM_END { return result }
  }
  return result
}

/// Bytes from `first` on, without four equal ones in a row.
private func varied(_ count: Int, _ first: UInt8, _ modulus: Int) -> [UInt8] {
  (0..<count).map { i in
    let square: Int = i * i % modulus
    let other: Int = i % 3
    return first + UInt8(square + other)
  }
}

private struct Outcome: Equatable {
  var bytes: [UInt8] = []
  var problems: [Problem] = []
  /// How many bytes had been returned at each problem.
  var places: [Int] = []
  var isCut = false
}

/// All that can be read, skipping damage.
private func outcome(
  _ bytes: [UInt8], threads: Int = 1, chunk: Int = 1 << 20, piece: Int = 1 << 16
) -> Outcome {
  let source = Bzip2Source(ByteReader(ChunkedSource(bytes, chunk: chunk)), threads: threads)
  var outcome = Outcome()
  while true {
    let (given, problem) = drain(source, piece: piece)
    outcome.bytes += given
    guard let problem else { return outcome }
    outcome.problems.append(problem)
    outcome.places.append(outcome.bytes.count)
    guard let spoiled = try? source.recover() else {
      outcome.isCut = true
      return outcome
    }
    #expect(spoiled == 0)
    if outcome.problems.count > 100 { return outcome }
  }
}

/// The same from any number of threads.
private func outcomes(_ bytes: [UInt8], chunk: Int = 1 << 20, piece: Int = 1 << 16) -> Outcome {
  let one = outcome(bytes, threads: 1, chunk: chunk, piece: piece)
  for threads in [2, 3, 7] {
    #expect(outcome(bytes, threads: threads, chunk: chunk, piece: piece) == one)
  }
  return one
}

/// The byte in which each block, or end of a stream, begins: one bit after the other, unlike the source.
private func places(of magic: UInt64, in bytes: [UInt8]) -> [Int] {
  var places: [Int] = []
  var window: UInt64 = 0
  for (index, byte) in bytes.enumerated() {
    for bit in stride(from: 7, through: 0, by: -1) {
      window = (window << 1 | UInt64(byte >> bit & 1)) & 0xFFFF_FFFF_FFFF
      if window == magic { places.append((index * 8 + 7 - bit - 47) / 8) }
    }
  }
  return places
}

private let blockMagic: UInt64 = 0x3141_5926_5359
private let endMagic: UInt64 = 0x1772_4538_5090

@Suite("Bzip2") struct Bzip2Tests {
  @Test("Every level, blocks and streams, any number of threads", arguments: 1...9)
  func levels(_ level: Int) {
    let first = words(230_000, seed: UInt64(level))
    let second = words(90_000, seed: 99)
    let data =
      bzip2(first, level: Int32(level)) + bzip2([], level: 9) + bzip2(second, level: Int32(level))
    #expect(outcomes(data) == Outcome(bytes: first + second))
  }

  @Test("Texts that are hard for the transform and the runs")
  func content() {
    var texts: [[UInt8]] = [[7], [7, 7], Array(0...255), Array(repeating: 0, count: 300_000)]
    for count in [3, 4, 5, 254, 255, 256, 257, 258, 259, 260, 1000] {
      texts.append(Array(repeating: 65, count: count))
      texts.append(Array(repeating: 65, count: count) + [66])
    }
    // Repetitions: the permutation has many cycles.
    for period in [2, 3, 7, 64, 1000, 4099] {
      let unit = words(period, seed: 3)
      texts.append(Array(repeatElement(unit, count: 200_000 / period).joined()))
    }
    var random = CounterRandom(key: 8)
    texts.append((0..<150_000).map { _ in UInt8(random.below(256)) })
    for text in texts {
      for piece in [1 << 16, 7] where piece > 7 || text.count < 2000 {
        #expect(outcome(bzip2(text, level: 1), piece: piece) == Outcome(bytes: text))
        #expect(outcome(bzip2(text, level: 9), piece: piece) == Outcome(bytes: text))
      }
    }
  }

  @Test("Read and returned in tiny pieces")
  func chunks() {
    let text = words(120_000, seed: 4)
    let data = bzip2(text, level: 1)
    for (chunk, piece) in [(1, 1 << 16), (3, 1000), (17, 11), (1 << 20, 1)] {
      #expect(outcome(data, chunk: chunk, piece: piece) == Outcome(bytes: text))
    }
    #expect(outcome(data, threads: 3, chunk: 5, piece: 13) == Outcome(bytes: text))
  }

  @Test(
    "Real files, as libbz2 decodes them", .enabled(if: realData != nil, "\(needsRealFiles)"),
    arguments: [
      "wikipedia/aawiki-20260101-pages-meta-current.xml.bz2",
      "wikipedia/bgwiki-latest-pages-articles-shortened.xml.bz2",
      "wikipedia/enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2",
      "wikipedia/macbre/dump.xml.bz2", "wikipedia/wikiclean/article-stubs.xml.bz2",
      "derived/wikipedia/smallwiki-pages-articles-multistream.xml.bz2",
      "derived/wikipedia/smallwiki-pages-articles-multistream-index.txt.bz2",
      "derived/wikipedia/truncated-multistream.xml.bz2", "derived/jsonl/cc.jsonl.bz2",
    ])
  func realFiles(_ name: String) throws {
    let data = try readFile(realFile(name))
    let ours = outcomes(data)
    let theirs = reference(data)
    #expect(theirs.count > 100)
    if name.contains("truncated") {
      // libbz2 gives what it has of the last block; we give what is verified.
      #expect(theirs.starts(with: ours.bytes))
      #expect(theirs.count - ours.bytes.count < 900_000)
      #expect(ours.problems.map(\.place) == ["byte \(data.count)"])
      #expect(ours.isCut)
    } else {
      #expect(ours == Outcome(bytes: theirs))
    }
  }

  @Test("Every byte changed: never a trap, always noticed")
  func mutations() {
    let text = words(1500, seed: 5)
    let data = bzip2(text, level: 1) + bzip2(text, level: 1)
    for at in 3..<data.count {
      for change: UInt8 in [1, 0x80, 0x55, 0xFF] {
        var damaged = data
        damaged[at] ^= change
        let result = outcome(damaged)
        // The size of blocks in a header, and the bits after a stream's end, mean nothing here.
        if result.problems.isEmpty { #expect(result.bytes == text + text, "byte \(at)") }
        #expect(result.bytes.count % text.count == 0)
        if at % 50 == 0 { #expect(outcome(damaged, threads: 2) == result) }
      }
    }
  }

  @Test("Cut at every length: gives what is whole, and reports the cut")
  func truncations() {
    let text = words(1200, seed: 6)
    let first = bzip2(text, level: 1)
    let data = first + bzip2(text, level: 1)
    // A block is whole where the end of its stream may begin.
    let ends = places(of: endMagic, in: data)
    for count in 1..<data.count where count != first.count {
      let result = outcome(Array(data[..<count]))
      // Cut in the byte where an end begins, the block is whole only if that is the byte's first bit.
      if !ends.contains(count) {
        let whole = Array(repeatElement(text, count: ends.filter { count > $0 }.count).joined())
        #expect(result.bytes == whole, "cut at \(count)")
      }
      #expect(result.problems.map(\.place) == ["byte \(count)"])
      #expect(result.problems.first?.problem.contains("is cut") == true)
      #expect(result.isCut)
      if count % 100 == 0 { #expect(outcome(Array(data[..<count]), threads: 3) == result) }
    }
  }

  @Test("A damaged block loses only that block, and the loss is reported")
  func damagedBlock() {
    let text = words(450_000, seed: 7)
    let data = bzip2(text, level: 1)
    let blocks = places(of: blockMagic, in: data)
    #expect(blocks.count >= 5)
    for damaged in 1..<3 {
      var copy = data
      copy[(blocks[damaged] + blocks[damaged + 1]) / 2] ^= 0x10
      let result = outcomes(copy)
      let starts = "bytes \(blocks[damaged]) to "
      let end = [blocks[damaged + 1], blocks[damaged + 1] + 1].map { starts + "\($0) are lost" }
      #expect(result.problems.count == 1)
      #expect(end.contains { result.problems.first?.problem.contains($0) == true })
      #expect(!result.isCut)
      // The text before the loss and after it, with the loss no longer than a block.
      let before = result.places[0]
      let behind = result.bytes.count - before
      #expect(text.starts(with: result.bytes[..<before]))
      #expect(text.suffix(behind) == result.bytes[before...])
      #expect((1...120_000).contains(text.count - result.bytes.count))
    }
    // Two next to each other are one loss; a damaged magic is one as well.
    var two = data
    two[blocks[1] + 200] ^= 1
    two[blocks[2] + 2] ^= 1
    let result = outcomes(two)
    #expect(result.problems.count == 1)
    #expect(
      result.problems.first?.problem.contains("bytes \(blocks[1]) to \(blocks[3])") == true
        || result.problems.first?.problem.contains("bytes \(blocks[1]) to \(blocks[3] + 1)") == true
    )
  }

  @Test("A damaged header or end of a stream loses no block of the next stream")
  func damagedStream() {
    let text = words(3000, seed: 9)
    let one = bzip2(text, level: 5)
    let ends = places(of: endMagic, in: one)
    var end = one
    end[ends[0] + 2] ^= 1
    #expect(outcomes(end + one).bytes == text + text)
    #expect(outcomes(end + one).problems.count == 1)
    var header = one
    header[1] = 0
    #expect(outcomes(one + header + one).bytes == text + text + text)
    #expect(outcomes(one + header + one).problems.count == 1)
    let garbage = [UInt8](repeating: 0xA7, count: 5000)
    let result = outcomes(one + garbage + one)
    #expect(result.bytes == text + text)
    #expect(
      result.problems.first?.problem
        == "something else follows the bzip2 data; bytes \(one.count) to \(one.count + 5004) are lost"
    )
    // Zeros after the data, as tapes and block devices leave them.
    let zeros = outcomes(one + [UInt8](repeating: 0, count: 100_000))
    #expect(zeros.bytes == text)
    #expect(zeros.problems.first?.got == "00 00 00 00 00 00 00 00")
  }

  @Test("The checksum of a stream is checked even if those of its blocks match")
  func streamChecksum() {
    var maker = Bzip2Maker()
    maker.add(block: Array("one block".utf8))
    maker.endStream(checksum: 0x1234_5678)
    maker.add(header: "BZh1")
    maker.add(block: Array("another".utf8))
    maker.endStream()
    let result = outcomes(maker.bytes)
    #expect(result.bytes == Array("one blockanother".utf8))
    #expect(result.places == [9])
    #expect(result.problems.first?.problem.contains("its checksum does not match") == true)
  }

  @Test("Randomised blocks, as old encoders wrote them")
  func randomised() {
    for count in [100, 617, 618, 619, 1336, 1337, 1338, 1400] {
      let text = varied(count, 97, 7)
      var maker = Bzip2Maker()
      maker.add(block: text, isRandomised: true)
      maker.endStream()
      #expect(reference(maker.bytes) == text)
      #expect(outcomes(maker.bytes) == Outcome(bytes: text))
    }
  }

  @Test("Codes of one to twenty bits")
  func longCodes() {
    let text = varied(4000, 97, 18)
    let inUse = Array(UInt8(97)...UInt8(97 + 20))
    #expect(Set(text).isSubset(of: inUse))
    var maker = Bzip2Maker()
    // The code is incomplete, which does not matter while the symbols that occur have codes.
    let lengths = [2, 3, 3, 4] + Array(4...19) + [20, 20, 20]
    maker.add(block: text, inUse: inUse, lengths: lengths)
    maker.endStream()
    #expect(outcomes(maker.bytes) == Outcome(bytes: text))
    var reversed = Bzip2Maker()
    reversed.add(block: text, inUse: inUse, lengths: lengths.reversed())
    reversed.endStream()
    #expect(outcomes(reversed.bytes) == Outcome(bytes: text))
    // Lengths that no code can have.
    var impossible = Bzip2Maker()
    impossible.add(block: text, inUse: inUse, lengths: Array(repeating: 3, count: 23))
    impossible.endStream()
    #expect(outcomes(impossible.bytes).problems.count == 1)
  }

  @Test("More selectors than a block can need")
  func selectors() {
    let text = Array("few symbols".utf8)
    for extra in [1, 18_001, 18_002, 32_700] {
      var maker = Bzip2Maker()
      maker.add(block: text, extraSelectors: extra)
      maker.endStream()
      #expect(reference(maker.bytes) == text)
      #expect(outcomes(maker.bytes) == Outcome(bytes: text))
    }
  }

  @Test("Magics in the middle of blocks are only bits")
  func falseMagics() {
    func bytes(_ rows: [Int]) -> [UInt8] {
      rows.enumerated().flatMap { high, row in
        (0..<16).filter { row >> (15 - $0) & 1 == 1 }.map { UInt8((high + 4) << 4 | $0) }
      }
    }
    // The header's map of bytes in use contains the magic of a block, or of an end.
    let block = bytes([0x3141, 0x5926, 0x5359])
    let end = bytes([0x1772, 0x4538, 0x5090])
    var maker = Bzip2Maker()
    var text: [UInt8] = []
    for round in 0..<20 {
      for inUse in [block, end] {
        let part = (0..<700).map { inUse[($0 * $0 + round) % inUse.count] }
        maker.add(block: part, inUse: inUse)
        text += part
      }
    }
    maker.endStream()
    #expect(places(of: blockMagic, in: maker.bytes).count == 60)
    #expect(reference(maker.bytes) == text)
    #expect(outcomes(maker.bytes) == Outcome(bytes: text))
    #expect(outcomes(maker.bytes, chunk: 3) == Outcome(bytes: text))
  }

  @Test("Magics and nothing else are damage, found soon")
  func onlyMagics() {
    let magic: [UInt8] = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
    let data = Array("BZh9".utf8) + Array(repeatElement(magic, count: 20_000).joined())
    let result = outcomes(data)
    #expect(result.bytes.isEmpty)
    #expect(result.problems.count == 1)
  }

  @Test("A source that is released early ends its threads")
  func abandoned() throws {
    let data = bzip2(words(2_000_000, seed: 10), level: 1)
    for _ in 0..<20 {
      let source = Bzip2Source(ByteReader(ChunkedSource(data)), threads: 3)
      var byte: UInt8 = 0
      #expect(try withUnsafeMutableBytes(of: &byte) { try source.read(into: $0) } == 1)
    }
  }
}
