/// The random numbers of one chunk: a function of seed, source, epoch, document and offset.
///
/// `docs/packing.md` writes the order of draws down; a change of it raises the format's number.
@usableFromInline
package struct ChunkRandom: Sendable {
  /// Draws 0 to 2 are worked out when they are asked for: few chunks need all.
  @usableFromInline let key: UInt64

  /// - Parameters:
  ///   - sourceKey: of seed, source and epoch.
  ///   - document: its index in the source's store.
  ///   - offset: of the chunk's first token in the document.
  @inlinable @inline(__always)
  package init(sourceKey: UInt64, document: UInt64, offset: UInt64) {
    self.init(documentKey: Self.documentKey(sourceKey, document), offset: offset)
  }

  /// - Parameter documentKey: for all chunks of a document.
  @inlinable @inline(__always)
  package init(documentKey: UInt64, offset: UInt64) {
    key = mixed(documentKey &+ offset)
  }

  @inlinable @inline(__always)
  package static func documentKey(_ sourceKey: UInt64, _ document: UInt64) -> UInt64 {
    mixed(sourceKey ^ document)
  }

  @inlinable @inline(__always)
  func draw(_ number: UInt64) -> UInt64 {
    var random = CounterRandom(key: key, counter: number)
    return random.next()
  }

  /// Draw 0: which objective.
  @inlinable @inline(__always)
  package var objective: UInt64 { draw(0) }
  /// Draw 1: whether FIM is applied.
  @inlinable @inline(__always)
  package var fim: UInt64 { draw(1) }
  /// Draw 2: whether FIM puts the suffix first.
  @inlinable @inline(__always)
  package var spm: UInt64 { draw(2) }
  /// Draw 3 and on: cut points, prefix length, noise.
  @inlinable @inline(__always)
  package var body: CounterRandom { CounterRandom(key: key, counter: 3) }
}

/// Weights as places to cut the 64-bit numbers at.
@usableFromInline
package struct WeightedChoice: Hashable, Sendable {
  /// Element i is chosen below `bounds[i]`; the last is never looked at.
  @usableFromInline let bounds: [UInt64]

  /// - Parameter weights: at least one, not negative, one of them positive.
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

  @inlinable @inline(__always)
  package func index(_ random: UInt64) -> Int {
    // Bounds rise, so that those which are not above the number are the first: counted by the borrow of a
    // subtraction, without a branch that depends on it, which no processor could foresee.
    var i = 0
    for place in 0..<bounds.count - 1 {
      let difference = UInt128(random) &- UInt128(bounds[place])
      i &+= 1 &- Int(truncatingIfNeeded: difference >> 127)
    }
    return i
  }
}
