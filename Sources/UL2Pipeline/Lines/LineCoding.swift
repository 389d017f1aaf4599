/// Lines in, lines out: what a filter in a pipe does. Memory is that of the longest line and what is made
/// of it; whatever one read gave is worked through and written before the next, so that no later
/// reader waits for lines that are there.
import UL2Input

/// Turns one line into another.
package protocol LineCoder {
  /// Appends what a line becomes, without its end.
  mutating func append(_ line: [UInt8], to output: inout [UInt8]) throws(Problem)
}

package enum LineCoding {
  /// Bytes of output that are held at a time.
  private static var chunk: Int { 1 << 20 }

  /// Works through inputs, one after another.
  ///
  /// A line ends at `\n`, the last one of an input at its end; everything else belongs to the line.
  ///
  /// - Parameters:
  ///   - inputs: files, compressed ones too, addresses, and `-` for standard input, which is taken as it
  ///     is: telling its compression would mean to wait for more than a line.
  ///   - write: given whole lines.
  /// - Throws: the first problem, with its input and line; the lines before it have been written.
  package static func run<Coder: LineCoder>(
    _ inputs: [String], _ coder: inout Coder, write: ([UInt8]) throws(Problem) -> Void
  ) throws(Problem) {
    do throws(Problem) {
      for path in inputs {
        let input = try path == "-" ? InputFile(path).streamed() : openInput(path)
        try run(input, &coder, write: write)
      }
    } catch {
      // Other commands continue where they stopped, or keep what is finished; a filter starts over.
      var problem = error
      if problem.kind == .interrupted || problem.kind == .readWrite { problem.fix = nil }
      throw problem
    }
  }

  /// Works through one input.
  package static func run<Coder: LineCoder>(
    _ input: consuming ByteReader, _ coder: inout Coder,
    write: ([UInt8]) throws(Problem) -> Void
  ) throws(Problem) {
    var lines = PendingLines(input)
    let path = lines.path
    var line: [UInt8] = []
    var output: [UInt8] = []
    var number = 0
    var isAtEnd = false
    while !isAtEnd {
      isAtEnd = try !lines.fill()
      while lines.next(&line, isAtEnd: isAtEnd) {
        number += 1
        let start = output.count
        do throws(Problem) {
          try coder.append(line, to: &output)
        } catch {
          output.removeLast(output.count - start)
          try write(output)
          throw error.at(path, place: "\(number)")
        }
        output.append(0x0A)
        if output.count >= chunk {
          try write(output)
          output.removeAll(keepingCapacity: true)
          try Interruption.check()
        }
      }
      if !output.isEmpty { try write(output) }
      output.removeAll(keepingCapacity: true)
      try Interruption.check()
    }
  }
}
