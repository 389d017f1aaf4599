/// Makes bzip2 files that libbz2 does not write: any code lengths, more selectors than needed, randomised blocks,
/// magics in the middle of blocks. Plain and slow; checked against libbz2's decoder.

package struct Bzip2Maker {
  package var bytes: [UInt8] = []
  private var pending = 0
  private var combined: UInt32 = 0

  package init() { add(header: "BZh9") }

  package mutating func add(header: String) {
    for byte in header.utf8 { put(Int(byte), 8) }
  }

  /// - Parameters:
  ///   - text: without four equal bytes in a row.
  ///   - inUse: bytes that the header says occur, those of the text among them.
  ///   - lengths: of the codes, one for each of the symbols.
  ///   - extraSelectors: that no symbol needs.
  package mutating func add(
    block text: [UInt8], inUse: [UInt8]? = nil, lengths: [Int]? = nil, extraSelectors: Int = 0,
    isRandomised: Bool = false
  ) {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in text {
      crc ^= UInt32(byte) << 24
      for _ in 0..<8 { crc = crc << 1 ^ (crc >> 31 == 1 ? 0x04C1_1DB7 : 0) }
    }
    crc = ~crc
    combined = (combined << 1 | combined >> 31) ^ crc
    put(0x3141_5926_5359, 48)
    put(Int(crc), 32)
    put(isRandomised ? 1 : 0, 1)
    var block = text
    if isRandomised {
      // The first two of the format's distances, 619 and 720.
      for place in [617, 617 + 720] where place < block.count { block[place] ^= 1 }
    }
    let doubled = block + block
    let rows = block.indices.sorted {
      doubled[$0..<$0 + block.count].lexicographicallyPrecedes(doubled[$1..<$1 + block.count])
    }
    put(rows.firstIndex(of: 0)!, 24)

    let alphabet = (inUse ?? Array(Set(block))).sorted()
    let sixteens = (0..<16).map { high in alphabet.filter { Int($0) >> 4 == high } }
    for used in sixteens { put(used.isEmpty ? 0 : 1, 1) }
    for used in sixteens where !used.isEmpty {
      for low in 0..<16 { put(used.contains { Int($0) & 15 == low } ? 1 : 0, 1) }
    }

    let symbols = Self.symbols(rows.map { doubled[$0 + block.count - 1] }, alphabet)
    let selectors = (symbols.count + 49) / 50 + extraSelectors
    put(2, 3)
    put(selectors, 15)
    for _ in 0..<selectors { put(0, 1) }
    let size = alphabet.count + 2
    let flat = Int.bitWidth - (size - 1).leadingZeroBitCount
    let lengths = lengths ?? Array(repeating: flat, count: size)
    for _ in 0..<2 {
      var length = lengths[0]
      put(length, 5)
      for wanted in lengths {
        while length != wanted {
          put(wanted > length ? 0b10 : 0b11, 2)
          length += wanted > length ? 1 : -1
        }
        put(0, 1)
      }
    }
    var codes = [Int](repeating: 0, count: size)
    var code = 0
    for length in 1...20 {
      code <<= 1
      for symbol in 0..<size where lengths[symbol] == length {
        codes[symbol] = code
        code += 1
      }
    }
    for symbol in symbols { put(codes[symbol], lengths[symbol]) }
  }

  package mutating func endStream(checksum: UInt32? = nil) {
    put(0x1772_4538_5090, 48)
    put(Int(checksum ?? combined), 32)
    combined = 0
    if pending > 0 { put(0, 8 - pending) }
  }

  private static func symbols(_ column: [UInt8], _ alphabet: [UInt8]) -> [Int] {
    var list = alphabet
    var symbols: [Int] = []
    var zeros = 0
    func flush() {
      while zeros > 0 {
        symbols.append(zeros & 1 == 1 ? 0 : 1)
        zeros = (zeros - 1) / 2
      }
    }
    for byte in column {
      let rank = list.firstIndex(of: byte)!
      if rank == 0 {
        zeros += 1
        continue
      }
      flush()
      symbols.append(rank + 1)
      list.insert(list.remove(at: rank), at: 0)
    }
    flush()
    return symbols + [alphabet.count + 1]
  }

  private mutating func put(_ value: Int, _ width: Int) {
    for bit in stride(from: width - 1, through: 0, by: -1) {
      if pending == 0 { bytes.append(0) }
      bytes[bytes.count - 1] |= UInt8(value >> bit & 1) << (7 - pending)
      pending = (pending + 1) % 8
    }
  }
}
