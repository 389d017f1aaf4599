/// The values of one sample.
public struct MDSSample: Sendable {
  /// An array with its type and shape, its elements little-endian.
  public struct NumberArray: Hashable, Sendable {
    package var type: MDSNumber
    public var shape: [Int]
    public var bytes: [UInt8]
  }

  public enum Value: Hashable, Sendable {
    /// `bytes`, `str` and `json`.
    case bytes([UInt8])
    /// A number of any type, or an array; a number has no dimensions.
    case array(NumberArray)
  }

  package private(set) var values: [String: Value] = [:]

  /// - Parameter fail: throws a problem with the given reason and the sample's place.
  init(
    _ bytes: UnsafeRawBufferPointer, format: MDSFormat,
    fail: (String) throws(Problem) -> Never
  ) throws(Problem) {
    let variable = format.columns.count { $0.encoding.fixedSize == nil }
    var nextSize = 0
    var at = 4 * variable
    if at > bytes.count { try fail("sample cut short") }
    for column in format.columns {
      var size = column.encoding.fixedSize
      if size == nil {
        size = unsafe Int(bytes.loadUnaligned(fromByteOffset: nextSize, as: UInt32.self))
        nextSize += 4
      }
      guard let size, size <= bytes.count - at else {
        try fail("column \(column.name) is longer than its sample")
      }
      let value = unsafe [UInt8](bytes[at..<at + size])
      at += size
      guard let decoded = Self.value(value, column.encoding) else {
        try fail("bad value of column \(column.name)")
      }
      values[column.name] = decoded
    }
    if at != bytes.count { try fail("sample longer than its columns") }
  }

  private static func value(_ bytes: [UInt8], _ encoding: MDSEncoding) -> Value? {
    switch encoding {
    case .bytes, .string, .json: return .bytes(bytes)
    case .int: return .array(NumberArray(type: .int64, shape: [], bytes: bytes))
    case .number(let type): return .array(NumberArray(type: type, shape: [], bytes: bytes))
    case .array(let type?, let shape?):
      return .array(NumberArray(type: type, shape: shape, bytes: bytes))
    case .array(let type, nil): return array(bytes, type)
    case .array(nil, _): return nil
    }
  }

  private static func array(_ bytes: [UInt8], _ known: MDSNumber?) -> Value? {
    var at = 0
    func byte() -> UInt8? {
      guard at < bytes.count else { return nil }
      defer { at += 1 }
      return bytes[at]
    }
    guard let type = known ?? byte().flatMap(MDSNumber.init(code:)), let header = byte() else {
      return nil
    }
    let dimensionSize = 1 << Int(header & 3)
    var shape: [Int] = []
    for _ in 0..<header >> 2 {
      guard dimensionSize <= bytes.count - at else { return nil }
      var dimension: UInt64 = 0
      for i in (0..<dimensionSize).reversed() { dimension = dimension << 8 | UInt64(bytes[at + i]) }
      at += dimensionSize
      guard dimension > 0, let value = Int(exactly: dimension) else { return nil }
      shape.append(value)
    }
    guard let count = MDSEncoding.elementCount(shape), count <= bytes.count,
      bytes.count - at == count * type.size
    else { return nil }
    return .array(NumberArray(type: type, shape: shape, bytes: [UInt8](bytes[at...])))
  }

  /// The integers of a column of any integer type; nil where there is no such column.
  public func integers(_ column: String) -> [Int]? {
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

  /// The elements in their own width.
  ///
  /// - Precondition: the array's type is `T`.
  public func elements<T: FixedWidthInteger & BitwiseCopyable>(as: T.Type = T.self) -> [T] {
    let size = MemoryLayout<T>.size
    precondition(type.size == size, "another type than the array's")
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
