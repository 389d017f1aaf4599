/// The symbols of a block: Huffman codes, then runs of zeros and ranks in the list of bytes used lately.
///
/// Symbols are hard to predict, so a branch on them would be mispredicted half of the time. Runs and ranks below eight
/// therefore take the same path, the first eight bytes of the list are one register, and eight copies of a byte are
/// always written, wanted or not. Branches remain only for rare cases.
import Glibc

extension Bzip2BlockDecoder {
  private static let symbolsPerSelector = 50

  /// Decodes the transformed bytes, and counts each of them in `counts`.
  ///
  /// - Returns: how many bytes; at most `Bzip2Block.capacity`.
  func symbols(
    _ input: inout Bzip2Bits, _ selectorCount: Int, into output: UnsafeMutablePointer<UInt8>
  ) throws(Bzip2Failure) -> Int {
    unsafe counts.initialize(repeating: 0, count: 256)
    let counts = unsafe counts
    var recent = unsafe UInt64(
      littleEndian: UnsafeRawPointer(list).loadUnaligned(as: UInt64.self))
    var filled = 0
    /// The place of the next digit of a run's length; 0 where a byte came last.
    var place: UInt32 = 0
    var bits = BitBuffer(input)

    for index in 0..<selectorCount {
      // What fifty symbols read at most, and a word, is within the slack.
      if unsafe bits.position(from: input.base) > input.count * 8 { throw .cut }
      let code = unsafe Int(selectors[index])
      let table = unsafe codes.table + code &<< Bzip2Codes.tableBits
      for _ in 0..<Self.symbolsPerSelector {
        bits.refill()
        var symbol = unsafe table[Int(bits.word &>> UInt64(64 - Bzip2Codes.tableBits))]
        if symbol.isRare {
          if symbol.length == 0 { symbol = codes.long(code, bits.word) }
          bits.drop(symbol.length)
          if symbol.isRare {
            input.position = unsafe bits.position(from: input.base)
            if input.position > input.count * 8 { throw .cut }
            if symbol.isEnd { return filled }
            throw .damaged("bits that are not a Huffman code")
          }
        } else {
          bits.drop(symbol.length)
        }

        let byte: UInt64
        if symbol.isDeep {
          byte = moveToFront(symbol.rank, &recent)
        } else {
          let shift = UInt64(symbol.rank) &* 8
          let before = (1 as UInt64) &<< shift &- 1
          byte = recent &>> shift & 255
          recent = (recent & ~(before &<< 8 | 255)) | (recent & before) &<< 8 | byte
        }
        let digitPlace = place & symbol.runMask
        place = (digitPlace &+ 1) & symbol.runMask
        let count = symbol.digit &<< Int(digitPlace)
        if count > Bzip2Block.capacity &- filled {
          if unsafe bits.position(from: input.base) > input.count * 8 { throw .cut }
          throw .damaged("more bytes than a block can have")
        }
        let target = unsafe UnsafeMutableRawPointer(output + filled)
        unsafe target.storeBytes(of: byte &* 0x0101_0101_0101_0101, as: UInt64.self)
        if count > 8 { unsafe memset(target, Int32(byte), count) }
        unsafe counts[Int(byte)] &+= UInt32(truncatingIfNeeded: count)
        filled &+= count
      }
    }
    if unsafe bits.position(from: input.base) > input.count * 8 { throw .cut }
    throw .damaged("the block does not end where its selectors end")
  }

  /// Takes the byte of a rank of 8 or more from the list and puts it to the front.
  ///
  /// Moved up eight bytes at a time, the highest first; nobody reads what that writes below place 8.
  @inline(__always)
  private func moveToFront(_ rank: Int, _ recent: inout UInt64) -> UInt64 {
    let list = unsafe UnsafeMutableRawPointer(list)
    let byte = unsafe UInt64(list.load(fromByteOffset: rank, as: UInt8.self))
    var end = rank
    while end > 8 {
      let moved = unsafe list.loadUnaligned(fromByteOffset: end &- 8, as: UInt64.self)
      unsafe list.storeBytes(of: moved, toByteOffset: end &- 7, as: UInt64.self)
      end &-= 8
    }
    unsafe list.storeBytes(of: UInt8(recent &>> 56), toByteOffset: 8, as: UInt8.self)
    recent = recent &<< 8 | byte
    return byte
  }
}

/// The bits ahead, from the left of a word that is refilled eight bytes at a time.
@safe private struct BitBuffer {
  private(set) var word: UInt64 = 0
  /// How many bits of `word` count; further ones are what will be loaded over them again.
  private var count: UInt64 = 0
  private var next: UnsafeRawPointer

  init(_ input: Bzip2Bits) {
    unsafe next = input.base + input.position >> 3
    refill()
    drop(input.position & 7)
  }

  /// Makes 56 bits or more count.
  @inline(__always)
  mutating func refill() {
    word |= unsafe UInt64(bigEndian: next.loadUnaligned(as: UInt64.self)) &>> count
    unsafe next += Int(truncatingIfNeeded: (63 &- count) &>> 3)
    count |= 56
  }

  @inline(__always)
  mutating func drop(_ width: Int) {
    word &<<= UInt64(truncatingIfNeeded: width)
    count &-= UInt64(truncatingIfNeeded: width)
  }

  func position(from base: UnsafeRawPointer) -> Int {
    unsafe (next - base) * 8 - Int(count)
  }
}
