/// Reading back the files that `TinyParquet` makes.
import TestSupport
import UL2Parquet

extension TinyParquet {
  /// Gives the file's path to `body` and removes the file afterwards.
  package func withFile<R>(_ body: (String) throws -> R) throws -> R {
    try withTemporaryFile(bytes, body)
  }
}

/// The values of a column of integers or strings, as text; nulls are nil.
package func entries(_ path: String, column: Int = 0) throws(Problem) -> [String?] {
  let file = try ParquetFile(path)
  let leaf = file.leaves[column]
  let reader = ColumnReader(file, leaf)
  var values: [String?] = []
  for group in file.rowGroups.indices {
    try reader.open(rowGroup: group)
    while try reader.peek() {
      if reader.isNull {
        values.append(nil)
      } else {
        switch leaf.type {
        case .byteArray, .fixedLengthByteArray, .int96:
          values.append(String(decoding: reader.bytes, as: UTF8.self))
        case .int32: values.append("\(Int32(truncatingIfNeeded: reader.bits))")
        default: values.append("\(Int64(bitPattern: reader.bits))")
        }
      }
      reader.consume()
    }
  }
  return values
}
