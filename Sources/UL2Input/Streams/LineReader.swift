/// The lines of a `ByteSource`, handed out where they lie in the buffer: nothing is copied.
///
/// A line ends at `\n`, and a `\r` before that goes too; the last line needs no end. A UTF-8 byte
/// order mark at the very start is dropped. A line above the limit is skipped without being
/// held, so that a file that is not text at all costs the limit and not its size.
package final class LineReader {
  @unsafe package enum Line {
    /// Valid until the next call of `next`.
    case text(UnsafeBufferPointer<UInt8>)
    case tooLong(byteCount: Int)
  }

  /// The number of the last line given, counted from 1.
  package private(set) var number = 0
  /// Where the last line given begins in the input.
  package private(set) var position = 0
  /// The longest line that is given, in bytes.
  package let limit: Int
  private var reader: ByteReader
  /// Bytes of the line last given, its end included: consumed when the next is asked for.
  private var given = 0

  package init(_ input: consuming ByteReader, limit: Int = 256 << 20) {
    self.limit = min(limit, Int.max - 2)
    reader = input
  }

  /// The lines of a part.
  ///
  /// - Parameter linesBefore: how many there are before the part.
  package init(_ part: PartBytes, linesBefore: Int, limit: Int = 256 << 20) {
    self.limit = min(limit, Int.max - 2)
    number = linesBefore
    reader = ByteReader(part)
  }

  package var path: String { reader.path }

  /// The next line; nil after the last. What the source throws comes after the whole lines before.
  package func next() throws(Problem) -> Line? {
    reader.consume(given)
    given = 0
    position = reader.position
    // A carriage return and the newline do not count.
    if let length = try reader.newline(within: limit + 2) {
      return unsafe finish(length, ending: 1)
    }
    let rest = unsafe reader.unread.count
    if rest == 0 { return nil }
    if reader.isExhausted, rest <= limit { return unsafe finish(rest, ending: 0) }
    return unsafe .tooLong(byteCount: try skipLine())
  }

  private func finish(_ length: Int, ending: Int) -> Line {
    number += 1
    given = length + ending
    var line = unsafe UnsafeBufferPointer(
      rebasing: reader.unread.bindMemory(to: UInt8.self)[..<length])
    if ending > 0, unsafe line.last == UInt8(ascii: "\r") {
      unsafe line = UnsafeBufferPointer(rebasing: line.dropLast())
    }
    if number == 1, unsafe line.starts(with: [0xEF, 0xBB, 0xBF]) {
      unsafe line = UnsafeBufferPointer(rebasing: line.dropFirst(3))
    }
    return unsafe line.count > limit ? .tooLong(byteCount: line.count) : .text(line)
  }

  /// Skips the line that has begun; returns its length.
  private func skipLine() throws(Problem) -> Int {
    number += 1
    var length = 0
    repeat {
      let count = unsafe reader.unread.count
      if let end = try reader.newline(within: count) {
        reader.consume(end + 1)
        return length + end
      }
      length += count
      reader.consume(count)
    } while try reader.fill()
    return length
  }
}
