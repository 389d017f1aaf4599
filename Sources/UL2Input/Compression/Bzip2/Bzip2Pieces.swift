/// Cuts a bzip2 file at the magics of its blocks and of its streams' ends, which may begin at any bit.
///
/// Magics occur by chance too, or by design: a piece is only a proposal, which decoding what is
/// before it confirms. Looking costs next to nothing: of every four bytes one pair is looked up, at
/// 4 GB/s.

@safe struct Bzip2Pieces: ~Copyable {
  private var input: ByteReader
  private var next = Bzip2Magic(kind: .head, bit: 0)
  /// Whether the last piece was given.
  private(set) var isAtEnd = false

  init(_ input: consuming ByteReader) { self.input = input }

  var path: String { input.path }

  /// Reads the next piece. After a problem it holds what was there before it, and no piece follows.
  mutating func read(into piece: Bzip2Piece) throws(Problem) {
    piece.begin(next.kind, at: next.bit)
    // The first unread byte is the one in which the piece begins.
    var from = next.kind == .head ? 0 : next.bit & 7 + 1
    do throws(Problem) {
      repeat {
        let bytes = unsafe input.unread
        if let found = unsafe Bzip2Magic.first(in: bytes, from: from) {
          let whole = found.bit >> 3
          let touched = (found.bit + 7) >> 3
          unsafe piece.append(UnsafeRawBufferPointer(rebasing: bytes[..<touched]))
          next = Bzip2Magic(kind: found.kind, bit: input.position * 8 + found.bit)
          input.consume(whole)
          piece.finish(at: next.bit, isLast: false)
          return
        }
        // One that is cut by the end of what is in memory lies within its last six bytes.
        let skipped = max(0, bytes.count - 6)
        skip(skipped, into: piece)
        from = max(0, from - skipped * 8)
      } while try input.fill()
      end(piece)
    } catch {
      end(piece)
      throw error
    }
  }

  private mutating func end(_ piece: Bzip2Piece) {
    skip(unsafe input.unread.count, into: piece)
    piece.finish(at: input.position * 8, isLast: true)
    isAtEnd = true
  }

  private mutating func skip(_ count: Int, into piece: Bzip2Piece) {
    unsafe piece.append(UnsafeRawBufferPointer(rebasing: input.unread[..<count]))
    input.consume(count)
  }
}

/// Where a piece begins.
struct Bzip2Magic {
  var kind: Bzip2Piece.Kind
  var bit: Int

  /// The first magic that lies within `bytes` and begins at bit `from` or later.
  ///
  /// Eight bytes after `bytes` may be loaded, as `ByteReader` allows.
  static func first(in bytes: UnsafeRawBufferPointer, from: Int) -> Bzip2Magic? {
    guard let base = bytes.baseAddress else { return nil }
    return unsafe pairs.withUnsafeBufferPointer { pairs in
      // Of the whole bytes that a magic covers, five at least, the first four have exactly one place that
      // is looked at.
      let pairs = pairs.baseAddress!
      var at = (from + 7) >> 3
      while at &+ 1 < bytes.count {
        let pair = unsafe Int(
          UInt16(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt16.self)))
        if unsafe pairs[pair &>> 6] &>> UInt64(pair & 63) & 1 == 1 {
          for bit in max(from, (at - 4) * 8 + 1)...max(from, at * 8)
          where bit + 48 <= bytes.count * 8 {
            let word = unsafe UInt64(
              bigEndian: base.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
            let found = Int((word &<< UInt64(bit & 7)) >> 16)
            if found == Bzip2Block.magic { return Bzip2Magic(kind: .block, bit: bit) }
            if found == Bzip2Block.endMagic { return Bzip2Magic(kind: .end, bit: bit) }
          }
        }
        at &+= 4
      }
      return nil
    }
  }

  /// A bit for each pair of bytes, whether a magic can have it where it is looked for.
  private static let pairs: [UInt64] = {
    var pairs = [UInt64](repeating: 0, count: 1 << 10)
    for magic in [Bzip2Block.magic, Bzip2Block.endMagic] {
      for skipped in 0..<8 {
        for byte in 0..<4 {
          let bits = magic >> (48 - 16 - skipped - 8 * byte) & 0xFFFF
          let pair = bits >> 8 | (bits & 0xFF) << 8
          pairs[pair >> 6] |= 1 << (pair & 63)
        }
      }
    }
    return pairs
  }()
}
