/// Scans texts by blocks: computes masks, where pieces begin, and up to where that is sure. The rest, mostly long runs,
/// is for the automaton.
import CByteScan

@safe struct BlockScanner: Sendable {
  let rule: BlockRule
  let classes: ClassTable

  init?(_ steps: [PieceStep]) {
    guard let rule = BlockRule(steps) else { return nil }
    self.rule = rule
    classes = rule.classes
  }

  /// Writes the ends of pieces from `start` on, as many as are sure and there is room for.
  ///
  /// - Parameters:
  ///   - text: 64 readable bytes follow its `count`.
  ///   - scratch: 64 bytes, then 65 numbers of two bytes.
  /// - Returns: how many; 0 where the next piece is not sure.
  func scan(
    _ text: UnsafePointer<UInt8>, count: Int, from start: Int,
    into ends: UnsafeMutableBufferPointer<Int>, room: Int, scratch: UnsafeMutableRawPointer
  ) -> Int {
    switch rule {
    case .gpt2(let digitsApart):
      unsafe run(text, count, start, ends, room, scratch) { starts, contraction in
        starts.addGPT2(digitsApart: digitsApart) { contraction($0, false) }
      }
    case .words(let rule):
      unsafe run(text, count, start, ends, room, scratch) { starts, contraction in
        starts.addWords(rule) { contraction($0, true) }
      }
    // Separate cases, so that each is compiled by itself.
    case .cased(let digits, hasContractions: true):
      unsafe run(text, count, start, ends, room, scratch, special: Self.slash) {
        starts, contraction in
        starts.addCased(digits: digits, hasContractions: true) { contraction($0, true) }
      }
    case .cased(let digits, hasContractions: false):
      unsafe run(text, count, start, ends, room, scratch, special: Self.slash) { starts, _ in
        starts.addCased(digits: digits, hasContractions: false) { _ in 0 }
      }
    case .deepSeek:
      unsafe run(text, count, start, ends, room, scratch) { starts, _ in starts.addDeepSeek() }
    }
  }

  private static let slash = UInt8(ascii: "/")

  @inline(__always)
  private func run(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ start: Int,
    _ ends: UnsafeMutableBufferPointer<Int>, _ room: Int, _ scratch: UnsafeMutableRawPointer,
    special: UInt8? = nil, _ rule: (inout BlockStarts, (Int, Bool) -> Int) -> Void
  ) -> Int {
    guard let output = ends.baseAddress else { return 0 }
    let offsets = unsafe (scratch + 64).assumingMemoryBound(to: UInt16.self)
    var written = 0
    var at = start
    while at < count {
      let p = unsafe text + at
      let left = count - at
      let ascii = unsafe ul2_ascii64_of(p)
      let limit = min(left, 64)
      let plain = min(limit, ascii.high.trailingZeroBitCount)
      let before = written
      if plain == limit || plain >= 40 {
        var masks = BlockMasks(ascii, count: plain, goesOn: plain < left)
        if let special { masks.special = unsafe ul2_equal64(p, special) & masks.valid }
        var starts = BlockStarts(masks)
        rule(&starts) { i, folds in
          unsafe Self.contraction(p + i, i, plain, folds)
        }
        var bits = Self.sure(starts)
        if room &- written >= 64 {
          written &+= unsafe Self.write(bits, at, to: output + written)
          bits = 0
        }
        while bits != 0, written < room {
          unsafe output[written] = at + bits.trailingZeroBitCount
          written += 1
          bits &= bits &- 1
        }
        if plain == left, bits == 0, starts.limit >= plain, written < room {
          unsafe output[written] = count
          written += 1
        }
      } else {
        let (characters, asciiMask, bytes) = unsafe decode(p, left, scratch, offsets)
        var starts = BlockStarts(
          unsafe BlockMasks(
            scratch.assumingMemoryBound(to: UInt8.self), ascii: asciiMask, count: characters,
            goesOn: bytes < left))
        rule(&starts) { i, folds in
          unsafe Self.contraction(p + Int(offsets[i]), i, characters, folds)
        }
        var bits = Self.sure(starts)
        while bits != 0, written < room {
          unsafe output[written] = at + Int(offsets[bits.trailingZeroBitCount])
          written += 1
          bits &= bits &- 1
        }
        if bytes == left, bits == 0, starts.limit >= characters, written < room {
          unsafe output[written] = count
          written += 1
        }
      }
      if written == before { break }
      at = unsafe output[written - 1]
      if written == room { break }
    }
    return written
  }

  /// Writes the places of the bits, and up to seven numbers after them, at most 64 in all. The number of bits is
  /// unpredictable, so few branches depend on it.
  ///
  /// - Returns: how many bits there are.
  @inline(__always)
  private static func write(_ bits: UInt64, _ at: Int, to output: UnsafeMutablePointer<Int>) -> Int
  {
    var (left, output) = unsafe (bits, output)
    repeat {
      for i in 0..<8 {
        unsafe output[i] = at &+ left.trailingZeroBitCount
        left &= left &- 1
      }
      unsafe output += 8
    } while left != 0
    return bits.nonzeroBitCount
  }

  /// The bits that are sure, without the first: the end of the piece before it is written already.
  @inline(__always)
  private static func sure(_ starts: BlockStarts) -> UInt64 {
    if starts.limit < 1 { return 0 }
    let below: UInt64 = starts.limit >= 63 ? ~0 : (2 << UInt64(starts.limit)) &- 1
    return starts.starts & below & starts.masks.valid & ~1
  }

  /// Reads up to 64 characters: their classes, where each begins, which are one byte, and all their bytes.
  @inline(__always)
  private func decode(
    _ p: UnsafePointer<UInt8>, _ left: Int, _ scratch: UnsafeMutableRawPointer,
    _ offsets: UnsafeMutablePointer<UInt16>
  ) -> (characters: Int, ascii: UInt64, bytes: Int) {
    let values = unsafe scratch.assumingMemoryBound(to: UInt8.self)
    let end = unsafe p + left
    var offset = 0
    var characters = 0
    var ascii: UInt64 = 0
    while characters < 64, offset < left {
      let (value, length) = unsafe classes.next(p + offset, end)
      unsafe values[characters] = value
      unsafe offsets[characters] = UInt16(truncatingIfNeeded: offset)
      if length == 1 { ascii |= 1 << UInt64(characters) }
      characters += 1
      offset += length
    }
    return (characters, ascii, offset)
  }

  /// The length, in characters, of the contraction that begins with the apostrophe at `p`; 0 for none.
  ///
  /// - Parameters:
  ///   - i: the apostrophe's number among `count` characters.
  ///   - folds: whether upper case counts too, and ſ, which folds to s.
  @inline(__always)
  private static func contraction(_ p: UnsafePointer<UInt8>, _ i: Int, _ count: Int, _ folds: Bool)
    -> Int
  {
    guard i + 2 <= count else { return 0 }
    let bit: UInt8 = folds ? 0x20 : 0
    let first = unsafe p[1] | bit
    switch first {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"):
      return unsafe i + 3 <= count && p[2] | bit == UInt8(ascii: "e") ? 3 : 0
    case UInt8(ascii: "l"):
      return unsafe i + 3 <= count && p[2] | bit == UInt8(ascii: "l") ? 3 : 0
    default: return unsafe folds && p[1] == 0xC5 && p[2] == 0xBF ? 2 : 0
    }
  }
}
