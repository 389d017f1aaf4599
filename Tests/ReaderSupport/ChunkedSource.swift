/// Bytes in memory as a source that gives at most `chunk` bytes at a time: with 1, every place is between two reads.
import UL2Input

package final class ChunkedSource: ByteSource {
  package let path: String
  private let bytes: [UInt8]
  private let chunk: Int
  private var at = 0

  package init(_ bytes: [UInt8], chunk: Int = 1 << 20, path: String = "memory") {
    self.bytes = bytes
    self.chunk = chunk
    self.path = path
  }

  package convenience init(_ text: String, chunk: Int = 1 << 20) {
    self.init(Array(text.utf8), chunk: chunk)
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let count = min(chunk, bytes.count - at, buffer.count)
    buffer.copyBytes(from: bytes[at..<at + count])
    at += count
    return count
  }
}

/// All of an input, read `piece` bytes at a time, and the problem that ended it.
package func drain(
  _ input: inout ByteReader, piece: Int = 1 << 16
) -> (bytes: [UInt8], problem: Problem?) {
  var bytes: [UInt8] = []
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: piece, alignment: 1)
  defer { buffer.deallocate() }
  do throws(Problem) {
    while true {
      let count = try input.read(into: buffer)
      if count == 0 { return (bytes, nil) }
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  } catch {
    return (bytes, error)
  }
}

package func drain(
  _ source: any ByteSource, piece: Int = 1 << 16
) -> (bytes: [UInt8], problem: Problem?) {
  var input = ByteReader(source)
  return drain(&input, piece: piece)
}

/// All of `bytes`, decompressed.
package func inflate(
  _ bytes: [UInt8], chunk: Int = 1 << 20, piece: Int = 1 << 16
) -> (bytes: [UInt8], problem: Problem?) {
  do throws(Problem) {
    var input = try decompressed(ByteReader(ChunkedSource(bytes, chunk: chunk)))
    return drain(&input, piece: piece)
  } catch {
    return ([], error)
  }
}
