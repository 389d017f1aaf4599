/// Whether bytes are UTF-8, as table 3-7 of the Unicode standard has it: no surrogates, no overlong
/// forms, nothing above U+10FFFF.
///
/// Sixty-four bytes at a time where the processor can; else, and where something is wrong, runs of ASCII go sixteen
/// bytes per step, everything else one character per step.
import CByteScan

/// The offset of the first byte that cannot be part of UTF-8; nil where all is well.
package func firstInvalidUTF8(in bytes: UnsafeRawBufferPointer) -> Int? {
  guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
  let count = bytes.count
  var at = unsafe Int(ul2_utf8_front(base, count))
  if at > 0 {
    // A character may continue there.
    repeat { at -= 1 } while at > 0 && (unsafe bytes[at]) & 0xC0 == 0x80
  }
  while at < count {
    while at + 16 <= count {
      let high = unsafe ul2_high16(base + at)
      if high != 0 {
        at += high.trailingZeroBitCount
        break
      }
      at += 16
    }
    if at + 16 > count {
      while at < count, unsafe bytes[at] < 0x80 { at += 1 }
    }
    while at < count, unsafe bytes[at] >= 0x80 {
      let length = unsafe sequenceLength(bytes, at)
      if length == 0 { return at }
      at += length
    }
  }
  return nil
}

/// The length of the well-formed sequence of two to four bytes at `at`; 0 where there is none.
@inlinable @inline(__always)
package func sequenceLength(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Int {
  func isTail(_ offset: Int) -> Bool { unsafe bytes[at + offset] & 0xC0 == 0x80 }
  let left = bytes.count - at
  let first = unsafe bytes[at]
  guard left >= 2 else { return 0 }
  let second = unsafe bytes[at + 1]
  switch first {
  case 0xC2...0xDF: return isTail(1) ? 2 : 0
  case 0xE0...0xEF:
    let low: UInt8 = first == 0xE0 ? 0xA0 : 0x80
    let high: UInt8 = first == 0xED ? 0x9F : 0xBF
    return left >= 3 && second >= low && second <= high && isTail(2) ? 3 : 0
  case 0xF0...0xF4:
    let low: UInt8 = first == 0xF0 ? 0x90 : 0x80
    let high: UInt8 = first == 0xF4 ? 0x8F : 0xBF
    return left >= 4 && second >= low && second <= high && isTail(2) && isTail(3) ? 4 : 0
  default: return 0
  }
}
