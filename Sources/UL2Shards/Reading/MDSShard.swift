/// One shard in memory: mapped where it is not compressed, else decompressed as a whole (64 MiB by
/// default), since zstd has no random access.
package final class MDSShard: Sendable {
  package let entry: MDSIndex.Shard
  /// The file that is read.
  package let path: String
  private let contents: Contents

  private enum Contents {
    case mapped(MappedFile)
    case decompressed(LargeBuffer)
  }

  /// - Parameters:
  ///   - checkingHashes: reads the whole shard and compares it with the index's xxh3_64.
  ///   - pool: where the memory of a shard that is decompressed comes from.
  package init(
    _ entry: MDSIndex.Shard, directory: String, checkingHashes: Bool = false,
    pool: LargeBufferPool? = nil
  ) throws(Problem) {
    self.entry = entry
    let stored = entry.zip ?? entry.raw
    path = joined(directory, stored.name)
    let file = try MappedFile(path)
    guard file.count == stored.bytes else {
      throw Problem(
        .badInput, "shard differs from the index", path: path, got: "\(file.count) bytes",
        expected: "\(stored.bytes)")
    }
    if checkingHashes { unsafe try Self.check(unsafe file.bytes, stored, path) }
    guard let zip = entry.zip else {
      contents = .mapped(file)
      try checkHeader()
      return
    }
    guard let name = entry.format.compression, name == "zstd" || name.hasPrefix("zstd:") else {
      throw Problem(
        .badInput, "compression not supported", path: path, got: entry.format.compression,
        expected: "zstd")
    }
    var hash: UInt64? = checkingHashes && entry.raw.hashes["xxh3_64"] != nil ? 0 : nil
    let raw = unsafe try zstdDecompressed(
      file.bytes, size: entry.raw.bytes, from: pool, path: path, hash: &hash)
    if let hash {
      try Self.compare(hash, entry.raw, joined(directory, zip.name) + " (decompressed)")
    }
    contents = .decompressed(raw)
    try checkHeader()
  }

  private static func check(
    _ bytes: UnsafeRawBufferPointer, _ file: MDSIndex.File, _ path: String
  ) throws(Problem) {
    if file.hashes["xxh3_64"] != nil { unsafe try compare(xxh3(bytes), file, path) }
  }

  private static func compare(
    _ hash: UInt64, _ file: MDSIndex.File, _ path: String
  ) throws(Problem) {
    let expected = file.hashes["xxh3_64"]
    let found = hexadecimal(hash)
    guard found == expected else {
      throw Problem(
        .badInput, "hash differs from the index", path: path, got: "xxh3_64 \(found)",
        expected: expected)
    }
  }

  package var count: Int { entry.samples }

  private func withBytes<R>(
    _ body: (UnsafeRawBufferPointer) throws(Problem) -> R
  ) throws(Problem) -> R {
    unsafe try body(bytes)
  }

  private func checkHeader() throws(Problem) {
    let size = unsafe try withBytes { bytes throws(Problem) in
      let isWhole = bytes.count >= 8 + 4 * entry.samples
      let count = unsafe isWhole ? Int(bytes.loadUnaligned(as: UInt32.self)) : -1
      guard count == entry.samples else {
        throw Problem(
          .badInput, "not the shard of the index", path: path, place: "byte 0",
          got: count < 0 ? "\(bytes.count) bytes" : "\(count) samples",
          expected: "\(entry.samples) samples")
      }
      return bytes.count
    }
    guard try range(of: entry.samples - 1).upperBound <= size || entry.samples == 0 else {
      throw Problem(.badInput, "shard cut short", path: path, got: "\(size) bytes")
    }
  }

  /// Where a sample lies among the shard's bytes.
  package func range(of sample: Int) throws(Problem) -> Range<Int> {
    unsafe try withBytes { bytes throws(Problem) in
      guard sample >= 0 else { return 0..<0 }
      let at = 4 + 4 * sample
      let start = unsafe Int(bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
      let end = unsafe Int(bytes.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
      guard start <= end, end <= bytes.count else {
        throw Problem(
          .badInput, "bad offset of sample \(sample)", path: path, place: "byte \(at)",
          got: "\(start) to \(end)", expected: "inside of the shard")
      }
      return start..<end
    }
  }

  /// Checks what reading samples does not need: that they fill the shard without a gap, and that the
  /// config inside is that of the index.
  package func checkLayout() throws(Problem) {
    unsafe try withBytes { bytes throws(Problem) in
      func offset(_ sample: Int) -> Int {
        unsafe Int(bytes.loadUnaligned(fromByteOffset: 4 + 4 * sample, as: UInt32.self))
      }
      let header = 8 + 4 * count
      guard (header...bytes.count).contains(offset(0)) else {
        throw Problem(
          .badInput, "bad offset of sample 0", path: path, place: "byte 4", got: "\(offset(0))",
          expected: "\(header) and the config's length")
      }
      let config = unsafe [UInt8](bytes[header..<offset(0)])
      // Other writers escape what is not ASCII: the same values are enough.
      let isSame =
        config == entry.format.config
        || (try? JSONValue.parse(config, path: path)) == .object(entry.format.members)
      guard isSame else {
        throw Problem(
          .badInput, "the config in the shard differs from the index", path: path,
          place: "byte \(header)", got: shown(config),
          expected: String(decoding: entry.format.config, as: UTF8.self))
      }
      for sample in 0..<count { _ = try range(of: sample) }
      guard offset(count) == bytes.count else {
        throw Problem(
          .badInput, "bytes after the last sample", path: path, place: "byte \(4 + 4 * count)",
          got: "\(bytes.count) bytes", expected: "\(offset(count))")
      }
    }
  }

  /// One sample's columns by name.
  package func sample(_ number: Int) throws(Problem) -> MDSSample {
    unsafe try withSample(number) { sample, _ throws(Problem) in
      unsafe try MDSSample(sample, format: entry.format) { reason throws(Problem) in
        throw Problem(.badInput, reason, path: path, place: "sample \(number)")
      }
    }
  }

  /// Calls `body` with one sample's bytes, and how many of the shard are before them.
  package func withSample<R>(
    _ number: Int, _ body: (UnsafeRawBufferPointer, Int) throws(Problem) -> R
  ) throws(Problem) -> R {
    precondition((0..<count).contains(number), "no such sample")
    let range = try range(of: number)
    return unsafe try withBytes { bytes throws(Problem) in
      unsafe try body(UnsafeRawBufferPointer(rebasing: bytes[range]), range.lowerBound)
    }
  }

  /// Has the processor fetch a sample that is read soon, where its offsets make sense.
  package func willRead(_ sample: Int) {
    guard sample >= 0, sample < count else { return }
    let bytes = unsafe bytes
    let start = unsafe Int(bytes.loadUnaligned(fromByteOffset: 4 + 4 * sample, as: UInt32.self))
    let end = unsafe Int(bytes.loadUnaligned(fromByteOffset: 8 + 4 * sample, as: UInt32.self))
    guard start <= end, end <= bytes.count else { return }
    unsafe prefetch(
      UnsafeRawBufferPointer(rebasing: bytes[start..<min(end, start + Self.fetchedBytes)]))
  }

  /// Of a sample, at most: as many as lie in the processor's nearest cache beside the sample before.
  private static let fetchedBytes = 8192

  /// The shard's bytes, valid as long as this object lives.
  package var bytes: UnsafeRawBufferPointer {
    switch contents {
    case .mapped(let file): unsafe file.bytes
    case .decompressed(let buffer): unsafe buffer.bytes
    }
  }

  /// The owner of the shard's bytes.
  package var memoryOwner: MemoryOwner {
    switch contents {
    case .mapped(let file): .file(file)
    case .decompressed(let buffer): .buffer(buffer)
    }
  }

  package enum MemoryOwner: Sendable {
    case file(MappedFile)
    case buffer(LargeBuffer)
  }

  /// Bytes of memory that the shard takes of its own.
  package var memory: Int {
    if case .decompressed(let buffer) = contents { buffer.count } else { 0 }
  }
}
