import Testing
import UL2Core

@Suite struct XXH3Tests {
  /// The functions chosen by what the processor has, and the plain ones.
  @Test func sameOnAnyProcessor() {
    var random = CounterRandom(key: 1)
    for count in Array(0...300) + [511, 512, 513, 1024, 4096, 5000, 70_000, 300_001] {
      let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let plain = bytes.withUnsafeBytes { xxh3($0, seed: 0) }
      #expect(xxh3(bytes) == plain)
      let hasher = XXH3Hasher()
      var start = 0
      while start < count {
        let end = min(count, start + 1 + random.below(3000))
        hasher.update(Array(bytes[start..<end]))
        start = end
      }
      #expect(hasher.value() == plain)
    }
    #expect(xxh3([]) == 0x2D06_8005_38D3_94C2)
  }
}
