/// A JSON file of any size, scanned a piece at a time: a window of it is in memory, which is moved when what is read
/// next does not end in it, and grows where one value is larger.
///
/// Read, and not mapped: a file that is cut short meanwhile is an error, and not the end of the process.
package struct JSONPieces: ~Copyable {
  private let file: File
  private var window: [UInt8]
  /// Bytes of the window that are the file's.
  private var filled = 0
  /// Bytes of the window that have been taken.
  private var taken = 0
  /// Bytes of the file up to the window's end.
  private var read = 0
  /// Lines that ended before the window.
  private var lines = 0
  private var isAtEnd = false

  /// - Parameter window: bytes that are read at a time.
  package init(_ path: String, window: Int = 1 << 20) throws(Problem) {
    file = try File(reading: path)
    self.window = [UInt8](repeating: 0, count: max(1, window))
  }

  /// Scans what comes next.
  ///
  /// - Parameter body: is run again, with more of the file, where the window ended too early: from the start, or from
  ///   what it has said that it had read as a whole by then, in bytes. When it returns, all that it has read is taken.
  /// - Throws: what is not JSON, with its line.
  package mutating func scan(
    _ body: (_ scanner: inout JSONScanner, _ whole: inout Int) throws(JSONScanner.Failure) -> Void
  ) throws(Problem) {
    while true {
      if filled == taken { try fill() }
      let count = filled - taken
      var whole = 0
      do throws(JSONScanner.Failure) {
        let (start, end) = (taken, filled)
        let at = unsafe try window.withUnsafeBufferPointer {
          window throws(JSONScanner.Failure) in
          var scanner = unsafe JSONScanner(UnsafeBufferPointer(rebasing: window[start..<end]))
          try body(&scanner, &whole)
          return scanner.at
        }
        // A number that ends where the window does may continue.
        if at < count || isAtEnd {
          taken += at
          return
        }
      } catch {
        if isAtEnd || error.offset < count { throw problem(error) }
      }
      taken += whole
      try fill()
    }
  }

  /// Throws unless nothing but white space is left.
  package mutating func end() throws(Problem) {
    while true {
      try scan { scanner, _ throws(JSONScanner.Failure) in try scanner.end() }
      if isAtEnd, taken == filled { return }
    }
  }

  /// Reads more, into the room of what was taken, or into a larger window.
  private mutating func fill() throws(Problem) {
    if taken > 0 {
      let (start, end) = (taken, filled)
      lines += unsafe window.withUnsafeMutableBytes { window in
        let gone = unsafe newlineCount(UnsafeRawBufferPointer(rebasing: window[..<start]))
        unsafe UnsafeMutableRawBufferPointer(rebasing: window[..<(end - start)]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: window[start..<end]))
        return gone
      }
      filled -= taken
      taken = 0
    } else if filled == window.count {
      window.append(contentsOf: repeatElement(0, count: window.count))
    }
    while filled < window.count, !isAtEnd {
      let count = try Self.read(file, at: read, into: &window, from: filled)
      isAtEnd = count == 0
      filled += count
      read += count
    }
  }

  private static func read(
    _ file: borrowing File, at offset: Int, into window: inout [UInt8], from start: Int
  ) throws(Problem) -> Int {
    var span = window.mutableSpan
    return unsafe try span.withUnsafeMutableBytes { buffer throws(Problem) in
      unsafe try file.read(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]), at: offset)
    }
  }

  private func problem(_ failure: JSONScanner.Failure) -> Problem {
    let before = unsafe window.withUnsafeBytes { window in
      unsafe newlineCount(UnsafeRawBufferPointer(rebasing: window[..<(taken + failure.offset)]))
    }
    return Problem(
      .badInput, "not JSON: \(failure.reason)", path: file.path, place: "\(lines + before + 1)")
  }
}
