/// A buffered file that counts and hashes what is written, and appears only when it is whole.

/// A finished file as manifests know it.
package struct FileFacts: Hashable, Sendable {
  package var bytes: Int
  package var xxh3: UInt64

  package init(bytes: Int, xxh3: UInt64) {
    self.bytes = bytes
    self.xxh3 = xxh3
  }
}

package struct FileWriter: ~Copyable {
  private let file: AtomicFile
  private let hasher = XXH3Hasher()
  private var buffer: [UInt8] = []
  package private(set) var count = 0
  /// Up to where the system has been told to begin to write.
  private var started = 0
  private static var capacity: Int { 1 << 18 }
  /// Bytes after which the disk gets to work, so that little is left to wait for at the end.
  private static var stride: Int { 8 << 20 }

  package init(_ path: String) throws(Problem) {
    file = try AtomicFile(path)
    buffer.reserveCapacity(Self.capacity)
  }

  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
    // What is larger than the buffer is not copied into it: a document's tokens may be hundreds of megabytes.
    if bytes.count >= Self.capacity {
      try flush()
      return unsafe try writeOut(bytes)
    }
    unsafe buffer.append(contentsOf: bytes)
    if buffer.count >= Self.capacity { try flush() }
  }

  package mutating func write(_ bytes: [UInt8]) throws(Problem) {
    unsafe try bytes.span.withUnsafeBytes { bytes throws(Problem) in unsafe try write(bytes) }
  }

  private mutating func flush() throws(Problem) {
    if buffer.isEmpty { return }
    // Taken out, so that its memory is used again.
    var full: [UInt8] = []
    swap(&full, &buffer)
    unsafe try full.span.withUnsafeBytes { bytes throws(Problem) in unsafe try writeOut(bytes) }
    full.removeAll(keepingCapacity: true)
    swap(&full, &buffer)
  }

  private mutating func writeOut(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
    unsafe hasher.update(bytes)
    count += bytes.count
    unsafe try file.content.write(bytes)
    if count - started >= Self.stride {
      file.content.startWriting(started..<count)
      started = count
    }
  }

  /// Makes the file appear.
  package consuming func publish() throws(Problem) -> FileFacts {
    try flush()
    let facts = FileFacts(bytes: count, xxh3: hasher.value())
    try file.publish()
    return facts
  }
}
