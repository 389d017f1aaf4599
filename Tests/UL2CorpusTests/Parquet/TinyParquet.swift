/// Parquet files made by hand, for tests: whatever bytes a page is to have, in a sound file.
import TestSupport
import UL2Corpus

/// A structure in Thrift's compact protocol.
struct ThriftStructure {
  private(set) var bytes: [UInt8] = []
  private var previous = 0

  mutating func int(_ id: Int, _ value: Int) {
    header(id, 6)
    bytes += varint(UInt64(bitPattern: Int64(value << 1 ^ value >> 63)))
  }

  mutating func bool(_ id: Int, _ value: Bool) { header(id, value ? 1 : 2) }

  mutating func string(_ id: Int, _ value: String) {
    header(id, 8)
    bytes += varint(UInt64(value.utf8.count)) + Array(value.utf8)
  }

  mutating func structure(_ id: Int, _ value: ThriftStructure) {
    header(id, 12)
    bytes += value.bytes + [0]
  }

  mutating func list(_ id: Int, _ values: [ThriftStructure]) {
    header(id, 9)
    bytes += [0xFC] + varint(UInt64(values.count))
    for value in values { bytes += value.bytes + [0] }
  }

  private mutating func header(_ id: Int, _ type: UInt8) {
    precondition(1...15 ~= id - previous)
    bytes.append(UInt8(id - previous) << 4 | type)
    previous = id
  }
}

func varint(_ value: UInt64) -> [UInt8] {
  value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
}

/// 32 bits, little-endian.
func little(_ value: Int) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// PLAIN byte arrays.
func plain(_ values: [String]) -> [UInt8] {
  values.flatMap { little($0.utf8.count) + Array($0.utf8) }
}

struct TinyParquet {
  /// A field of the schema; groups have children, columns a type.
  struct Field {
    var name: String
    var type: PhysicalType?
    var repetition = 0
    var converted: Int?
    var children = 0
    var typeLength: Int?
  }

  struct Page {
    var body: [UInt8]
    var count: Int
    var encoding = 0
    /// Of V2 pages: the bytes of repetition and definition levels; nil makes a V1 page.
    var v2Levels: (repetition: Int, definition: Int)?
    var isDictionary = false
    var uncompressedSize: Int?
    var crc: Int?
    var levelEncoding = 3
  }

  var fields: [Field]
  /// Pages of each column.
  var columns: [[Page]]
  var rows: Int
  var codec = 0
  var magic = "PAR1"

  /// One column at the top, without a root.
  init(_ field: Field, _ pages: [Page], rows: Int) {
    fields = [field]
    columns = [pages]
    self.rows = rows
  }

  init(_ fields: [Field], _ columns: [[Page]], rows: Int) {
    self.fields = fields
    self.columns = columns
    self.rows = rows
  }

  var bytes: [UInt8] {
    var output = Array("PAR1".utf8)
    var chunks: [ThriftStructure] = []
    let leaves = fields.filter { $0.type != nil }
    for (field, pages) in zip(leaves, columns) {
      let start = output.count
      for page in pages { output += header(page) + page.body }
      var metadata = ThriftStructure()
      metadata.int(1, Int(field.type!.rawValue))
      metadata.int(4, codec)
      metadata.int(5, pages.reduce(0) { $0 + ($1.isDictionary ? 0 : $1.count) })
      metadata.int(7, output.count - start)
      metadata.int(9, start)
      var chunk = ThriftStructure()
      chunk.structure(3, metadata)
      chunks.append(chunk)
    }
    var group = ThriftStructure()
    group.list(1, chunks)
    group.int(3, rows)
    var footer = ThriftStructure()
    footer.int(1, 2)
    footer.list(2, [root] + fields.map(element))
    footer.int(3, rows)
    footer.list(4, [group])
    let end = footer.bytes + [0]
    return output + end + little(end.count) + Array(magic.utf8)
  }

  private var root: ThriftStructure {
    var nested = 0
    var top = 0
    for field in fields {
      if nested > 0 { nested -= 1 } else { top += 1 }
      nested += field.children
    }
    return element(Field(name: "schema", children: top))
  }

  private func element(_ field: Field) -> ThriftStructure {
    var element = ThriftStructure()
    if let type = field.type { element.int(1, Int(type.rawValue)) }
    if let length = field.typeLength { element.int(2, length) }
    element.int(3, field.repetition)
    element.string(4, field.name)
    if field.type == nil { element.int(5, field.children) }
    if let converted = field.converted { element.int(6, converted) }
    return element
  }

  private func header(_ page: Page) -> [UInt8] {
    var header = ThriftStructure()
    header.int(1, page.isDictionary ? 2 : page.v2Levels == nil ? 0 : 3)
    header.int(2, page.uncompressedSize ?? page.body.count)
    header.int(3, page.body.count)
    if let crc = page.crc { header.int(4, crc) }
    var data = ThriftStructure()
    data.int(1, page.count)
    if page.isDictionary {
      data.int(2, page.encoding)
      header.structure(7, data)
    } else if let levels = page.v2Levels {
      data.int(2, 0)
      data.int(3, page.count)
      data.int(4, page.encoding)
      data.int(5, levels.definition)
      data.int(6, levels.repetition)
      header.structure(8, data)
    } else {
      data.int(2, page.encoding)
      data.int(3, page.levelEncoding)
      data.int(4, page.levelEncoding)
      header.structure(5, data)
    }
    return header.bytes + [0]
  }

  /// Gives the file's path to `body` and removes the file afterwards.
  func withFile<R>(_ body: (String) throws -> R) throws -> R {
    try withTemporaryFile(bytes, body)
  }
}

/// What a column of integers or of strings reads as; nulls are nil.
func entries(_ path: String, column: Int = 0) throws(Problem) -> [String?] {
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
