/// A set of code points, as sorted ranges that do not touch: exact, and small enough to compute with. Look-ups per
/// character use a `ClassTable` made from sets once.
package struct CharacterSet: Hashable, Sendable {
  /// Where runs of members begin and end, alternating; the last run's end may be 0x110000.
  package private(set) var borders: [UInt32]

  package static let none = CharacterSet(borders: [])
  package static let all = CharacterSet(borders: [0, 0x110000])

  package init(borders: [UInt32]) { self.borders = borders }

  package init(_ range: ClosedRange<UInt32>) { borders = [range.lowerBound, range.upperBound + 1] }

  package init(_ scalar: UInt32) { borders = [scalar, scalar + 1] }

  /// Code points in any order.
  package init(codes: [UInt32]) {
    borders = []
    for code in codes.sorted() {
      if borders.last == code { borders[borders.count - 1] = code + 1 }
      if let last = borders.last, last > code { continue }
      borders += [code, code + 1]
    }
  }

  package var isEmpty: Bool { borders.isEmpty }

  package var ranges: [ClosedRange<UInt32>] {
    stride(from: 0, to: borders.count, by: 2).map { borders[$0]...(borders[$0 + 1] - 1) }
  }

  package func contains(_ scalar: UInt32) -> Bool {
    var low = 0
    var high = borders.count
    while low < high {
      let middle = (low + high) / 2
      if borders[middle] <= scalar { low = middle + 1 } else { high = middle }
    }
    return low & 1 == 1
  }

  package var inverted: CharacterSet {
    var result = borders
    if result.first == 0 { result.removeFirst() } else { result.insert(0, at: 0) }
    if result.last == 0x110000 { result.removeLast() } else { result.append(0x110000) }
    return CharacterSet(borders: result)
  }

  package func union(_ other: CharacterSet) -> CharacterSet { merged(other, atLeast: 1) }

  package func intersection(_ other: CharacterSet) -> CharacterSet { merged(other, atLeast: 2) }

  package func subtracting(_ other: CharacterSet) -> CharacterSet { intersection(other.inverted) }

  /// The members that at least `wanted` of the two sets have.
  private func merged(_ other: CharacterSet, atLeast wanted: Int) -> CharacterSet {
    var result: [UInt32] = []
    result.reserveCapacity(borders.count + other.borders.count)
    var i = 0
    var j = 0
    while i < borders.count || j < other.borders.count {
      let next = min(
        i < borders.count ? borders[i] : .max, j < other.borders.count ? other.borders[j] : .max)
      if i < borders.count, borders[i] == next { i += 1 }
      if j < other.borders.count, other.borders[j] == next { j += 1 }
      let isInside = (i & 1) + (j & 1) >= wanted
      if isInside != (result.count & 1 == 1) { result.append(next) }
    }
    return CharacterSet(borders: result)
  }
}
