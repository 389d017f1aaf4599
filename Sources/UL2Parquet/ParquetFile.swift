/// An open Parquet file: its schema and where its column chunks lie. Values come from `ColumnReader`s.
///
/// ```
///  PAR1  row group 0: chunk of column 0 │ chunk of column 1 │ …   row group 1: …   footer  PAR1
///                     └ [dictionary page] data page data page …
/// ```
/// Only the pages of the columns that are read are ever touched, or fetched where the file is remote.
import UL2Input

package final class ParquetFile: Sendable {
  package let leaves: [LeafColumn]
  /// Rows in each row group.
  package let rowGroups: [Int]
  /// The number of rows that the footer claims; some writers leave 0.
  package let claimedRowCount: Int64
  let bytes: ParquetBytes
  let limits: ParquetLimits
  /// Where the footer begins: all pages lie before it.
  let pagesEnd: Int
  /// Whether pages of version 2 are compressed whatever they say of themselves.
  let compressesAlways: Bool
  private let groups: [ParquetFooter.RowGroup]

  package var path: String { bytes.path }
  package var byteCount: Int { bytes.count }

  package convenience init(
    _ path: String, limits: ParquetLimits = ParquetLimits()
  ) throws(Problem) {
    try self.init(try ParquetBytes(InputFile(path)), limits: limits)
  }

  package init(_ bytes: ParquetBytes, limits: ParquetLimits = ParquetLimits()) throws(Problem) {
    let path = bytes.path
    let (footer, start) = try ParquetFooter.read(bytes)
    do throws(Problem) {
      leaves = try ParquetSchema(footer.elements).leaves
      var rowGroups: [Int] = []
      for (i, group) in footer.rowGroups.enumerated() {
        guard let rows = Int(exactly: group.rowCount), rows >= 0, group.chunks.count == leaves.count
        else {
          throw damage(
            "row group \(i) does not fit the schema",
            got: "\(group.rowCount) rows, \(group.chunks.count) columns",
            expected: "\(leaves.count) columns")
        }
        rowGroups.append(rows)
      }
      self.rowGroups = rowGroups
    } catch {
      throw error.at(path, place: "footer, byte \(start)")
    }
    self.bytes = bytes
    self.limits = limits
    pagesEnd = start
    groups = footer.rowGroups
    claimedRowCount = footer.rowCount
    compressesAlways = WriterVersion(footer.createdBy).map { $0.compressesAlways } ?? false
  }

  /// The row groups whose pages begin within a part of the file: each in one of the parts that a file is divided
  /// into, whatever its footer claims, and in their order.
  package func rowGroups(beginningIn part: Range<Int>) -> Range<Int> {
    var start = 0
    let starts = groups.map { group in
      let chunks = group.chunks.map { chunk in
        let dictionary = chunk.dictionaryPageOffset
        return dictionary > 0 ? min(dictionary, chunk.dataPageOffset) : chunk.dataPageOffset
      }
      start = min(max(start, Int(clamping: chunks.min() ?? 0)), byteCount - 1)
      return start
    }
    let first = starts.firstIndex { $0 >= part.lowerBound } ?? starts.count
    let end = starts.firstIndex { $0 >= part.upperBound } ?? starts.count
    return first..<max(first, end)
  }

  /// Where a column's pages lie.
  struct Chunk {
    var range: Range<Int>
    var valueCount: Int
    var codec: Codec
  }

  /// A column's chunk of a row group, checked against the file.
  func chunk(rowGroup: Int, _ leaf: LeafColumn) throws(Problem) -> Chunk {
    let place = "row group \(rowGroup), column \(leaf.path)"
    let chunk = groups[rowGroup].chunks[leaf.index]
    do throws(Problem) {
      if chunk.isEncrypted {
        throw Problem(
          .badInput, "the column is encrypted", fix: "decrypt the file first; ul2prep has no keys")
      }
      if chunk.isElsewhere { throw damage("the column's pages are in another file") }
      guard chunk.type == leaf.type, let codec = chunk.codec else {
        throw damage("the column chunk is not of the column's type", expected: "\(leaf.type)")
      }
      // Some writers give 0 for a dictionary page that is not there.
      let hasDictionary =
        chunk.dictionaryPageOffset > 0 && chunk.dictionaryPageOffset < chunk.dataPageOffset
      let start = hasDictionary ? chunk.dictionaryPageOffset : chunk.dataPageOffset
      let (end, overflow) = start.addingReportingOverflow(chunk.compressedSize)
      guard chunk.valueCount >= 0, let count = Int(exactly: chunk.valueCount) else {
        throw damage("the column chunk's number of values", got: "\(chunk.valueCount)")
      }
      guard !overflow, start >= 0, start <= end, end <= Int64(pagesEnd) else {
        // Writers leave the offsets of empty chunks as they come.
        if count == 0 { return Chunk(range: 0..<0, valueCount: 0, codec: codec) }
        throw damage(
          "the column chunk lies outside of the file", got: "bytes \(start) to \(end)",
          expected: "at most \(pagesEnd)")
      }
      return Chunk(range: Int(start)..<Int(end), valueCount: count, codec: codec)
    } catch {
      throw error.at(path, place: place)
    }
  }
}
