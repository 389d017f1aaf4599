/// Control characters of texts of the web, which are part of no words.
///
/// All that Unicode calls so but tab and line feed goes. Characters that break lines (form feed, vertical tab,
/// a carriage return alone) become line feeds, so that words stay apart. U+0080 to U+009F are bytes of
/// windows-1252 that somebody took for Latin-1: those that are quotes, dashes and the like there become
/// what they are; a text without such characters is not copied.
import CByteScan
import UL2Core

/// Removes control characters from the text after `start`, which is UTF-8.
///
/// - Returns: how many there were; line breaks of two characters do not count.
@discardableResult
package func removeControlCharacters(_ text: inout [UInt8], from start: Int = 0) -> Int {
  guard var stop = firstControl(text, from: start) else { return 0 }
  var clean: [UInt8] = []
  clean.reserveCapacity(text.count)
  clean.append(text, 0..<stop)
  var count = 0
  while stop < text.count {
    var length = 1
    switch text[stop] {
    case 0x0D where stop + 1 < text.count && text[stop + 1] == 0x0A: break
    case 0x0D: clean.append(0x0A)
    case 0x0B, 0x0C:
      clean.append(0x0A)
      count += 1
    case 0xC2:
      length = 2
      count += 1
      let byte = text[stop + 1]
      let scalar = windows1252(byte)
      if scalar != byte { appendUTF8(scalar, to: &clean) }
    default: count += 1
    }
    let next = stop + length
    stop = firstControl(text, from: next) ?? text.count
    clean.append(text, next..<stop)
  }
  text = clean
  return count
}

/// Whether there is any for `removeControlCharacters` to remove.
package func hasControlCharacters(_ text: [UInt8]) -> Bool { firstControl(text, from: 0) != nil }

/// The first control character at `start` or after it; nil where there is none.
private func firstControl(_ text: [UInt8], from start: Int) -> Int? {
  unsafe text.withUnsafeBufferPointer { text in
    guard let base = text.baseAddress else { return nil }
    var at = start
    while at < text.count {
      if at + 16 <= text.count {
        let mask = unsafe ul2_controls16(base + at)
        if mask == 0 {
          at += 16
          continue
        }
        at += mask.trailingZeroBitCount
      }
      let byte = unsafe text[at]
      if byte == 0xC2 {
        if at + 1 < text.count, unsafe text[at + 1] < 0xA0 { return at }
      } else if byte < 0x20 && byte != 0x09 && byte != 0x0A || byte == 0x7F {
        return at
      }
      at += 1
    }
    return nil
  }
}
