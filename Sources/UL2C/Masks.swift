/// `ul2prep_make_block_mask`.
import CUL2Prep
import UL2Data

@c @implementation
public func ul2prep_make_block_mask(
  _ mask: UnsafePointer<ul2prep_block_mask>?, _ count: Int64,
  _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    let caller = unsafe try given(mask, "mask")
    let (width, size) = unsafe (caller.width, caller.block_size)
    guard (1...1 << 20).contains(width) else {
      throw wrong("mask.width", "not a row length", got: "\(width)", expected: "1 to 1048576")
    }
    guard (1...width).contains(size), (width + size - 1) / size <= 1 << 13 else {
      throw wrong(
        "mask.block_size", "not a block size", got: "\(size)",
        expected: "\(max(1, (width + 8191) / 8192)) to \(width)")
    }
    unsafe try check(count, capacity: caller.capacity, "mask")
    var made = unsafe BlockMask(width: Int(width), blockSize: Int(size))
    unsafe made.partial = try lists(caller.kv_num_blocks, caller.kv_indices, "kv")
    unsafe made.full = try lists(caller.full_kv_num_blocks, caller.full_kv_indices, "full_kv")
    unsafe made.partialByKeys = try lists(caller.q_num_blocks, caller.q_indices, "q")
    unsafe made.fullByKeys = try lists(caller.full_q_num_blocks, caller.full_q_indices, "full_q")
    guard let bounds = unsafe UnsafeMutablePointer(mutating: caller.bounds) else {
      throw wrong("mask.bounds", "a null pointer")
    }
    let first = unsafe UnsafePointer(try aligned(bounds, "mask.bounds")!)
    for row in 0..<Int(count) { unsafe made.set(row, bounds: first + 2 * Int(width) * row) }
  }
}

private func lists(
  _ counts: UnsafeMutablePointer<Int32>?, _ indices: UnsafeMutablePointer<Int32>?, _ name: String
) throws(Problem) -> BlockMask.Lists {
  unsafe BlockMask.Lists(
    counts: try aligned(counts, "mask.\(name)_num_blocks"),
    indices: try aligned(indices, "mask.\(name)_indices"))
}
