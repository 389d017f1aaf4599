/// Parquet files made by hand, for tests: pages of any bytes in a sound file.
import UL2Core
import UL2Parquet

/// A structure in Thrift's compact protocol.
package struct ThriftStructure {
  package private(set) var bytes: [UInt8] = []
  private var previous = 0

  package init() {}

  package mutating func int(_ id: Int, _ value: Int) {
    header(id, 6)
    bytes += varint(UInt64(bitPattern: Int64(value << 1 ^ value >> 63)))
  }

  package mutating func bool(_ id: Int, _ value: Bool) { header(id, value ? 1 : 2) }

  package mutating func string(_ id: Int, _ value: String) {
    header(id, 8)
    bytes += varint(UInt64(value.utf8.count)) + Array(value.utf8)
  }

  package mutating func structure(_ id: Int, _ value: ThriftStructure) {
    header(id, 12)
    bytes += value.bytes + [0]
  }

  package mutating func list(_ id: Int, _ values: [ThriftStructure]) {
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

package func varint(_ value: UInt64) -> [UInt8] {
  value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
}

/// 32 bits, little-endian.
package func little(_ value: Int) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// PLAIN byte arrays.
package func plain(_ values: [String]) -> [UInt8] {
  values.flatMap { little($0.utf8.count) + Array($0.utf8) }
}

package struct TinyParquet {
  /// A field of the schema; groups have children, columns a type.
  package struct Field {
    package var name: String
    package var type: PhysicalType?
    package var repetition = 0
    package var converted: Int?
    package var children = 0
    package var typeLength: Int?
    /// Of the logical type UNKNOWN: nothing but nulls.
    package var isNull = false

    package init(
      name: String, type: PhysicalType? = nil, repetition: Int = 0, converted: Int? = nil,
      children: Int = 0, typeLength: Int? = nil
    ) {
      self.name = name
      self.type = type
      self.repetition = repetition
      self.converted = converted
      self.children = children
      self.typeLength = typeLength
    }
  }

  package struct Page {
    package var body: [UInt8]
    package var count: Int
    package var encoding = 0
    /// Of V2 pages: the bytes of repetition and definition levels; nil makes a V1 page.
    package var v2Levels: (repetition: Int, definition: Int)?
    package var isDictionary = false
    package var uncompressedSize: Int?
    package var crc: Int?
    package var levelEncoding = 3
    /// The flag of a V2 page; nil: left out, which means true.
    package var isCompressed: Bool?

    package init(
      body: [UInt8], count: Int, encoding: Int = 0,
      v2Levels: (repetition: Int, definition: Int)? = nil, isDictionary: Bool = false,
      uncompressedSize: Int? = nil, crc: Int? = nil, levelEncoding: Int = 3,
      isCompressed: Bool? = nil
    ) {
      self.isCompressed = isCompressed
      self.body = body
      self.count = count
      self.encoding = encoding
      self.v2Levels = v2Levels
      self.isDictionary = isDictionary
      self.uncompressedSize = uncompressedSize
      self.crc = crc
      self.levelEncoding = levelEncoding
    }
  }

  package var fields: [Field]
  /// Pages of each column.
  package var columns: [[Page]]
  package var rows: Int
  package var codec = 0
  package var magic = "PAR1"
  package var createdBy: String?
  /// The type that a writer gives the root of the schema, which should have none.
  package var rootType: PhysicalType?

  /// One column at the top, without a root.
  package init(_ field: Field, _ pages: [Page], rows: Int) {
    fields = [field]
    columns = [pages]
    self.rows = rows
  }

  package init(_ fields: [Field], _ columns: [[Page]], rows: Int) {
    self.fields = fields
    self.columns = columns
    self.rows = rows
  }

  package var bytes: [UInt8] {
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
    if let createdBy { footer.string(6, createdBy) }
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
    var root = ThriftStructure()
    if let rootType { root.int(1, Int(rootType.rawValue)) }
    root.string(4, "schema")
    root.int(5, top)
    return root
  }

  private func element(_ field: Field) -> ThriftStructure {
    var element = ThriftStructure()
    if let type = field.type { element.int(1, Int(type.rawValue)) }
    if let length = field.typeLength { element.int(2, length) }
    element.int(3, field.repetition)
    element.string(4, field.name)
    if field.type == nil { element.int(5, field.children) }
    if let converted = field.converted { element.int(6, converted) }
    if field.isNull {
      var logical = ThriftStructure()
      logical.structure(11, ThriftStructure())
      element.structure(10, logical)
    }
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
      if let isCompressed = page.isCompressed { data.bool(7, isCompressed) }
      header.structure(8, data)
    } else {
      data.int(2, page.encoding)
      data.int(3, page.levelEncoding)
      data.int(4, page.levelEncoding)
      header.structure(5, data)
    }
    return header.bytes + [0]
  }
}
