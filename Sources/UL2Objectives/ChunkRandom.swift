/// The random numbers of one chunk: a function of seed, source, epoch, document and offset.
///
/// `docs/randomness.md` writes the order of draws down; a change of it raises the format's number.
package struct ChunkRandom: Sendable {
  /// Draw 0: which objective.
  package let objective: UInt64
  /// Draw 1: whether FIM is applied.
  package let fim: UInt64
  /// Draw 2: whether FIM puts the suffix first.
  package let spm: UInt64
  /// Draw 3 and on: cut points, prefix length, noise.
  package let body: CounterRandom

  /// - Parameters:
  ///   - sourceKey: of seed, source and epoch.
  ///   - document: its index in the source's store.
  ///   - offset: of the chunk's first token in the document.
  @inlinable
  package init(sourceKey: UInt64, document: UInt64, offset: UInt64) {
    var random = CounterRandom(key: mixed(mixed(sourceKey ^ document) &+ offset))
    objective = random.next()
    fim = random.next()
    spm = random.next()
    body = random
  }
}

/// Weights as places to cut the 64-bit numbers at.
package struct WeightedChoice: Hashable, Sendable {
  /// Element i is chosen below `bounds[i]`; the last is never looked at.
  @usableFromInline let bounds: [UInt64]

  /// - Parameter weights: at least one, not negative, of which one is positive.
  package init(_ weights: [Double]) {
    let total = weights.reduce(0, +)
    precondition(total > 0, "nothing to choose from")
    var sum = 0.0
    var bounds: [UInt64] = []
    for weight in weights {
      sum += weight
      let share = sum / total
      bounds.append(share >= 1 ? .max : UInt64(share * 0x1p64))
    }
    // The last element that has any weight takes whatever rounding leaves at the top.
    let last = weights.lastIndex { $0 > 0 }!
    self.bounds = Array(bounds[...last])
  }

  /// The weights as whole numbers, their sum 2⁶⁴ − 1; those after the last that is not 0 are left out.
  package var weights: [UInt64] {
    var below: UInt64 = 0
    return bounds.indices.map { i in
      let bound = i + 1 == bounds.count ? .max : bounds[i]
      defer { below = bound }
      return bound - below
    }
  }

  @inlinable
  package func index(_ random: UInt64) -> Int {
    var i = 0
    while i + 1 < bounds.count, random >= bounds[i] { i += 1 }
    return i
  }
}
