/// The values of one sample.
public struct MDSSample: Sendable {
  /// An array with its type and shape, its elements little-endian.
  public struct NumberArray: Hashable, Sendable {
    package var type: MDSNumber
    public var shape: [Int]
    public var bytes: [UInt8]
  }

  /// The value of one column.
  public enum Value: Hashable, Sendable {
    /// `bytes`, `str` and `json`.
    case bytes([UInt8])
    /// A number of any type, or an array; a number has no dimensions.
    case array(NumberArray)
  }

  /// The values of all columns, by the columns' names.
  public private(set) var values: [String: Value] = [:]

  /// - Parameter fail: throws a problem with the given reason and the sample's place.
  init(
    _ bytes: UnsafeRawBufferPointer, format: MDSFormat,
    fail: (String) throws(Problem) -> Never
  ) throws(Problem) {
    var ranges: [Range<Int>] = []
    if let problem = unsafe MDSSampleLayout(format).locate(bytes, &ranges) { try fail(problem) }
    for (column, range) in zip(format.columns, ranges) {
      let value = unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
      guard let decoded = unsafe Self.value(value, column.encoding) else {
        try fail("bad value of column \(column.name)")
      }
      values[column.name] = decoded
    }
  }

  private static func value(_ bytes: UnsafeRawBufferPointer, _ encoding: MDSEncoding) -> Value? {
    switch encoding {
    case .bytes, .string, .json: return unsafe .bytes([UInt8](bytes))
    default: break
    }
    var shape: [Int] = []
    if case .array(_, let known?) = encoding { shape = known }
    guard let place = unsafe MDSArrayPlace(bytes, encoding, dimension: { shape.append($0) }) else {
      return nil
    }
    return .array(
      NumberArray(type: place.type, shape: shape, bytes: unsafe [UInt8](bytes[place.start...])))
  }

  /// The integers of a column; nil where there is no such column, or it holds no integers.
  public func integers(inColumn column: String) -> [Int]? {
    guard case .array(let array) = values[column] else { return nil }
    return array.integers
  }
}

extension MDSSample.NumberArray {
  /// The elements, where they are integers that fit 64 bits.
  public var integers: [Int]? {
    switch type {
    case .uint8: widened(UInt8.self)
    case .int8: widened(Int8.self)
    case .uint16: widened(UInt16.self)
    case .int16: widened(Int16.self)
    case .uint32: widened(UInt32.self)
    case .int32: widened(Int32.self)
    case .uint64: widened(UInt64.self)
    case .int64: widened(Int64.self)
    case .float16, .float32, .float64: nil
    }
  }

  /// The elements without a conversion; nil where they are of another type.
  public func elements<T: FixedWidthInteger & BitwiseCopyable>(as: T.Type = T.self) -> [T]? {
    guard type == MDSNumber(T.self) else { return nil }
    let size = MemoryLayout<T>.size
    return unsafe [T](unsafeUninitializedCapacity: bytes.count / size) { elements, count in
      count = bytes.count / size
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(elements).copyMemory(from: bytes)
      }
    }
  }

  private func widened<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type) -> [Int] {
    unsafe bytes.withUnsafeBytes { buffer in
      stride(from: 0, to: buffer.count, by: MemoryLayout<T>.size).map {
        unsafe Int(clamping: T(littleEndian: buffer.loadUnaligned(fromByteOffset: $0, as: T.self)))
      }
    }
  }
}
