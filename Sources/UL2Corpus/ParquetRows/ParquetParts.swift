/// A Parquet file as parts: its row groups, which any workers read side by side.
import UL2Input
import UL2Parquet

final class ParquetParts: InputParts {
  private let file: ParquetFile
  private let textColumn: String?
  private let metadata: Bool
  private var rowGroup: Int
  private let end: Int
  private var rowsBefore: Int
  private let meter: ReadMeter?

  /// - Parameters:
  ///   - part: of the file: only the row groups that begin there are read; nil: all.
  ///   - meter: is told of each row group as if all were of one size.
  /// - Throws: where the file has no text column, or several that it could be.
  init(
    _ file: ParquetFile, part: Range<Int>? = nil, textColumn: String?, metadata: Bool,
    meter: ReadMeter? = nil
  ) throws(Problem) {
    let groups = part.map { file.rowGroups(beginningIn: $0) } ?? file.rowGroups.indices
    self.file = file
    rowGroup = groups.lowerBound
    end = groups.upperBound
    rowsBefore = file.rowGroups[..<groups.lowerBound].reduce(0, &+)
    self.meter = meter
    self.textColumn = textColumn
    self.metadata = metadata
    _ = try DocumentColumns(file, textColumn: textColumn, withMetadata: metadata)
  }

  func next(_ log: SkipLog) -> (any InputPart)? {
    guard rowGroup < end else { return nil }
    meter?.add(file.byteCount / file.rowGroups.count)
    defer {
      rowsBefore &+= file.rowGroups[rowGroup]
      rowGroup += 1
    }
    return RowGroupPart(
      file: file, rowGroup: rowGroup, rowsBefore: rowsBefore, textColumn: textColumn,
      metadata: metadata)
  }

  private struct RowGroupPart: InputPart {
    let file: ParquetFile
    let rowGroup: Int
    let rowsBefore: Int
    let textColumn: String?
    let metadata: Bool

    func open(_ log: SkipLog) throws(Problem) -> any DocumentReader {
      try ParquetDocumentReader(
        file, rowGroups: rowGroup..<rowGroup + 1, rowsBefore: rowsBefore, textColumn: textColumn,
        metadata: metadata, log: log)
    }
  }
}
