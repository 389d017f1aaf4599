/// `ul2prep_make_masks` and `ul2prep_make_varlen`.
import CUL2Prep
import UL2Data

@c @implementation
public func ul2prep_make_masks(
  _ masks: UnsafePointer<ul2prep_masks>?, _ count: Int64,
  _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    let caller = unsafe try given(masks, "masks")
    let width = unsafe try checkedWidth(caller.width, "masks")
    unsafe try check(count, capacity: caller.capacity, "masks")
    unsafe try check(caller.causal, 0...1, "masks.causal")
    unsafe try check(caller.own_padding, 0...1, "masks.own_padding")
    let segments = unsafe try aligned(caller.segments, "masks.segments")
    let seen = unsafe try aligned(caller.seen, "masks.seen")
    let bounds = unsafe try given(bounds: caller.bounds, "masks")
    for slot in 0..<Int(count) {
      let row = unsafe try RowMask(
        bounds + 2 * width * slot, width, causal: caller.causal == 1, slot, "masks")
      if let segments = unsafe segments { unsafe row.writeSegmentIDs(segments + width * slot) }
      if let prefixes = unsafe caller.prefixes {
        unsafe row.writePrefixes(prefixes + width * slot)
      }
      if let dense = unsafe caller.dense {
        unsafe row.writeDense(
          dense + width * width * slot, paddingSeesItself: caller.own_padding == 1)
      }
      if let seen = unsafe seen { unsafe row.writeBounds(seen + 2 * width * slot) }
    }
  }
}

@c @implementation
public func ul2prep_make_varlen(
  _ varlen: UnsafeMutablePointer<ul2prep_varlen>?, _ count: Int64,
  _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    var caller = unsafe try given(UnsafePointer(varlen), "varlen")
    let width = unsafe try checkedWidth(caller.width, "varlen")
    try check(count, capacity: .max, "varlen")
    unsafe try check(caller.causal, 0...1, "varlen.causal")
    unsafe try check(caller.reserved, 0...0, "varlen.reserved")
    guard count <= Int64(Int32.max) / Int64(width) else {
      throw wrong(
        "count", "too many rows for numbers of 32 bits", got: "\(count)",
        expected: "at most \(Int(Int32.max) / width)")
    }
    let needed = Int(count) * width
    guard unsafe caller.capacity >= Int64(needed) else {
      throw unsafe TooSmall(
        what: "varlen.capacity", got: Int(caller.capacity), needed: needed)
    }
    unsafe try check(caller.prefixes, "varlen.prefixes")
    unsafe try check(caller.suffixes, "varlen.suffixes")
    let bounds = unsafe try given(bounds: caller.bounds, "varlen")
    var rows: [RowMask] = []
    for slot in 0..<Int(count) {
      rows.append(
        unsafe try RowMask(
          bounds + 2 * width * slot, width, causal: caller.causal == 1, slot, "varlen"))
    }
    let calls = Varlen(rows)
    unsafe write(calls.prefixes, to: &caller.prefixes)
    unsafe write(calls.suffixes, to: &caller.suffixes)
    let least = unsafe MemoryLayout<ul2prep_varlen>.size
    unsafe try put(caller, to: varlen, least: least, "varlen")
  }
}

private func checkedWidth(_ width: Int64, _ name: String) throws(Problem) -> Int {
  guard (1...1 << 20).contains(width) else {
    throw wrong("\(name).width", "not a row length", got: "\(width)", expected: "1 to 1048576")
  }
  return Int(width)
}

private func given(
  bounds: UnsafePointer<Int32>?, _ name: String
) throws(Problem) -> UnsafePointer<Int32> {
  guard let bounds = unsafe UnsafeMutablePointer(mutating: bounds) else {
    throw wrong("\(name).bounds", "a null pointer")
  }
  return unsafe UnsafePointer(try aligned(bounds, "\(name).bounds")!)
}

extension RowMask {
  /// The mask of a row of the caller's bounds.
  fileprivate init(
    _ bounds: UnsafePointer<Int32>, _ width: Int, causal: Bool, _ row: Int, _ name: String
  ) throws(Problem) {
    unsafe try self.init(bounds: bounds, width: width, causal: causal) { position, got, expected in
      wrong(
        "\(name).bounds",
        "bounds of examples out of order: row \(row), position \(position)",
        got: got, expected: expected)
    }
  }
}

private func check(_ call: ul2prep_varlen_call, _ name: String) throws(Problem) {
  _ = unsafe try aligned(call.queries, "\(name).queries")
  _ = unsafe try aligned(call.keys, "\(name).keys")
  _ = unsafe try aligned(call.cu_seqlens_q, "\(name).cu_seqlens_q")
  _ = unsafe try aligned(call.cu_seqlens_k, "\(name).cu_seqlens_k")
}

private func write(_ made: Varlen.Call, to call: inout ul2prep_varlen_call) {
  func copy(_ numbers: [Int32], to output: UnsafeMutablePointer<Int32>?) {
    guard let output = unsafe output else { return }
    for i in numbers.indices { unsafe output[i] = numbers[i] }
  }
  unsafe copy(made.queries, to: call.queries)
  unsafe copy(made.keys, to: call.keys)
  unsafe copy(made.queryStarts, to: call.cu_seqlens_q)
  unsafe copy(made.keyStarts, to: call.cu_seqlens_k)
  unsafe call.query_count = Int64(made.queries.count)
  unsafe call.key_count = Int64(made.keys.count)
  unsafe call.sequences = Int64(made.queryStarts.count - 1)
  unsafe call.max_seqlen_q = Int64(made.longestQueries)
  unsafe call.max_seqlen_k = Int64(made.longestKeys)
}
