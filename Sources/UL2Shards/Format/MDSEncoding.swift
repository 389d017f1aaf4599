/// How the values of one column are stored (MosaicML Streaming, MDS v2; `docs/formats.md`).

/// The numbers that columns are made of.
package enum MDSNumber: String, Sendable, CaseIterable {
  case uint8, int8, uint16, int16, uint32, int32, uint64, int64, float16, float32, float64

  /// - Parameter type: a fixed-width integer of Swift's; nil for `Int` and other types that no array has.
  init?(_ type: (some FixedWidthInteger).Type) {
    switch type {
    case is UInt8.Type: self = .uint8
    case is Int8.Type: self = .int8
    case is UInt16.Type: self = .uint16
    case is Int16.Type: self = .int16
    case is UInt32.Type: self = .uint32
    case is Int32.Type: self = .int32
    case is UInt64.Type: self = .uint64
    case is Int64.Type: self = .int64
    default: return nil
    }
  }

  package var size: Int {
    switch self {
    case .uint8, .int8: 1
    case .uint16, .int16, .float16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// The code in the header of an `ndarray` without a static type.
  package var code: UInt8 {
    switch self {
    case .uint8: 8
    case .int8: 9
    case .uint16: 16
    case .int16: 17
    case .float16: 18
    case .uint32: 32
    case .int32: 33
    case .float32: 34
    case .uint64: 64
    case .int64: 65
    case .float64: 66
    }
  }

  init?(code: UInt8) {
    guard let found = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = found
  }
}

package enum MDSEncoding: Hashable, Sendable {
  case bytes
  case string
  case json
  /// A 64-bit signed integer under the name `int`.
  case int
  case number(MDSNumber)
  /// An array; without a shape its header has the dimensions, without a type the type too.
  case array(MDSNumber?, shape: [Int]?)

  /// - Parameter name: as in `column_encodings`: `ndarray:int32`. Nil where it is unknown.
  package init?(_ name: String) {
    switch name {
    case "bytes": self = .bytes
    case "str": self = .string
    case "json": self = .json
    case "int": self = .int
    case "ndarray": self = .array(nil, shape: nil)
    default:
      let parts = name.split(separator: ":", omittingEmptySubsequences: false)
      if parts.count == 1, let number = MDSNumber(rawValue: name) {
        self = .number(number)
        return
      }
      guard parts.first == "ndarray", (2...3).contains(parts.count),
        let number = MDSNumber(rawValue: String(parts[1]))
      else { return nil }
      if parts.count == 2 {
        self = .array(number, shape: nil)
        return
      }
      let dimensions = parts[2].split(separator: ",", omittingEmptySubsequences: false).map {
        Int($0)
      }
      guard !dimensions.isEmpty, dimensions.allSatisfy({ $0 ?? 0 > 0 }) else { return nil }
      let shape = dimensions.compactMap { $0 }
      guard Self.elementCount(shape).map({ $0 < 1 << 40 }) == true else { return nil }
      self = .array(number, shape: shape)
    }
  }

  package var name: String {
    switch self {
    case .bytes: "bytes"
    case .string: "str"
    case .json: "json"
    case .int: "int"
    case .number(let number): number.rawValue
    case .array(nil, _): "ndarray"
    case .array(let number?, nil): "ndarray:\(number.rawValue)"
    case .array(let number?, let shape?):
      "ndarray:\(number.rawValue):\(shape.map(String.init).joined(separator: ","))"
    }
  }

  /// Bytes of every value; nil where they differ from sample to sample.
  package var fixedSize: Int? {
    switch self {
    case .bytes, .string, .json: nil
    case .int: 8
    case .number(let number): number.size
    case .array(let number?, let shape?): shape.reduce(number.size, *)
    case .array: nil
    }
  }

  /// The product of dimensions; nil where it overflows.
  static func elementCount(_ shape: [Int]) -> Int? {
    var product = 1
    for dimension in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
      if overflow { return nil }
      product = next
    }
    return product
  }
}
