/// Divides all code points into the classes that some sets distinguish.
struct Partition {
  /// The classes: disjoint, none empty, together everything.
  private(set) var classes: [CharacterSet] = [.all]

  /// - Returns: nil where there would be more than `limit` classes.
  init?(_ sets: some Sequence<CharacterSet>, limit: Int) {
    for set in sets {
      var finer: [CharacterSet] = []
      for part in classes {
        for half in [part.intersection(set), part.subtracting(set)] where !half.isEmpty {
          finer.append(half)
        }
      }
      classes = finer
      if classes.count > limit { return nil }
    }
  }

  /// The classes of a given set, one bit each.
  func mask(of set: CharacterSet) -> UInt64 {
    var mask: UInt64 = 0
    for (i, part) in classes.enumerated() {
      if let first = part.borders.first, set.contains(first) { mask |= 1 << UInt64(i) }
    }
    return mask
  }
}
