/// Rows into arrays of the caller's.
import CUL2Prep
import UL2Data

@c @implementation
public func ul2prep_read(
  _ dataset: OpaquePointer?, _ indexes: UnsafePointer<Int64>?, _ count: Int64,
  _ arrays: UnsafePointer<ul2prep_arrays>?, _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    let dataset = unsafe try Handle.dataset(dataset)
    let output = unsafe try CallerArrays(arrays, dataset, count: count)
    guard let indexes = unsafe indexes else {
      if count == 0 { return }
      throw wrong("indexes", "a null pointer")
    }
    // Copied, so that what is checked is what is used.
    for first in stride(from: 0, to: Int(count), by: rowsAtOnce) {
      let part = unsafe UnsafeBufferPointer(
        start: indexes + first, count: min(rowsAtOnce, Int(count) - first))
      try unsafe output.fill(from: first, with: part.map { Int($0) })
    }
  }
}

@c @implementation
public func ul2prep_examples(
  _ dataset: OpaquePointer?, _ index: Int64, _ examples: UnsafeMutablePointer<ul2prep_example>?,
  _ capacity: Int64, _ count: UnsafeMutablePointer<Int64>?,
  _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    let dataset = unsafe try Handle.dataset(dataset)
    let row = try dataset[Int(index)]
    unsafe count?.pointee = Int64(row.examples.count)
    guard let examples = unsafe examples else {
      if capacity == 0 { return }
      throw wrong("examples", "a null pointer with a capacity", got: "\(capacity)", expected: "0")
    }
    guard capacity >= row.examples.count else {
      throw TooSmall(what: "examples", got: Int(capacity), needed: row.examples.count)
    }
    for (i, example) in row.examples.enumerated() {
      unsafe examples[i] = ul2prep_example(
        document: Int64(example.document), offset: Int64(example.offset),
        chunk_length: Int64(example.chunkLength), epoch: Int64(example.epoch),
        start: Int32(example.start), length: Int32(example.length),
        prefix_length: Int32(example.prefixLength), loss_start: Int32(example.lossStart),
        objective: Int32(example.objective), source: Int32(example.source))
    }
  }
}

/// Rows that are put into arrays at a time: nothing large is allocated, whatever the caller asks for.
let rowsAtOnce = 4096

/// The arrays of a call, checked.
@unsafe struct CallerArrays {
  private let dataset: Dataset
  private var arrays = unsafe RowArrays()
  private let rows: UnsafeMutablePointer<Int64>?

  /// - Parameter count: rows that are to be put there.
  init(
    _ pointer: UnsafePointer<ul2prep_arrays>?, _ dataset: Dataset, count: Int64
  ) throws {
    let caller = unsafe try given(pointer, "arrays")
    unsafe self.dataset = dataset
    unsafe try check(caller.form, 0...1, "arrays.form")
    unsafe try check(caller.reserved, 0...0, "arrays.reserved")
    unsafe try check(count, capacity: caller.capacity, "arrays")
    unsafe arrays.form = caller.form == Int32(UL2PREP_FORM_HF) ? .unshifted : .targets
    unsafe arrays.width = Int(caller.width)
    unsafe arrays.tokens = try aligned(caller.tokens, "arrays.tokens")
    unsafe arrays.labels = try aligned(caller.labels, "arrays.labels")
    unsafe arrays.positions = try aligned(caller.positions, "arrays.positions")
    unsafe arrays.segmentIDs = try aligned(caller.segments, "arrays.segments")
    unsafe arrays.bounds = try aligned(caller.bounds, "arrays.bounds")
    unsafe arrays.lossWeights = try aligned(caller.loss_weights, "arrays.loss_weights")
    unsafe arrays.prefixLengths = try aligned(caller.prefix_lengths, "arrays.prefix_lengths")
    unsafe rows = try aligned(caller.rows, "arrays.rows")
    try dataset.checkIsOpen()
    if unsafe !arrays.isEmpty { unsafe try dataset.check(arrays) }
  }

  /// Puts rows there.
  ///
  /// - Parameter slot: the first row of the arrays that is written.
  func fill(from slot: Int, with indexes: [Int]) throws(Problem) {
    if unsafe !arrays.isEmpty {
      unsafe try dataset.fill(arrays, from: slot, with: indexes)
    } else {
      unsafe try dataset.check(indexes)
    }
    if let rows = unsafe rows {
      for i in indexes.indices { unsafe rows[slot + i] = Int64(indexes[i]) }
    }
  }
}

/// Throws unless so many rows can be asked for, and arrays have room for them.
///
/// - Parameter name: of the struct that the arrays are in.
func check(_ count: Int64, capacity: Int64, _ name: String) throws {
  guard (0...Int64(DataLoader.mostRows)).contains(count) else {
    throw wrong(
      "count", "not a number of rows", got: "\(count)", expected: "0 to \(DataLoader.mostRows)")
  }
  guard capacity >= count else {
    throw TooSmall(what: "\(name).capacity", got: Int(capacity), needed: Int(count))
  }
}

/// A pointer of the caller's, which is aligned as its type is.
func aligned<T>(
  _ pointer: UnsafeMutablePointer<T>?, _ name: String
) throws(Problem) -> UnsafeMutablePointer<T>? {
  guard let pointer = unsafe pointer else { return nil }
  let address = UInt(bitPattern: pointer)
  guard address % UInt(MemoryLayout<T>.alignment) == 0 else {
    throw wrong(
      name, "not aligned", got: "an address of \(address % 16) modulo 16",
      expected: "a multiple of \(MemoryLayout<T>.alignment)")
  }
  return unsafe pointer
}
