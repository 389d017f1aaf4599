/// The header before each page.
///
/// Follows `PageHeader` in parquet.thrift. `num_nulls`, `num_rows` and statistics are skipped: levels
/// and values say the same and cannot disagree with themselves.

struct PageHeader {
  var kind = PageKind.index
  var uncompressedSize = 0
  var compressedSize = 0
  var crc: UInt32?
  var valueCount = 0
  var encoding = PageEncoding.plain
  var definitionEncoding = PageEncoding.rle
  var repetitionEncoding = PageEncoding.rle
  /// The lengths of the levels of a V2 page.
  var definitionLength = 0
  var repetitionLength = 0
  var isCompressed = true
  /// How long the header itself is.
  private(set) var length = 0

  init(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
    var reader = unsafe ThriftCompactReader(bytes)
    var hasKind = false
    var id: Int16 = 0
    while let field = try reader.nextField(after: &id) {
      switch field.id {
      case 1:
        kind = try known(PageKind.self, try reader.integer(field), "kind of page")
        hasKind = true
      case 2: uncompressedSize = try Self.size(try reader.integer(field), "uncompressed page")
      case 3: compressedSize = try Self.size(try reader.integer(field), "compressed page")
      case 4: crc = UInt32(truncatingIfNeeded: try reader.integer(field))
      case 5:
        try reader.structure(field)
        try readData(&reader)
      case 7:
        try reader.structure(field)
        try readDictionary(&reader)
      case 8:
        try reader.structure(field)
        try readDataV2(&reader)
      default: try reader.skip(field)
      }
    }
    guard hasKind else { throw damage("a page header without its kind") }
    length = reader.offset
  }

  private mutating func readData(_ reader: inout ThriftCompactReader) throws(Problem) {
    var id: Int16 = 0
    while let field = try reader.nextField(after: &id) {
      switch field.id {
      case 1: valueCount = try Self.size(try reader.integer(field), "page, in values,")
      case 2: encoding = try Self.encoding(try reader.integer(field))
      case 3: definitionEncoding = try Self.encoding(try reader.integer(field))
      case 4: repetitionEncoding = try Self.encoding(try reader.integer(field))
      default: try reader.skip(field)
      }
    }
  }

  private mutating func readDictionary(_ reader: inout ThriftCompactReader) throws(Problem) {
    var id: Int16 = 0
    while let field = try reader.nextField(after: &id) {
      switch field.id {
      case 1: valueCount = try Self.size(try reader.integer(field), "dictionary, in values,")
      case 2: encoding = try Self.encoding(try reader.integer(field))
      default: try reader.skip(field)
      }
    }
  }

  private mutating func readDataV2(_ reader: inout ThriftCompactReader) throws(Problem) {
    var id: Int16 = 0
    while let field = try reader.nextField(after: &id) {
      switch field.id {
      case 1: valueCount = try Self.size(try reader.integer(field), "page, in values,")
      case 4: encoding = try Self.encoding(try reader.integer(field))
      case 5: definitionLength = try Self.size(try reader.integer(field), "definition levels")
      case 6: repetitionLength = try Self.size(try reader.integer(field), "repetition levels")
      case 7: isCompressed = try reader.bool(field)
      default: try reader.skip(field)
      }
    }
  }

  private static func encoding(_ code: Int64) throws(Problem) -> PageEncoding {
    try known(PageEncoding.self, code, "encoding")
  }

  private static func size(_ value: Int64, _ what: String) throws(Problem) -> Int {
    guard 0...Int64(Int32.max) ~= value else { throw damage("the \(what) size", got: "\(value)") }
    return Int(value)
  }
}
