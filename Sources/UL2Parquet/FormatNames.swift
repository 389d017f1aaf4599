/// The enumerations of parquet.thrift, under the numbers that files hold.

package enum PhysicalType: Int64, Sendable {
  case boolean = 0
  case int32, int64, int96, float, double, byteArray, fixedLengthByteArray
}

enum Repetition: Int64 {
  case required = 0
  case optional, repeated
}

enum PageEncoding: Int64 {
  case plain = 0
  case plainDictionary = 2
  case rle, bitPacked, deltaBinaryPacked, deltaLengthByteArray, deltaByteArray, rleDictionary
  case byteStreamSplit
}

enum Codec: Int64 {
  case uncompressed = 0
  case snappy, gzip, lzo, brotli, lz4, zstd, lz4Raw
}

enum PageKind: Int64 {
  case data = 0
  case index, dictionary, dataV2
}

/// An annotation of a column or group, as far as it matters here.
package enum Annotation: Sendable {
  /// No annotation, or one that changes nothing: decimals, dates and times stay plain numbers.
  case none
  /// UTF-8: STRING, ENUM, JSON.
  case text
  case list
  case map
  case unsigned
  /// Bytes that are neither text nor a plain number.
  case opaque
  /// Nothing but nulls, whose type is unknown: NullType.
  case null

  /// From `SchemaElement.converted_type`.
  init(converted: Int64) {
    switch converted {
    case 0, 4, 19: self = .text
    // MAP, and MAP_KEY_VALUE, which some writers put in its place.
    case 1, 2: self = .map
    case 3: self = .list
    case 11...14: self = .unsigned
    case 20, 21: self = .opaque
    default: self = .none
    }
  }

  /// From the union `LogicalType`; nil where the field says nothing.
  init?(logicalField id: Int16) {
    switch id {
    case 1, 4, 12: self = .text
    case 2: self = .map
    case 3: self = .list
    case 11: self = .null
    case 13...19: self = .opaque
    default: return nil
    }
  }
}
