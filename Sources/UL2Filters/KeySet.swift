/// A set of 128-bit keys in one array: open addressing, filled to at most three quarters.
///
/// It grows by half, so that a key takes 21 to 32 bytes (a `Set` takes about 60), and 53 for as long as old
/// and new array are both there: 100 million keys take 3.2 GB at most, 5.3 GB for moments. A look-up misses the
/// cache once or twice.

package struct KeySet: Sendable {
  /// All zeros where nothing is; the key of all zeros is kept apart.
  private var slots: [Hash128] = []
  private var hasZero = false
  package private(set) var count = 0
  package init() {}

  private static let empty = Hash128(high: 0, low: 0)

  /// Bytes that the table takes.
  package var byteCount: Int { slots.count * MemoryLayout<Hash128>.stride }

  package func contains(_ key: Hash128) -> Bool {
    if key == Self.empty { return hasZero }
    return !slots.isEmpty && slots[slot(of: key)] == key
  }

  package mutating func insert(_ key: Hash128) {
    if key == Self.empty {
      if !hasZero { count += 1 }
      hasZero = true
      return
    }
    if count + 1 > slots.count / 4 * 3 { grow() }
    let slot = slot(of: key)
    if slots[slot] == Self.empty {
      slots[slot] = key
      count += 1
    }
  }

  /// Where `key` is, or would be.
  private func slot(of key: Hash128) -> Int {
    // Mixed, so that keys made by hand, or all alike in some bits, spread too.
    let spread = mixed(key.high ^ mixed(key.low))
    var slot = Int(spread.multipliedFullWidth(by: UInt64(slots.count)).high)
    while slots[slot] != key, slots[slot] != Self.empty {
      slot += 1
      if slot == slots.count { slot = 0 }
    }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Self.empty, count: max(1024, slots.count / 2 * 3))
    for key in old where key != Self.empty { slots[slot(of: key)] = key }
  }
}
