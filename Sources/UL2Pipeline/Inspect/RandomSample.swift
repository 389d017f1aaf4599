/// So many of a dataset's rows or of a store's documents, each as likely: the same for the same seed.
package struct RandomSample: Hashable, Sendable {
  package var count: Int
  package var seed: UInt64

  package init(count: Int, seed: UInt64) {
    self.count = count
    self.seed = seed
  }

  /// The numbers of all elements, in the order that they are drawn in.
  private func order(of total: Int) -> KeyedPermutation {
    KeyedPermutation(count: total, key: mixed(seed &+ 0x5A_4D_50_4C))
  }

  /// The elements drawn of `total`, in ascending order.
  package func elements(of total: Int) -> [Int] {
    guard total > 0 else { return [] }
    return batch(from: 0, of: total).sorted()
  }

  /// Up to `count` elements drawn from place `start` of the order on.
  func batch(from start: Int, of total: Int) -> [Int] {
    guard total > start else { return [] }
    var elements: [Int] = []
    order(of: total).elements(at: start..<min(start + count, total), to: &elements)
    return elements
  }
}
