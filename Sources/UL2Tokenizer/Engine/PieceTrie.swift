/// The vocabulary as a double-array trie over bytes: eight bytes per node, one load per step.
///
/// Aoe, *An efficient digital search algorithm by using a double-array structure* (1989), with the child's place found
/// by exclusive or, as in Darts-clone. A node's children are at `base ^ byte`; no two nodes have the same base, so a
/// child is known by its byte alone. Leaves point to a stretch that is never used.
@safe package struct PieceTrie: BitwiseCopyable, @unchecked Sendable {
  /// Bits 0–8: the byte that leads to it (256: unused); 9–35: its base; 36–63: one more than its value.
  typealias Node = UInt64

  /// Invariant: the place `base ^ byte` of any node and byte is within it.
  let nodes: UnsafeMutablePointer<Node>
  static let unused: Node = 256

  /// - Parameter keys: not empty, none twice; the values are below 2²⁸ − 1.
  package init(_ keys: [(key: [UInt8], value: Int)], in memory: TableMemory) {
    var builder = TrieBuilder(SortedKeys(keys))
    builder.build()
    unsafe nodes = memory.table(builder.nodes).base
  }

  /// The base of a node: its child for `byte` is at `base ^ byte`.
  @inline(__always)
  static func base(_ node: Node) -> Int { Int(truncatingIfNeeded: node &>> 9 & 0x7FF_FFFF) }

  @inline(__always) var root: Node { unsafe nodes[0] }

  /// The child that `byte` leads to; nil where there is none.
  @inline(__always)
  func child(of node: Node, _ byte: UInt8) -> Node? {
    let child = unsafe nodes[Self.base(node) ^ Int(byte)]
    return child & 0x1FF == Node(byte) ? child : nil
  }

  /// The value of the key that ends at a node; negative where none does.
  @inline(__always)
  static func value(_ node: Node) -> Int { Int(truncatingIfNeeded: node &>> 36) &- 1 }

  /// The longest key that `text` begins with: its length and value.
  @inline(__always)
  package func longestMatch(_ text: UnsafePointer<UInt8>, _ count: Int) -> (
    length: Int, value: Int
  )? {
    var node = root
    var found: (Int, Int)?
    var i = 0
    while i < count, let next = unsafe child(of: node, text[i]) {
      node = next
      i += 1
      if Self.value(node) >= 0 { found = (i, Self.value(node)) }
    }
    return found
  }

  /// The value of `key`; nil where it is not a key.
  package func value(of key: ArraySlice<UInt8>) -> Int? {
    var node = root
    for byte in key {
      guard let next = child(of: node, byte) else { return nil }
      node = next
    }
    return Self.value(node) >= 0 ? Self.value(node) : nil
  }
}

/// Keys in the order of their bytes, side by side in memory: at each depth, all are looked at again.
private struct SortedKeys {
  private var bytes: [UInt8] = []
  private var starts: [Int32] = [0]
  private(set) var values: [Int] = []
  var count: Int { values.count }

  init(_ keys: [(key: [UInt8], value: Int)]) {
    for (key, value) in keys.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      bytes += key
      starts.append(Int32(bytes.count))
      values.append(value)
    }
  }

  func length(_ i: Int) -> Int { Int(starts[i + 1] - starts[i]) }
  func byte(_ i: Int, _ depth: Int) -> UInt8 { bytes[Int(starts[i]) + depth] }
}

/// Lays the nodes out, breadth first, each node's children at the first place where all of them fit.
private struct TrieBuilder {
  var nodes: [PieceTrie.Node] = []
  private let keys: SortedKeys
  private var isBaseTaken: [Bool] = []
  /// Unused nodes in a ring; index 0, which is the root's, is its head.
  private var nextFree: [Int32] = [0]
  private var previousFree: [Int32] = [0]

  /// A node's children.
  private var children: [(byte: UInt8, low: Int)] = []

  init(_ keys: SortedKeys) { self.keys = keys }

  private struct KeyRange {
    var node: Int
    var low: Int
    var high: Int
    var depth: Int
  }

  mutating func build() {
    nodes = [PieceTrie.unused]
    isBaseTaken = [true]
    addBlock()
    // The stretch that leaves point to, never used: the second block.
    addBlock()
    for i in 256..<512 { take(i) }
    isBaseTaken[256] = true
    var queue = [KeyRange(node: 0, low: 0, high: keys.count, depth: 0)]
    var next = 0
    while next < queue.count {
      let range = queue[next]
      next += 1
      place(range, &queue)
    }
  }

  private mutating func addBlock() {
    let start = nodes.count == 1 ? 1 : nodes.count
    let end = (nodes.count == 1 ? 0 : nodes.count) + 256
    for i in start..<end {
      nodes.append(PieceTrie.unused)
      isBaseTaken.append(false)
      let last = previousFree[0]
      nextFree.append(0)
      previousFree.append(last)
      nextFree[Int(last)] = Int32(i)
      previousFree[0] = Int32(i)
    }
  }

  private mutating func take(_ i: Int) {
    let (before, after) = (previousFree[i], nextFree[i])
    nextFree[Int(before)] = after
    previousFree[Int(after)] = before
    nextFree[i] = -1
  }

  private mutating func place(_ range: KeyRange, _ queue: inout [KeyRange]) {
    var value = 0
    var low = range.low
    if low < range.high, keys.length(low) == range.depth {
      value = keys.values[low] + 1
      low += 1
    }
    children.removeAll(keepingCapacity: true)
    for i in low..<range.high {
      let byte = keys.byte(i, range.depth)
      if children.last?.byte != byte { children.append((byte, i)) }
    }
    let base = children.isEmpty ? 256 : findBase()
    let label = nodes[range.node] & 0x1FF
    nodes[range.node] =
      PieceTrie.Node(value) << 36 | PieceTrie.Node(base) << 9 | label
    for (k, child) in children.enumerated() {
      let place = base ^ Int(child.byte)
      take(place)
      nodes[place] = PieceTrie.Node(child.byte)
      let high = k + 1 < children.count ? children[k + 1].low : range.high
      queue.append(KeyRange(node: place, low: child.low, high: high, depth: range.depth + 1))
    }
  }

  private mutating func findBase() -> Int {
    var candidate = Int(nextFree[0])
    var tries = 0
    let first = Int(children[0].byte)
    while candidate != 0, tries < 200 {
      let base = candidate ^ first
      if !isBaseTaken[base],
        children.allSatisfy({ nextFree[base ^ Int($0.byte)] >= 0 && base ^ Int($0.byte) != 0 })
      {
        isBaseTaken[base] = true
        return base
      }
      candidate = Int(nextFree[candidate])
      tries += 1
    }
    // A new block: any base in it will do.
    let start = nodes.count
    addBlock()
    isBaseTaken[start] = true
    return start
  }
}
