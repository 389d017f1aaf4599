/// Counts of 64-bit hashes: open addressing, emptied in constant time by a stamp that each slot carries.
///
/// Two texts of one hash are taken for the same, which among the 125,000 n-grams of the longest document
/// has a chance of 4·10⁻¹⁰.

struct CountTable {
  private struct Slot {
    var key: UInt64 = 0
    var stamp: UInt32 = 0
    var count: UInt32 = 0
  }
  private var slots = [Slot](repeating: Slot(), count: 1 << 10)
  private var stamp: UInt32 = 0
  private var used = 0

  /// Empties the table, and makes room for `capacity` hashes.
  mutating func begin(capacity: Int = 0) {
    var wanted = max(1 << 10, slots.count > 1 << 20 ? 0 : slots.count)
    while wanted < 2 * capacity { wanted *= 2 }
    used = 0
    if wanted != slots.count || stamp == .max {
      slots = Array(repeating: Slot(), count: wanted)
      stamp = 0
    }
    stamp += 1
  }

  /// Counts `key` once more; returns its slot, which stays its own until the table outgrows what `begin`
  /// made room for.
  @inline(__always)
  mutating func count(_ key: UInt64) -> Int {
    if 2 * used >= slots.count { grow() }
    let slot = find(key)
    if slots[slot].stamp != stamp {
      slots[slot] = Slot(key: key, stamp: stamp, count: 1)
      used += 1
    } else {
      slots[slot].count &+= 1
    }
    return slot
  }

  /// How often the hash in a slot was counted.
  @inline(__always)
  func count(at slot: Int) -> Int { Int(slots[slot].count) }

  @inline(__always)
  mutating func setCount(_ count: UInt32, at slot: Int) { slots[slot].count = count }

  /// Where `key` is, or would be.
  @inline(__always)
  private func find(_ key: UInt64) -> Int {
    let mask = slots.count - 1
    // The upper half, which a product mixes well.
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while slots[slot].stamp == stamp, slots[slot].key != key { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: 2 * old.count)
    for slot in old where slot.stamp == stamp { slots[find(slot.key)] = slot }
  }
}
