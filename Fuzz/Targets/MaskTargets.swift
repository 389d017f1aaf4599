/// Block masks of any bounds, against the mask of every query and key.
import CUL2Prep

let maskTargets = [
  FuzzTarget(name: "block-mask") { bytes throws(Violation) in
    guard bytes.count >= 2 else { return }
    let (width, size) = (Int(bytes[0] % 40) + 1, Int(bytes[1]) + 1)
    // Numbers near the row, and some far from it.
    let numbers = bytes.dropFirst(2).map { byte in
      byte == 0xFF ? Int32.max : byte == 0xFE ? Int32.min : Int32(byte % 48) - 4
    }
    let rows = min(numbers.count / (2 * width), 4)
    guard rows > 0 else { return }
    let masks = BlockMasks(Array(numbers.prefix(2 * width * rows)), rows: rows, width: width, size)
    try masks.check()
    try checkForms(Array(numbers.prefix(2 * width * rows)), rows: rows, width: width)
  }
]

/// The other forms of any bounds: refused, or equal to the bounds.
private func checkForms(_ bounds: [Int32], rows: Int, width: Int) throws(Violation) {
  var dense = [UInt8](repeating: 9, count: rows * width * width)
  var status: (ul2prep_status, ul2prep_status) = (-1, -1)
  var queries: Int64 = 0
  bounds.withUnsafeBufferPointer { bounds in
    dense.withUnsafeMutableBufferPointer { dense in
      var masks = ul2prep_masks()
      masks.size = UInt64(MemoryLayout.size(ofValue: masks))
      (masks.capacity, masks.width) = (Int64(rows), Int64(width))
      (masks.bounds, masks.dense) = (bounds.baseAddress, dense.baseAddress)
      status.0 = ul2prep_make_masks(&masks, Int64(rows), nil)
      var varlen = ul2prep_varlen()
      varlen.size = UInt64(MemoryLayout.size(ofValue: varlen))
      (varlen.capacity, varlen.width) = (Int64(rows * width), Int64(width))
      varlen.bounds = bounds.baseAddress
      status.1 = ul2prep_make_varlen(&varlen, Int64(rows), nil)
      queries = varlen.prefixes.query_count + varlen.suffixes.query_count
    }
  }
  try FuzzTargets.check(status.0 == status.1, "\(status) for the same bounds")
  guard status.0 == 0 else {
    return try FuzzTargets.check(status.0 == Int32(UL2PREP_USAGE), "status \(status.0)")
  }
  var live: Int64 = 0
  for position in 0..<rows * width {
    let (start, end) = (bounds[2 * position], bounds[2 * position + 1])
    live += end > start ? 1 : 0
    for k in 0..<width {
      try FuzzTargets.check(
        dense[position * width + k] == (start <= k && k < end ? 1 : 0), "\(position) sees \(k)")
    }
  }
  try FuzzTargets.check(live == queries, "\(queries) queries of \(live) positions")
}

/// The arrays of one call, each in memory of exactly its size.
private final class BlockMasks {
  private let bounds: [Int32]
  private let rows: Int
  private let width: Int
  private let size: Int
  private let blocks: Int
  private let counts: [UnsafeMutablePointer<Int32>]
  private let indices: [UnsafeMutablePointer<Int32>]

  init(_ bounds: [Int32], rows: Int, width: Int, _ size: Int) {
    self.bounds = bounds
    self.rows = rows
    self.width = width
    self.size = size
    let blocks = (width + size - 1) / size
    self.blocks = blocks
    counts = (0..<4).map { _ in .allocate(capacity: rows * blocks) }
    indices = (0..<4).map { _ in .allocate(capacity: rows * blocks * blocks) }
  }

  deinit {
    for memory in counts + indices { memory.deallocate() }
  }

  func check() throws(Violation) {
    var status: ul2prep_status = -1
    bounds.withUnsafeBufferPointer { bounds in
      var mask = ul2prep_block_mask()
      mask.size = UInt64(MemoryLayout.size(ofValue: mask))
      mask.capacity = Int64(rows)
      mask.width = Int64(width)
      mask.block_size = Int64(size)
      mask.bounds = bounds.baseAddress
      (mask.kv_num_blocks, mask.kv_indices) = (counts[0], indices[0])
      (mask.full_kv_num_blocks, mask.full_kv_indices) = (counts[1], indices[1])
      (mask.q_num_blocks, mask.q_indices) = (counts[2], indices[2])
      (mask.full_q_num_blocks, mask.full_q_indices) = (counts[3], indices[3])
      status = ul2prep_make_block_mask(&mask, Int64(rows), nil)
    }
    guard size <= width else {
      return try FuzzTargets.check(status == Int32(UL2PREP_USAGE), "blocks of \(size) in \(width)")
    }
    try FuzzTargets.check(status == 0, "no mask: \(status)")
    for row in 0..<rows {
      var kinds: [[[Bool]]] = []
      for kind in 0..<4 { kinds.append(try members(kind, row)) }
      for query in 0..<blocks {
        for key in 0..<blocks { try check(row, query, key, kinds) }
      }
    }
  }

  /// - Parameter kinds: for each kind of list, whether a block's list has another block.
  private func check(
    _ row: Int, _ query: Int, _ key: Int, _ kinds: [[[Bool]]]
  ) throws(Violation) {
    var seen = 0
    for q in query * size..<min((query + 1) * size, width) {
      let (start, end) = (bounds[2 * (row * width + q)], bounds[2 * (row * width + q) + 1])
      for k in key * size..<min((key + 1) * size, width) where start <= k && k < end { seen += 1 }
    }
    let (part, full) = (kinds[0][query][key], kinds[1][query][key])
    let byKeys = (kinds[2][key][query], kinds[3][key][query])
    let place = "row \(row), queries \(query), keys \(key)"
    try FuzzTargets.check((part, full) == byKeys, "\(place): two answers")
    try FuzzTargets.check(full == (seen == size * size), "\(place): \(seen) seen, full: \(full)")
    // Where queries do not see themselves, more blocks may count as partly seen: the kernel checks those.
    try FuzzTargets.check(full || part || seen == 0, "\(place): \(seen) seen of a block left out")
    try FuzzTargets.check(!(full && part), "\(place): both")
  }

  /// Whether each block's list has each other block; throws unless it is a list.
  private func members(_ kind: Int, _ row: Int) throws(Violation) -> [[Bool]] {
    var all: [[Bool]] = []
    for own in 0..<blocks {
      let place = row * blocks + own
      let count = Int(counts[kind][place])
      var members = [Bool](repeating: false, count: blocks)
      var seen = members
      var last = -1
      for i in 0..<blocks {
        let other = Int(indices[kind][place * blocks + i])
        if i == count { last = -1 }
        try FuzzTargets.check(
          0...blocks ~= count && 0..<blocks ~= other && !seen[other] && other > last,
          "block \(own): \(other) as number \(i) of \(count)")
        seen[other] = true
        members[other] = i < count
        last = other
      }
      all.append(members)
    }
    return all
  }
}
