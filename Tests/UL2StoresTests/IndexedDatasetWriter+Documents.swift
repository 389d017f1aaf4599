/// Datasets written document by document, from ids as tests have them.
import UL2Stores

extension IndexedDatasetWriter {
  /// Adds a document of tokens, each in the range of the element type.
  mutating func add(_ ids: [Int32]) throws(Problem) {
    let size = type.size
    let bytes = ids.flatMap { id in (0..<size).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) } }
    try add(bytes, counts: [ids.count])
  }

  /// Adds a document of bytes.
  mutating func add(_ bytes: [UInt8]) throws(Problem) { try add(bytes, counts: [bytes.count]) }
}
