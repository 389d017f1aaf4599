/// The golden values of docs/packing.md. A change of any of them changes the bytes of shards, and
/// raises `DatasetManifest.formatNumber`.
import Testing
import UL2Objectives

@Suite("Randomness")
struct RandomnessTests {
  /// The first numbers of SplitMix64 with seed 1234567, as its reference implementation
  /// (prng.di.unimi.it/splitmix64.c) gives them.
  @Test("The stream is SplitMix64's")
  func splitMix64() {
    var random = CounterRandom(key: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.indices.map { _ in random.next() } == expected)
  }

  @Test("A stream can be entered at any place")
  func counter() {
    var whole = CounterRandom(key: 99)
    for _ in 0..<1000 { _ = whole.next() }
    var late = CounterRandom(key: 99, counter: 1000)
    #expect(late.next() == whole.next())
  }

  @Test("A chunk's draws")
  func chunk() {
    let random = ChunkRandom(sourceKey: 0x0123_4567_89AB_CDEF, document: 42, offset: 2048)
    var stream = CounterRandom(key: mixed(mixed(0x0123_4567_89AB_CDEF ^ 42) &+ 2048))
    #expect(random.objective == stream.next())
    #expect(random.fim == stream.next())
    #expect(random.spm == stream.next())
    var body = random.body
    #expect(body.next() == stream.next())
  }
}
