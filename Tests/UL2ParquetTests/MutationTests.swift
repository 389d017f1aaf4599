import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input
import UL2Parquet

/// Broken files: real ones with bytes changed or cut off, always the same ones.
@Suite(
  "Parquet: mutations", .enabled(if: realData != nil, "\(needsRealFiles)"))
struct MutationTests {
  static let names = [
    "data/alltypes_dictionary.parquet", "data/binary_truncated_min_max.parquet",
    "data/concatenated_gzip_members.parquet", "data/datapage_v2.snappy.parquet",
    "data/delta_length_byte_array.parquet", "data/hadoop_lz4_compressed.parquet",
    "data/lz4_raw_compressed.parquet", "data/nested_lists.snappy.parquet",
    "data/nullable.impala.parquet", "data/byte_stream_split.zstd.parquet",
    "data/repeated_no_annotation.parquet", "data/large_string_map.brotli.parquet",
    "data/int96_from_spark.parquet", "data/rle_boolean_encoding.parquet",
    "data/delta_encoding_required_column.parquet", "data/page_v2_empty_compressed.parquet",
  ]

  @Test("Nothing traps, and memory stays bounded", arguments: names)
  func survives(_ name: String) throws {
    let original = try readFile(realFile("parquet/parquet-testing/" + name))
    // Small enough that a page that truly expands to it is soon done.
    let limits = ParquetLimits(pageSize: 1 << 22, checksCRC: false)
    var random = CounterRandom(key: xxh3(Array(name.utf8)))
    var refused = 0
    for _ in 0..<250 {
      var bytes = original
      switch random.below(4) {
      case 0: bytes.removeSubrange(random.below(bytes.count)...)
      case 1: bytes.removeSubrange(4..<4 + random.below(16) + 1)
      default:
        for _ in 0...random.below(4) {
          let at = random.below(bytes.count)
          bytes[at] = random.below(2) == 0 ? bytes[at] ^ 1 << UInt8(random.below(8)) : 0xFF
        }
      }
      try withTemporaryFile(bytes) { path in
        do throws(Problem) {
          let file = try ParquetFile(path, limits: limits)
          for leaf in file.leaves { try Self.readAll(file, leaf) }
        } catch {
          #expect(error.path == path)
          refused += 1
        }
        _ = try? Self.readDocuments(path)
      }
    }
    #expect(refused > 50)
  }

  /// Every entry up to a million: a run may honestly represent 2³¹.
  static func readAll(_ file: ParquetFile, _ leaf: LeafColumn) throws(Problem) {
    let reader = ColumnReader(file, leaf)
    var entries = 0
    for group in file.rowGroups.indices {
      try reader.open(rowGroup: group)
      while try reader.peek(), entries < 1 << 20 {
        if !reader.isNull, leaf.type == .byteArray { _ = reader.bytes.reduce(0, ^) }
        reader.consume()
        entries += 1
      }
    }
    #expect(reader.bufferedBytes < 32 << 20)
  }

  static func readDocuments(_ path: String) throws(Problem) {
    let text = try ParquetFile(path).leaves.first { $0.mayBeText }
    guard let text else { return }
    let reader = try ParquetDocumentReader(path, textColumn: text.path, log: SkipLog())
    var document = Document()
    for _ in 0..<10_000 where try reader.next(&document) {}
  }
}
