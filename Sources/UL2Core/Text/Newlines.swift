/// Lines, recognised by their ends alone.
import CByteScan
import Glibc

/// How many `\n` there are in `bytes`.
package func newlineCount(_ bytes: UnsafeRawBufferPointer) -> Int {
  guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
  var count = 0
  var at = 0
  while at + 16 <= bytes.count {
    count += unsafe ul2_equal16(base + at, 0x0A).nonzeroBitCount
    at += 16
  }
  while at < bytes.count {
    if unsafe bytes[at] == 0x0A { count += 1 }
    at += 1
  }
  return count
}

/// Where the last whole line of `bytes` ends, its newline included; 0 where there is none.
package func endOfLastLine(_ bytes: UnsafeRawBufferPointer) -> Int {
  guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
  var end = bytes.count
  while end >= 16 {
    let mask = unsafe ul2_equal16(base + end - 16, 0x0A)
    if mask != 0 { return end - (mask << 16).leadingZeroBitCount }
    end -= 16
  }
  while end > 0, unsafe bytes[end - 1] != 0x0A { end -= 1 }
  return end
}

/// The offset of the first `\n`; nil where there is none.
package func firstNewline(_ bytes: UnsafeRawBufferPointer) -> Int? {
  guard let base = bytes.baseAddress, let found = unsafe memchr(base, 0x0A, bytes.count) else {
    return nil
  }
  return unsafe UnsafeRawPointer(found) - base
}
