/// The run lengths that bzip2 puts under its transform: four equal bytes are followed by how many more there
/// are, 0 to 255.
///
/// A block grows up to fifty times by them, so it is kept as it is and expanded straight into what the
/// caller reads; the checksum is worked out without expanding at all.

enum Bzip2Runs {
  /// Bytes after a block that are loaded, whatever they hold.
  static let slack = 16

  /// Where the next four equal bytes begin, or `count` where there are none.
  ///
  /// Eight places a step: xor with the bytes one further on is zero where two are equal.
  @inline(__always)
  static func next(in bytes: UnsafePointer<UInt8>, from start: Int, to count: Int) -> Int {
    let base = unsafe UnsafeRawPointer(bytes)
    var at = start
    while at &+ 3 < count {
      let a = unsafe base.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      let b = unsafe base.loadUnaligned(fromByteOffset: at &+ 1, as: UInt64.self)
      let c = unsafe base.loadUnaligned(fromByteOffset: at &+ 2, as: UInt64.self)
      let d = unsafe base.loadUnaligned(fromByteOffset: at &+ 3, as: UInt64.self)
      let unequal = UInt64(littleEndian: (a ^ b) | (b ^ c) | (c ^ d))
      let zeros = (unequal &- 0x0101_0101_0101_0101) & ~unequal & 0x8080_8080_8080_8080
      if zeros != 0 {
        let found = at &+ zeros.trailingZeroBitCount &>> 3
        return found &+ 3 < count ? found : count
      }
      at &+= 8
    }
    return count
  }

  /// The checksum of what a block expands to.
  static func checksum(_ bytes: UnsafeBufferPointer<UInt8>) throws(Bzip2Failure) -> UInt32 {
    var checksum = Bzip2Checksum()
    guard let base = bytes.baseAddress else { return checksum.value }
    var at = 0
    while at < bytes.count {
      let run = unsafe next(in: base, from: at, to: bytes.count)
      let literals = min(run + 4, bytes.count)
      unsafe checksum.update(UnsafeRawBufferPointer(start: base + at, count: literals - at))
      at = literals
      guard run < bytes.count else { break }
      guard at < bytes.count else { throw .damaged("a run without its length") }
      unsafe checksum.update(repeating: base[run], count: Int(base[at]))
      at += 1
    }
    return checksum.value
  }
}

/// A block on its way out.
@safe struct Bzip2Expansion {
  private var at = 0
  /// Where the next run begins; nil where it was not looked for yet.
  private var run: Int?
  private var repeated: UInt8 = 0
  private var repeats = 0

  /// Writes as much of the rest as fits; 0 where nothing is left.
  mutating func write(
    _ bytes: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableRawBufferPointer
  ) -> Int {
    guard let base = bytes.baseAddress, let target = output.baseAddress else {
      return 0
    }
    var filled = 0
    while filled < output.count {
      if repeats > 0 {
        let count = min(repeats, output.count - filled)
        unsafe (target + filled).initializeMemory(as: UInt8.self, repeating: repeated, count: count)
        repeats -= count
        filled += count
        continue
      }
      guard at < bytes.count else { break }
      let run = unsafe self.run ?? Bzip2Runs.next(in: base, from: at, to: bytes.count)
      self.run = run
      let end = min(run + 4, bytes.count)
      let count = min(end - at, output.count - filled)
      unsafe (target + filled).copyMemory(from: base + at, byteCount: count)
      at += count
      filled += count
      if at == end, run < bytes.count {
        // `checksum` has seen that a length follows.
        unsafe repeated = base[run]
        unsafe repeats = Int(base[at])
        at += 1
        self.run = nil
      }
    }
    return filled
  }
}
