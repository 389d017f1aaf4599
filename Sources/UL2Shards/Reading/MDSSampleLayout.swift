/// Where the columns of a sample lie: they are found without copying any of them.
///
/// A class, since a copy of it for every sample would count references to its arrays.
package final class MDSSampleLayout: Sendable {
  private let names: [String]
  private let fixedSizes: [Int?]
  private let variableCount: Int

  package init(_ format: MDSFormat) {
    names = format.columns.map(\.name)
    fixedSizes = format.columns.map(\.encoding.fixedSize)
    variableCount = fixedSizes.count { $0 == nil }
  }

  /// Finds the bytes of each column, in the order of their names.
  ///
  /// - Parameter ranges: what was in it goes.
  /// - Returns: what is wrong with the sample; nil where nothing is.
  package func locate(
    _ sample: UnsafeRawBufferPointer, _ ranges: inout [Range<Int>]
  ) -> String? {
    ranges.removeAll(keepingCapacity: true)
    ranges.reserveCapacity(fixedSizes.count)
    var nextSize = 0
    var at = 4 * variableCount
    if at > sample.count { return "sample cut short" }
    for (i, fixed) in fixedSizes.enumerated() {
      var size = fixed ?? 0
      if fixed == nil {
        size = unsafe Int(sample.loadUnaligned(fromByteOffset: nextSize, as: UInt32.self))
        nextSize += 4
      }
      guard size <= sample.count - at else { return "column \(names[i]) is longer than its sample" }
      ranges.append(at..<at + size)
      at += size
    }
    return at == sample.count ? nil : "sample longer than its columns"
  }
}
