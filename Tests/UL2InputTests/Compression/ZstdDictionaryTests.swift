import ReaderSupport
import Testing
import UL2Input

private let texts = (0..<150).map {
  Array(
    "WARC/1.0\r\nRecord \($0) of a file whose records are much alike, as \($0 * 7919) are.\r\n".utf8
  )
}

private let others = (0..<150).map {
  Array("Other \($0) words, \($0 * 31) of them, alike as well.".utf8)
}

@Suite("Dictionaries of zstd files") struct ZstdDictionaryTests {
  /// Made once: that takes seconds, and zstd's training knows no threads.
  private static let dictionaries = [
    zstdDictionary(of: texts), zstdDictionary(of: others),
    zstdDictionary(of: texts.map { $0.reversed() }),
  ]

  private var dictionary: [UInt8] { Self.dictionaries[0] }

  private var frames: [UInt8] { texts.flatMap { zstd($0, dictionary: dictionary) } }

  private var number: UInt32 {
    dictionary[4..<8].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  @Test("The dictionary at the beginning is used, however the bytes arrive")
  func plain() {
    let input = zstdSkippable(dictionary) + frames
    for (chunk, piece) in [(1, 4096), (7, 100), (100, 1 << 16), (1 << 20, 1 << 20)] {
      let result = inflate(input, chunk: chunk, piece: piece)
      #expect(result.problem == nil)
      #expect(
        result.bytes.count == texts.joined().count && result.bytes == texts.flatMap { $0 },
        "\(chunk) \(piece)")
    }
  }

  @Test(
    "It may be compressed; other skippable frames, and frames without it, are read as usual")
  func compressed() {
    let input =
      zstdSkippable(compress(dictionary, .zstd)) + zstdSkippable([1, 2, 3], kind: 0x50) + frames
      + zstdSkippable([], kind: 0x5F) + compress(Array("plain".utf8), .zstd)
    let result = inflate(input, chunk: 1000)
    #expect(result.problem == nil)
    #expect(result.bytes == texts.flatMap { $0 } + Array("plain".utf8))
  }

  @Test("Concatenated files each have their own")
  func concatenated() {
    let second = Self.dictionaries[1]
    let input =
      zstdSkippable(dictionary) + frames + zstdSkippable(second)
      + others.flatMap { zstd($0, dictionary: second) }
    #expect(inflate(input).bytes == texts.flatMap { $0 } + others.flatMap { $0 })
  }

  @Test("A skippable frame with other contents is skipped")
  func otherUse() {
    for content: [UInt8] in [[], [1], Array("anything".utf8)] {
      let result = inflate(zstdSkippable(content) + compress(texts[0], .zstd))
      #expect(result.problem == nil)
      #expect(result.bytes == texts[0])
    }
  }

  @Test("A missing dictionary is named; the damage is reported once")
  func missing() {
    let result = inflate(frames)
    #expect(result.bytes.isEmpty)
    #expect(
      result.problem?.problem.contains("it needs the dictionary \(number), and the file has none")
        == true)
    let other = Self.dictionaries[2]
    let wrong = inflate(zstdSkippable(other) + frames)
    #expect(wrong.problem?.problem.contains("it needs the dictionary \(number)") == true)
  }

  @Test("A dictionary that is damaged, cut, or claims to be huge is a problem, never a trap")
  func damaged() {
    var frame = zstdSkippable(compress(dictionary, .zstd))
    frame[frame.count / 2] ^= 0x55
    let result = inflate(frame + frames)
    #expect(result.problem?.problem.contains("its dictionary is damaged") == true)
    for count in stride(from: 0, to: frame.count, by: 13) { _ = inflate(Array(frame[..<count])) }
    let huge = inflate([0x5D, 0x2A, 0x4D, 0x18, 0xFF, 0xFF, 0xFF, 0xFF] + frames)
    #expect(huge.problem?.problem.contains("a dictionary of 4294967295 bytes") == true)
  }
}
