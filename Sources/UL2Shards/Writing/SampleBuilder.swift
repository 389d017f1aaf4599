/// Puts one sample together: the sizes of its variable columns, then all values in column order.
package struct SampleBuilder: Sendable {
  package private(set) var bytes: [UInt8] = []
  private let variableColumns: Int
  private var variable = 0

  package init(_ format: MDSFormat) {
    variableColumns = format.columns.count { $0.encoding.fixedSize == nil }
  }

  /// Starts a new sample.
  package mutating func begin() {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: repeatElement(0, count: 4 * variableColumns))
    variable = 0
  }

  /// Adds the value of a column `ndarray:DTYPE:N`.
  package mutating func append<T: BitwiseCopyable>(fixed values: [T]) { add(values) }

  /// Adds the value of a column `ndarray:DTYPE`, one-dimensional and not empty.
  package mutating func append<T: BitwiseCopyable>(variable values: [T]) {
    addVariable(values)
  }

  // The types of the columns of rows by name: a generic function of another module is not specialised for its
  // callers.

  package mutating func append(fixed values: [UInt8]) { add(values) }
  package mutating func append(fixed values: [UInt16]) { add(values) }
  package mutating func append(fixed values: [Int32]) { add(values) }
  package mutating func append(variable values: [UInt8]) { addVariable(values) }
  package mutating func append(variable values: [UInt16]) { addVariable(values) }
  package mutating func append(variable values: [Int32]) { addVariable(values) }
  package mutating func append(variable values: [UInt32]) { addVariable(values) }
  package mutating func append(variable values: [UInt64]) { addVariable(values) }

  @inline(__always)
  private mutating func add<T: BitwiseCopyable>(_ values: [T]) {
    unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }

  @inline(__always)
  private mutating func addVariable<T: BitwiseCopyable>(_ values: [T]) {
    precondition(!values.isEmpty, "MDS has no empty arrays")
    let start = bytes.count
    // The header: dimensions and log2 of the bytes that each takes, then the dimension.
    switch values.count {
    case ..<(1 << 8):
      bytes.append(1 << 2)
      bytes.append(UInt8(values.count))
    case ..<(1 << 16):
      bytes.append(1 << 2 | 1)
      appendLittleEndian(UInt16(values.count), to: &bytes)
    default:
      bytes.append(1 << 2 | 2)
      appendLittleEndian(UInt32(values.count), to: &bytes)
    }
    add(values)
    let size = UInt32(bytes.count - start)
    for i in 0..<4 { bytes[4 * variable + i] = UInt8(truncatingIfNeeded: size >> UInt32(8 * i)) }
    variable += 1
  }

  /// Bytes that `append(variable:)` takes for `count` values of `size` bytes, its length included.
  package static func variableSize(count: Int, of size: Int) -> Int {
    4 + (count < 1 << 8 ? 2 : count < 1 << 16 ? 3 : 5) + count * size
  }
}
