/// The contents of a whole column, in the terms of realdata/expect/parquet.json.
import TestSupport
import UL2Parquet

struct ColumnDump: Equatable {
  var rows = 0
  var nonNull = 0
  var bytes = 0
  /// Of byte columns: SHA-256 over the netstrings of the values.
  var sha256 = ""
  /// Of integer columns: the sum modulo 2⁶⁴.
  var sum: UInt64 = 0

  /// Reads every value of a column.
  init(_ file: ParquetFile, _ leaf: LeafColumn) throws(Problem) {
    let reader = ColumnReader(file, leaf)
    var digest = SHA256()
    for rowGroup in file.rowGroups.indices {
      try reader.open(rowGroup: rowGroup)
      var groupRows = 0
      while try reader.peek() {
        if reader.repetition == 0 { groupRows += 1 }
        if !reader.isNull {
          nonNull += 1
          switch leaf.type {
          case .byteArray, .fixedLengthByteArray, .int96:
            let value = [UInt8](reader.bytes)
            bytes += value.count
            digest.updateNetstring(value)
          case .int32:
            sum &+=
              leaf.annotation == .unsigned
              ? reader.bits : UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: reader.bits)))
          default: sum &+= reader.bits
          }
        }
        reader.consume()
      }
      guard groupRows == file.rowGroups[rowGroup] else {
        throw reader.located(Problem(.badInput, "the rows do not add up", got: "\(groupRows)"))
      }
      rows += groupRows
    }
    sha256 = digest.hexDigest()
  }
}
