/// Writes one MDS shard as a stream: since the samples' sizes are known beforehand, the offsets at its
/// front are too, and no more than a buffer is ever held. What is not compressed is hashed once, by the file.
package struct MDSShardWriter: ~Copyable {
  private let format: MDSFormat
  private let number: Int
  private let sampleSizes: [Int]
  private var written = 0
  private var rawSize = 0
  private let rawHash = XXH3Hasher()
  private var buffer: [UInt8] = []
  private var output: FileWriter
  private let compressor: ZstdCompressor?
  private static var capacity: Int { 1 << 18 }

  /// - Parameters:
  ///   - directory: where the shard goes.
  ///   - number: of the shard, which names it: `shard.00000.mds`.
  ///   - format: its hashes must be `xxh3_64` alone, or none.
  ///   - sampleSizes: bytes of each sample that will be written.
  package init(
    directory: String, number: Int, format: MDSFormat, sampleSizes: [Int]
  ) throws(Problem) {
    precondition(format.hashes.allSatisfy { $0 == "xxh3_64" }, "the only hash that is written")
    let level = try format.compression.map { name throws(Problem) in
      try ZstdCompressor.level(of: name)
    }
    let name = MDSShardWriter.name(number)
    let size = format.shardSize(samples: sampleSizes.count, bytes: sampleSizes.reduce(0, +))
    let output = try FileWriter(joined(directory, level == nil ? name : name + ".zstd"))
    self.format = format
    self.number = number
    self.sampleSizes = sampleSizes
    self.output = output
    compressor = level.map { ZstdCompressor(level: $0, contentSize: size) }
    appendHeader()
  }

  private static func name(_ number: Int) -> String {
    "shard." + padded(number) + ".mds"
  }

  private mutating func appendHeader() {
    let config = format.config
    var words = [UInt32(sampleSizes.count)]
    var offset = 4 + 4 * (sampleSizes.count + 1) + config.count
    words.append(UInt32(offset))
    for size in sampleSizes {
      offset += size
      words.append(UInt32(offset))
    }
    for word in words { appendLittleEndian(word, to: &buffer) }
    buffer += config
  }

  /// Writes the next sample.
  package mutating func write(_ sample: [UInt8]) throws(Problem) {
    precondition(sample.count == sampleSizes[written], "the sample differs from its planned size")
    written += 1
    try add(sample)
  }

  private mutating func add(_ bytes: [UInt8]) throws(Problem) {
    guard let compressor else {
      try writeHeader()
      return try output.write(bytes)
    }
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.capacity { try compress(with: compressor, last: false) }
  }

  /// Writes the header of an uncompressed shard. A compressor gets it in one piece with the samples, because cuts
  /// change the compressed bytes.
  private mutating func writeHeader() throws(Problem) {
    if buffer.isEmpty { return }
    try output.write(buffer)
    buffer = []
  }

  private mutating func compress(
    with compressor: ZstdCompressor, last: Bool
  ) throws(Problem) {
    rawHash.update(buffer)
    rawSize += buffer.count
    unsafe try compressor.compress(buffer, last: last) { bytes throws(Problem) in
      unsafe try output.write(bytes)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Closes the shard; returns its entry for the index.
  package consuming func finish() throws(Problem) -> MDSIndex.Shard {
    precondition(written == sampleSizes.count, "samples are missing")
    if let compressor {
      try compress(with: compressor, last: true)
    } else {
      try writeHeader()
    }
    let name = Self.name(number)
    let format = format
    func hashes(_ value: UInt64) -> [String: String] {
      format.hashes.isEmpty ? [:] : ["xxh3_64": hexadecimal(value)]
    }
    let isCompressed = compressor != nil
    let samples = sampleSizes.count
    let content = FileFacts(bytes: rawSize, xxh3: rawHash.value())
    let facts = try output.publish()
    func file(_ name: String, _ facts: FileFacts) -> MDSIndex.File {
      MDSIndex.File(name: name, bytes: facts.bytes, hashes: hashes(facts.xxh3))
    }
    return MDSIndex.Shard(
      format: format, samples: samples, raw: file(name, isCompressed ? content : facts),
      zip: isCompressed ? file(name + ".zstd", facts) : nil)
  }
}
