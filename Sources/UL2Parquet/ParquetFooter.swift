/// The footer of a Parquet file: its schema and where each column chunk lies.
///
/// Follows `FileMetaData` in parquet.thrift. Statistics, indexes, bloom filters and key-value pairs are
/// skipped: nothing here may depend on what a writer merely claims about the values.
import UL2Input

struct ParquetFooter {
  var elements: [SchemaElement] = []
  var rowGroups: [RowGroup] = []
  /// The number that the file claims; some writers leave 0, so it is only shown.
  var rowCount: Int64 = 0
  /// The program that wrote it, and its version: `parquet-cpp version 1.5.1-SNAPSHOT`.
  var createdBy = ""

  struct SchemaElement {
    var name = ""
    var type: PhysicalType?
    var typeLength: Int64 = 0
    var repetition = Repetition.required
    var childCount: Int64 = 0
    var annotation = Annotation.none
  }

  struct RowGroup {
    var rowCount: Int64 = 0
    var chunks: [ColumnChunk] = []
  }

  struct ColumnChunk {
    var type: PhysicalType?
    var codec: Codec?
    var valueCount: Int64 = 0
    var compressedSize: Int64 = 0
    var dataPageOffset: Int64 = 0
    var dictionaryPageOffset: Int64 = 0
    var isEncrypted = false
    var isElsewhere = false
  }
}

// MARK: Finding it

extension ParquetFooter {
  /// Reads the footer at the end of a file.
  ///
  /// - Returns: the footer and where it begins, before which all pages lie.
  static func read(_ file: ParquetBytes) throws(Problem) -> (ParquetFooter, start: Int) {
    guard file.count >= 12 else {
      throw damage("not a Parquet file", got: "\(file.count) bytes", expected: "at least 12")
        .at(file.path)
    }
    let window = ParquetWindow(file)
    func bytes(at offset: Int, count: Int) throws(Problem) -> UnsafeRawBufferPointer {
      let end = offset + count
      return unsafe try window.bytes(at: offset, count: count, wanted: end, end: end)
    }
    func magic(at offset: Int) throws(Problem) -> [UInt8] {
      unsafe Array(try bytes(at: offset, count: 4))
    }
    let last = try magic(at: file.count - 4)
    if last == Array("PARE".utf8) {
      throw Problem(
        .badInput, "the Parquet file's footer is encrypted", path: file.path,
        fix: "decrypt it first; ul2prep has no keys")
    }
    guard last == Array("PAR1".utf8), try magic(at: 0) == last else {
      let start = unsafe Array(try bytes(at: 0, count: min(file.count, Magic.longest)))
      let isCut = start.starts(with: "PAR1".utf8)
      throw damage(
        "not a whole Parquet file", got: isCut ? "no PAR1 at its end" : shownBeginning(start),
        expected: "PAR1 at its beginning and its end"
      ).at(file.path)
    }
    let count = unsafe Int(
      UInt32(
        littleEndian: try bytes(at: file.count - 8, count: 4)
          .loadUnaligned(as: UInt32.self)))
    guard count <= file.count - 12 else {
      throw damage("the footer is longer than the file", got: "\(count) bytes").at(file.path)
    }
    let start = file.count - 8 - count
    do throws(Problem) {
      var reader = unsafe ThriftCompactReader(try bytes(at: start, count: count))
      return (try ParquetFooter(&reader), start)
    } catch {
      throw error.at(file.path, place: "footer, byte \(start)")
    }
  }
}

// MARK: Reading its structures

extension ParquetFooter {
  fileprivate init(_ reader: inout ThriftCompactReader) throws(Problem) {
    var id: Int16 = 0
    while let field = try reader.nextField(after: &id) {
      switch field.id {
      case 2:
        for _ in 0..<(try reader.structures(field)) { elements.append(try SchemaElement(&reader)) }
      case 3: rowCount = try reader.integer(field)
      case 4:
        for _ in 0..<(try reader.structures(field)) { rowGroups.append(try RowGroup(&reader)) }
      case 6: createdBy = try reader.string(field)
      default: try reader.skip(field)
      }
    }
  }
}

extension ParquetFooter.SchemaElement {
  fileprivate init(_ reader: inout ThriftCompactReader) throws(Problem) {
    var logical: Annotation?
    var id: Int16 = 0
    while let field = try reader.nextField(after: &id) {
      switch field.id {
      case 1: type = try known(PhysicalType.self, try reader.integer(field), "physical type")
      case 2: typeLength = try reader.integer(field)
      case 3: repetition = try known(Repetition.self, try reader.integer(field), "repetition")
      case 4: name = try reader.string(field)
      case 5: childCount = try reader.integer(field)
      case 6: annotation = Annotation(converted: try reader.integer(field))
      case 10:
        try reader.structure(field)
        logical = try Self.logicalType(&reader)
      default: try reader.skip(field)
      }
    }
    if let logical { annotation = logical }
  }

  /// The union `LogicalType`, of which only integers' signs need more than the member's number.
  private static func logicalType(
    _ reader: inout ThriftCompactReader
  ) throws(Problem) -> Annotation? {
    var annotation: Annotation?
    var id: Int16 = 0
    while let field = try reader.nextField(after: &id) {
      guard field.id == 10 else {
        annotation = Annotation(logicalField: field.id)
        try reader.skip(field)
        continue
      }
      try reader.structure(field)
      var member: Int16 = 0
      while let field = try reader.nextField(after: &member) {
        if field.id == 2 {
          annotation = try reader.bool(field) ? Annotation.none : .unsigned
        } else {
          try reader.skip(field)
        }
      }
    }
    return annotation
  }
}

extension ParquetFooter.RowGroup {
  fileprivate init(_ reader: inout ThriftCompactReader) throws(Problem) {
    var id: Int16 = 0
    while let field = try reader.nextField(after: &id) {
      switch field.id {
      case 1:
        for _ in 0..<(try reader.structures(field)) {
          chunks.append(try ParquetFooter.ColumnChunk(&reader))
        }
      case 3: rowCount = try reader.integer(field)
      default: try reader.skip(field)
      }
    }
  }
}

extension ParquetFooter.ColumnChunk {
  fileprivate init(_ reader: inout ThriftCompactReader) throws(Problem) {
    var id: Int16 = 0
    while let field = try reader.nextField(after: &id) {
      switch field.id {
      case 1: isElsewhere = try !reader.string(field).isEmpty
      case 3:
        try reader.structure(field)
        try readMetaData(&reader)
      case 8, 9:
        isEncrypted = true
        try reader.skip(field)
      default: try reader.skip(field)
      }
    }
  }

  private mutating func readMetaData(_ reader: inout ThriftCompactReader) throws(Problem) {
    var id: Int16 = 0
    while let field = try reader.nextField(after: &id) {
      switch field.id {
      case 1: type = try known(PhysicalType.self, try reader.integer(field), "physical type")
      case 4: codec = try known(Codec.self, try reader.integer(field), "compression codec")
      case 5: valueCount = try reader.integer(field)
      case 7: compressedSize = try reader.integer(field)
      case 9: dataPageOffset = try reader.integer(field)
      case 11: dictionaryPageOffset = try reader.integer(field)
      default: try reader.skip(field)
      }
    }
  }
}

/// A member of one of the format's enumerations.
func known<T: RawRepresentable<Int64>>(
  _ type: T.Type, _ code: Int64, _ what: String
) throws(Problem) -> T {
  guard let member = T(rawValue: code) else { throw damage("an unknown \(what)", got: "\(code)") }
  return member
}
