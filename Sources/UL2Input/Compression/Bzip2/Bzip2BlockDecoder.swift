/// Decodes one block: header, Huffman codes, move to front, inverse transform, checksum.
///
/// It holds what is worked with, about 6 MB that are touched, and is one thread's.
import Glibc

/// A decoded block.
struct Bzip2Block {
  /// Bytes of the largest, before runs are expanded.
  static let capacity = 900_000
  /// More compressed bytes than any block has: each of its bytes is at least one symbol of at most 20 bits;
  /// a header of any sense is below 100 kB.
  static let maximumCompressed = 2_500_000
  static let magic = 0x3141_5926_5359
  static let endMagic = 0x1772_4538_5090

  /// Bytes, runs not yet expanded.
  var count: Int
  /// Where it ends, in bits.
  var end: Int
  /// The checksum that it carries, which matches.
  var checksum: UInt32
}

@safe struct Bzip2BlockDecoder: ~Copyable {
  private static let maximumSelectors = 18_002

  let codes = Bzip2Codes()
  private let inverse = Bzip2InverseBWT()
  let selectors: UnsafeMutablePointer<UInt8>
  let counts: UnsafeMutablePointer<UInt32>
  /// The bytes by how lately they were used. The first eight places are not used: `symbols` holds them in a
  /// register.
  let list: UnsafeMutablePointer<UInt8>
  private static let listCapacity = 256

  init() {
    unsafe selectors = .allocate(capacity: Self.maximumSelectors)
    unsafe counts = .allocate(capacity: 256)
    unsafe list = .allocate(capacity: Self.listCapacity)
    unsafe list.initialize(repeating: 0, count: Self.listCapacity)
  }

  deinit {
    unsafe selectors.deallocate()
    unsafe counts.deallocate()
    unsafe list.deallocate()
  }

  /// Decodes the block whose magic `input` is at.
  ///
  /// - Parameter output: room for `Bzip2Block.capacity` bytes and `Bzip2Runs.slack` after them.
  func decode(
    _ input: Bzip2Bits, into output: UnsafeMutablePointer<UInt8>
  ) throws(Bzip2Failure) -> Bzip2Block {
    var input = input
    guard try input.take(48) == Bzip2Block.magic else { throw .damaged("no block begins here") }
    let expected = UInt32(try input.take(32))
    let isRandomised = try input.take(1) == 1
    let origin = try input.take(24)
    let byteCount = try readBytesInUse(&input)
    let selectorCount = try readCodes(&input, alphabet: byteCount + 2)
    let count = unsafe try symbols(&input, selectorCount, into: output)
    guard origin < count else { throw .damaged("an origin outside its block") }
    let bytes = unsafe UnsafeMutableBufferPointer(start: output, count: count)
    unsafe inverse.invert(bytes, counts: counts, origin: origin)
    if isRandomised { unsafe Bzip2Randomisation.undo(bytes) }
    guard unsafe try Bzip2Runs.checksum(UnsafeBufferPointer(bytes)) == expected else {
      throw .damaged("its checksum does not match")
    }
    return Bzip2Block(count: count, end: input.position, checksum: expected)
  }

  /// Reads which bytes occur, into `list`.
  ///
  /// - Returns: how many.
  private func readBytesInUse(_ input: inout Bzip2Bits) throws(Bzip2Failure) -> Int {
    let sixteens = try input.take(16)
    var count = 0
    for high in 0..<16 where sixteens >> (15 - high) & 1 == 1 {
      let used = try input.take(16)
      for low in 0..<16 where used >> (15 - low) & 1 == 1 {
        unsafe list[count] = UInt8(high << 4 | low)
        count += 1
      }
    }
    if count == 0 { throw .damaged("a block without bytes") }
    return count
  }

  /// Reads which code comes when, and the codes.
  ///
  /// - Returns: how many selectors are of use; more than the largest block needs are skipped, as
  ///   bzip2 does since 1.0.8.
  private func readCodes(
    _ input: inout Bzip2Bits, alphabet: Int
  ) throws(Bzip2Failure) -> Int {
    let codeCount = try input.take(3)
    guard (2...Bzip2Codes.maximumCount).contains(codeCount) else {
      throw .damaged("\(codeCount) Huffman codes")
    }
    let selectorCount = try input.take(15)
    if selectorCount == 0 { throw .damaged("a block without selectors") }
    var recent: [UInt8] = Array(0..<UInt8(codeCount))
    for index in 0..<selectorCount {
      var rank = 0
      while try input.take(1) == 1 {
        rank += 1
        if rank == codeCount { throw .damaged("a selector without a code") }
      }
      let code = recent.remove(at: rank)
      recent.insert(code, at: 0)
      if index < Self.maximumSelectors { unsafe selectors[index] = code }
    }
    var lengths = [UInt8](repeating: 0, count: alphabet)
    for number in 0..<codeCount {
      var length = try input.take(5)
      for value in 0..<alphabet {
        while true {
          guard (1...Bzip2Codes.maximumLength).contains(length) else {
            throw .damaged("a Huffman code of \(length) bits")
          }
          if try input.take(1) == 0 { break }
          length += try input.take(1) == 0 ? 1 : -1
        }
        lengths[value] = UInt8(length)
      }
      unsafe lengths.withUnsafeBufferPointer { unsafe codes.set(number, lengths: $0) }
    }
    return min(selectorCount, Self.maximumSelectors)
  }
}
