/// Structs and text that pass the C interface.
///
/// Structs begin with their size, so that later libraries can add members: a caller of an earlier interface has a
/// smaller one, whose missing members are 0; of a larger one the rest must be 0.
import CUL2Prep
import UL2Data

/// A struct of the caller's.
func given<T: BitwiseCopyable>(
  _ pointer: UnsafePointer<T>?, _ name: String
) throws(Problem) -> T {
  guard let pointer = unsafe pointer else { throw wrong(name, "a null pointer") }
  let bytes = unsafe UnsafeRawPointer(pointer)
  let size = unsafe try checkedSize(bytes, MemoryLayout<T>.size, name)
  for i in min(size, MemoryLayout<T>.size)..<size {
    guard unsafe bytes.load(fromByteOffset: i, as: UInt8.self) == 0 else {
      throw wrong(
        "\(name).size", "a member that this library does not know", got: "byte \(i)",
        expected: "0 there, or a later library")
    }
  }
  return unsafe bytes.loadUnaligned(as: T.self)
}

/// Checks that there is a struct to be written.
func check<T>(_ pointer: UnsafeMutablePointer<T>?, _ name: String) throws(Problem) {
  guard let pointer = unsafe pointer else { throw wrong(name, "a null pointer") }
  _ = unsafe try checkedSize(UnsafeRawPointer(pointer), MemoryLayout<T>.size, name)
}

/// Writes a struct of results, as far as the caller's goes, whose size stays.
///
/// - Parameter least: bytes that it has had in the first version of the interface.
func put<T: BitwiseCopyable>(
  _ value: T, to pointer: UnsafeMutablePointer<T>?, least: Int, _ name: String
) throws(Problem) {
  guard let pointer = unsafe pointer else { throw wrong(name, "a null pointer") }
  let known = MemoryLayout<T>.size
  let size = unsafe try checkedSize(UnsafeRawPointer(pointer), known, name, least: least)
  unsafe withUnsafeBytes(of: value) { bytes in
    let first = MemoryLayout<UInt64>.size
    unsafe (UnsafeMutableRawPointer(pointer) + first).copyMemory(
      from: bytes.baseAddress! + first, byteCount: min(size, known) - first)
  }
}

/// The size that a struct begins with. More than a page is memory that was never set.
///
/// - Parameter least: bytes that it has had in the first version of the interface; nil: as many as now.
private func checkedSize(
  _ bytes: UnsafeRawPointer, _ known: Int, _ name: String, least: Int? = nil
) throws(Problem) -> Int {
  let size = unsafe bytes.loadUnaligned(as: UInt64.self)
  guard (UInt64(least ?? known)...4096).contains(size) else {
    throw wrong(
      "\(name).size", "not the size of the struct", got: "\(size)", expected: "\(known)")
  }
  return Int(size)
}

/// Text of the caller's; nil for a null pointer.
func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(Problem) -> String? {
  guard let pointer = unsafe pointer else { return nil }
  guard let text = unsafe String(validatingCString: pointer) else {
    throw wrong(name, "not UTF-8")
  }
  return text
}

/// Writes text with its NUL where there is room for it.
func write(
  _ text: String, to output: UnsafeMutablePointer<CChar>?, _ capacity: UInt64,
  _ needed: UnsafeMutablePointer<UInt64>?
) throws {
  let bytes = Array(text.utf8) + [0]
  unsafe needed?.pointee = UInt64(bytes.count)
  guard let output = unsafe output else {
    if capacity == 0 { return }
    throw wrong("text", "a null pointer with a capacity", got: "\(capacity)", expected: "0")
  }
  guard capacity >= UInt64(bytes.count) else {
    throw TooSmall(what: "text", got: Int(clamping: capacity), needed: bytes.count)
  }
  for i in bytes.indices { unsafe output[i] = CChar(bitPattern: bytes[i]) }
}

/// Throws unless a number that may only be one of a few is, so that others can be given a meaning later.
func check(_ value: Int32, _ range: ClosedRange<Int32>, _ name: String) throws(Problem) {
  guard range.contains(value) else {
    throw wrong(
      name, "no such value", got: "\(value)",
      expected: range.count == 1 ? "0" : "\(range.lowerBound) to \(range.upperBound)")
  }
}
