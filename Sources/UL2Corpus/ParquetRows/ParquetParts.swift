/// A Parquet file as parts: its row groups, which any workers read side by side from the mapped file.
import UL2Input
import UL2Parquet

final class ParquetParts: InputParts {
  private let file: ParquetFile
  private let textColumn: String?
  private let metadata: Bool
  private var rowGroup = 0
  private var rowsBefore = 0
  private let meter: ReadMeter?

  /// - Parameter meter: is told of each row group as if all were of one size.
  /// - Throws: where the file has no text column, or several that it could be.
  init(
    _ file: ParquetFile, textColumn: String?, metadata: Bool, meter: ReadMeter? = nil
  ) throws(Problem) {
    self.file = file
    self.meter = meter
    self.textColumn = textColumn
    self.metadata = metadata
    _ = try DocumentColumns(file, textColumn: textColumn, withMetadata: metadata)
  }

  func next(_ log: SkipLog) -> (any InputPart)? {
    guard rowGroup < file.rowGroups.count else { return nil }
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
