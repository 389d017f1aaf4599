import ReaderSupport
import TestSupport
import Testing
import UL2Input
import UL2Parquet

/// Every column of 126 real files, compared with pyarrow.
@Suite(
  "Parquet: real files", .enabled(if: realData != nil, "\(needsRealFiles)"))
struct ParquetExpectationTests {
  /// None if they cannot be read, which `complete` detects.
  static let expectations = (try? TestSupport.expectations("parquet")) ?? []

  static let readable = expectations.filter { $0.value["error"] == nil }.map(\.key)
  static let unreadable = expectations.filter { $0.value["error"] != nil }.map(\.key)

  func path(_ name: String) -> String { realFile(name) }

  @Test("There are expectations") func complete() {
    #expect(Self.readable.count == 117)
    #expect(Self.unreadable.count == 9)
  }

  @Test("Every column is the same as read by pyarrow", arguments: readable)
  func matches(_ name: String) throws { try check(name, piece: nil) }

  @Test("The same if a file is fetched in pieces", arguments: readable)
  func matchesInPieces(_ name: String) throws { try check(name, piece: 1000) }

  private func check(_ name: String, piece: Int?) throws {
    let expected = try #require(Self.expectations.first { $0.key == name }).value
    let isCorrupt = name.contains("corrupt-checksum")
    if isCorrupt {
      #expect(throws: Problem.self) { try dumpAll(path(name), ParquetLimits(), piece: piece) }
    }
    let limits = ParquetLimits(checksCRC: !isCorrupt)
    let (file, dumps) = try dumpAll(path(name), limits, piece: piece)
    #expect(file.claimedRowCount == expected["rows"]?.int.map(Int64.init))
    #expect(file.rowGroups.count == expected["row_groups"]?.int)
    let columns = try #require(expected["columns"]?.members)
    #expect(Set(file.leaves.map(\.path)) == Set(columns.map(\.key)))
    for (leaf, dump) in zip(file.leaves, dumps) {
      let column = try #require(columns.first { $0.key == leaf.path }).value
      #expect(dump.nonNull == column["non_null"]?.int, "\(leaf.path)")
      if let sha256 = column["sha256"]?.string {
        #expect(dump.bytes == column["bytes"]?.int, "\(leaf.path)")
        #expect(dump.sha256 == sha256, "\(leaf.path)")
      }
      if case .number(let sum)? = column["sum_mod64"] {
        #expect("\(dump.sum)" == sum, "\(leaf.path)")
      }
    }
  }

  @Test(
    "Files that other readers refuse are refused or read, and never trap", arguments: unreadable)
  func refuses(_ name: String) throws {
    let refused = [
      "ARROW-GH-41321", "ARROW-GH-45185", "ARROW-GH-47662", "ARROW-RS-GH-6229-DICTHEADER",
      "ARROW-RS-GH-6229-LEVELS", "PARQUET-1481", "ARROW-GH-41317", "large_string_map.brotli",
    ]
    do {
      _ = try dumpAll(path(name), ParquetLimits())
      #expect(!refused.contains { name.contains($0) }, "\(name) was read")
    } catch let problem as Problem {
      #expect(refused.contains { name.contains($0) }, "\(problem)")
      #expect(problem.kind == .badInput)
      #expect(problem.path == path(name))
      #expect(problem.place != nil)
    }
  }

  private func dumpAll(
    _ path: String, _ limits: ParquetLimits, piece: Int? = nil
  ) throws -> (ParquetFile, [ColumnDump]) {
    let file =
      if let piece {
        try ParquetFile(.fetched(try InputFile(path).randomAccess(), piece: piece), limits: limits)
      } else {
        try ParquetFile(path, limits: limits)
      }
    return (file, try file.leaves.map { try ColumnDump(file, $0) })
  }
}
