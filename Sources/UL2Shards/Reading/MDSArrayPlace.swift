/// An array in a column of a sample: its type, and where its elements lie in the column's bytes.
package struct MDSArrayPlace: Sendable {
  package let type: MDSNumber
  package let count: Int
  /// Bytes before the first element.
  package let start: Int

  /// - Parameters:
  ///   - column: its bytes.
  ///   - dimension: called with each dimension in the header of the bytes.
  /// - Returns: nil where the bytes are no such array.
  package init?(
    _ column: UnsafeRawBufferPointer, _ encoding: MDSEncoding,
    dimension: (Int) -> Void = { _ in }
  ) {
    switch encoding {
    case .bytes, .string, .json: return nil
    case .int: (type, count, start) = (.int64, 1, 0)
    case .number(let number): (type, count, start) = (number, 1, 0)
    case .array(let number?, .some): (type, count, start) = (number, column.count / number.size, 0)
    case .array(nil, .some): return nil
    case .array(let known, nil):
      // No closure reads a byte: its captured place would be checked for overlapping accesses.
      var at = 0
      var known = known
      if known == nil {
        guard at < column.count else { return nil }
        known = unsafe MDSNumber(code: column[at])
        at += 1
      }
      guard let type = known, at < column.count else { return nil }
      let header = unsafe column[at]
      at += 1
      let dimensionSize = 1 << Int(header & 3)
      var product = 1
      for _ in 0..<header >> 2 {
        guard dimensionSize <= column.count - at else { return nil }
        var bits: UInt64 = 0
        for i in (0..<dimensionSize).reversed() { unsafe bits = bits << 8 | UInt64(column[at + i]) }
        at += dimensionSize
        guard bits > 0, let value = Int(exactly: bits) else { return nil }
        dimension(value)
        let (next, overflow) = product.multipliedReportingOverflow(by: value)
        if overflow { return nil }
        product = next
      }
      guard product <= column.count, column.count - at == product * type.size else { return nil }
      (self.type, count, start) = (type, product, at)
    }
  }

  /// An element of an array of whole numbers, as far as 64 bits with a sign go.
  ///
  /// - Parameter column: the bytes that the place is of.
  package func integer(_ index: Int, in column: UnsafeRawBufferPointer) -> Int {
    func load<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type) -> Int {
      let at = start + index * MemoryLayout<T>.size
      return unsafe Int(
        clamping: T(littleEndian: column.loadUnaligned(fromByteOffset: at, as: T.self)))
    }
    precondition(index >= 0 && index < count, "beyond the array")
    switch type {
    case .uint8: return load(UInt8.self)
    case .int8: return load(Int8.self)
    case .uint16: return load(UInt16.self)
    case .int16: return load(Int16.self)
    case .uint32: return load(UInt32.self)
    case .int32: return load(Int32.self)
    case .uint64: return load(UInt64.self)
    case .int64: return load(Int64.self)
    case .float16, .float32, .float64: preconditionFailure("not whole numbers")
    }
  }
}

extension MDSNumber {
  package var isInteger: Bool {
    switch self {
    case .float16, .float32, .float64: false
    default: true
    }
  }
}
