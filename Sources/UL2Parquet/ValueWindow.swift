/// The values that are decoded at a time, in buffers that are used again and again.
///
/// Byte columns give ranges, all others give bits; `next` and `count` say which are still to be taken.

/// Large enough to spread a window's fixed costs, small enough to stay in the nearest cache.
let valueWindow = 1024

struct ValueWindow {
  let shape: ValueShape
  var ranges: [ByteRange]
  /// Numbers and booleans, zero-extended; lengths while a byte column is decoded.
  var bits = [UInt64](repeating: 0, count: valueWindow)
  var indices = [UInt32](repeating: 0, count: valueWindow)
  var next = 0
  var count = 0

  init(_ shape: ValueShape) {
    self.shape = shape
    let empty = ByteRange(offset: 0, count: 0)
    ranges = shape.isBytes ? [ByteRange](repeating: empty, count: valueWindow) : []
  }
}

/// How a column's values are laid out, whatever they mean.
enum ValueShape {
  case boolean
  /// Integers and floating-point numbers of 4 or 8 bytes.
  case number(width: Int)
  case fixed(width: Int)
  case byteArray

  init(_ leaf: LeafColumn) {
    switch leaf.type {
    case .boolean: self = .boolean
    case .int32, .float: self = .number(width: 4)
    case .int64, .double: self = .number(width: 8)
    case .int96: self = .fixed(width: 12)
    case .byteArray: self = .byteArray
    case .fixedLengthByteArray: self = .fixed(width: leaf.typeLength)
    }
  }

  var isBytes: Bool {
    switch self {
    case .boolean, .number: false
    case .fixed, .byteArray: true
    }
  }
}
