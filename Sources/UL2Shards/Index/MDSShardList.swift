/// The shards of an index, in little memory: a dataset has up to a million of them, which are looked at one by one.
///
/// A shard is put together when it is asked for, in a microsecond; their numbers of samples can be had without.
package struct MDSShardList: Sendable, RandomAccessCollection {
  private var samples: [UInt32] = []
  private var raw = MDSFileTable()
  /// Shorter than the others where the last shards have none.
  private var zip = MDSFileTable()
  /// Each format with the first shard that has it. Shards have nearly always the same one.
  private var formats: [(first: Int, format: MDSFormat)] = []

  package init() {}

  package init(_ shards: some Sequence<MDSIndex.Shard>) {
    for shard in shards { append(shard) }
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { samples.count }

  package subscript(number: Int) -> MDSIndex.Shard {
    MDSIndex.Shard(
      format: format(of: number), samples: Int(samples[number]), raw: raw[number]!,
      zip: number < zip.count ? zip[number] : nil)
  }

  /// Samples of each shard.
  package var sampleCounts: some Sequence<Int> { samples.lazy.map { Int($0) } }

  /// Bytes of each shard, uncompressed.
  package func rawBytes(_ number: Int) -> Int { raw.size(of: number) ?? 0 }

  private func format(of number: Int) -> MDSFormat {
    formats[lastNumber(in: formats.indices) { formats[$0].first <= number }].format
  }

  // MARK: Adding

  /// - Returns: the layouts of its files' hashes.
  @discardableResult
  mutating func append(
    _ shard: MDSIndex.Shard
  ) -> (raw: MDSFileTable.Layout?, zip: MDSFileTable.Layout?) {
    let number = samples.count
    if formats.last?.format != shard.format { formats.append((number, shard.format)) }
    samples.append(UInt32(shard.samples))
    let layout = raw.append(shard.raw)
    guard let file = shard.zip else { return (layout, nil) }
    while zip.count < number { zip.append(nil) }
    return (layout, zip.append(file))
  }

  /// Adds a shard that differs from the last one in nothing but what a template has found.
  mutating func append(_ found: MDSEntryTemplate.Found, _ text: UnsafeBufferPointer<UInt8>) {
    samples.append(UInt32(found.samples))
    unsafe Self.append(found.raw, text, to: &raw)
    if let file = found.zip {
      while zip.count < samples.count - 1 { zip.append(nil) }
      unsafe Self.append(file, text, to: &zip)
    }
  }

  private static func append(
    _ file: MDSEntryTemplate.FoundFile, _ text: UnsafeBufferPointer<UInt8>,
    to table: inout MDSFileTable
  ) {
    unsafe table.begin(UnsafeBufferPointer(rebasing: text[file.name]))
    for range in file.hashes { unsafe table.appendHexadecimal(text[range]) }
    table.finish(size: file.bytes, file.layout)
  }
}
