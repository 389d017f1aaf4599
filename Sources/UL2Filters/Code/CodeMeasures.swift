/// Measures that the filters of source code use, from one pass over a text.
///
/// Characters are counted, not bytes. Every character beyond ASCII counts as a letter, though a few are
/// punctuation: Unicode's tables would cost more than all the rest.
import Glibc

struct CodeMeasures {
  private(set) var lines = 0
  private(set) var longestLine = 0
  /// Without the ends of lines, and with them.
  private var lineCharacters = 0
  private var characters = 0
  private var alphanumeric = 0

  /// Of a text without lines 0, as it has none that is long.
  var meanLineLength: Double { lines == 0 ? 0 : Double(lineCharacters) / Double(lines) }

  /// Of an empty text 0.
  var alphanumericShare: Double {
    characters == 0 ? 0 : Double(alphanumeric) / Double(characters)
  }

  init(_ text: UnsafeRawBufferPointer) {
    guard let base = text.baseAddress else { return }
    var start = 0
    while start < text.count {
      let found = unsafe memchr(base + start, 0x0A, text.count - start)
      let end = unsafe found.map { unsafe UnsafeRawPointer($0) - base } ?? text.count
      unsafe add(UnsafeRawBufferPointer(rebasing: text[start..<end]), isEnded: end < text.count)
      start = end + 1
    }
  }

  /// Adds what is before a line feed: a line, or several where carriage returns end them.
  private mutating func add(_ text: UnsafeRawBufferPointer, isEnded: Bool) {
    var rest = unsafe text
    while let base = rest.baseAddress, let found = unsafe memchr(base, 0x0D, rest.count) {
      let end = unsafe UnsafeRawPointer(found) - base
      unsafe addLine(UnsafeRawBufferPointer(rebasing: rest[..<end]), isEnded: true)
      // The line feed belongs to the carriage return before it.
      if end + 1 == rest.count { return }
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
    }
    unsafe addLine(rest, isEnded: isEnded)
  }

  private mutating func addLine(_ line: UnsafeRawBufferPointer, isEnded: Bool) {
    let (length, letters) = unsafe Self.count(line)
    lines += 1
    lineCharacters += length
    longestLine = max(longestLine, length)
    characters += length + (isEnded ? 1 : 0)
    alphanumeric += letters
  }

  /// How many characters there are, and how many of them are letters or digits. Without branches, and in
  /// steps whose counts fit into a byte, so that the compiler makes vectors of it.
  private static func count(_ line: UnsafeRawBufferPointer) -> (Int, Int) {
    var all = 0
    var letters = 0
    var start = 0
    while start < line.count {
      let end = min(start + 128, line.count)
      var allHere: UInt8 = 0
      var lettersHere: UInt8 = 0
      for i in start..<end {
        let byte = unsafe line[i]
        let isFirst: UInt8 = byte & 0xC0 != 0x80 ? 1 : 0
        let isLetter: UInt8 = (byte | 0x20) &- 0x61 < 26 ? 1 : 0
        let isDigit: UInt8 = byte &- 0x30 < 10 ? 1 : 0
        let isBeyond: UInt8 = byte >= 0xC0 ? 1 : 0
        allHere &+= isFirst
        lettersHere &+= isLetter | isDigit | isBeyond
      }
      all += Int(allHere)
      letters += Int(lettersHere)
      start = end
    }
    return (all, letters)
  }
}
