/// The lengths of a source's documents: all that a plan needs to know of a token store.
package protocol DocumentLengths: Sendable {
  var documentCount: Int { get }
  /// Raw tokens of all documents.
  var tokenCount: Int { get }

  /// Raw tokens (without an EOD) of each of `documents`, in one call for a batch:
  /// the loads then overlap, which takes a random look-up from 96 to 28 ns.
  func lengths(of documents: [Int], into lengths: inout [Int]) throws(Problem)

  /// Whether `tokenCount` is the sum of all lengths; else it is about that.
  var countsTokensExactly: Bool { get }

  /// Called after each block: memory that is only a cache may go.
  func releaseMemory()
}

extension DocumentLengths {
  package var countsTokensExactly: Bool { true }
  package func releaseMemory() {}

  /// Raw tokens of the documents whose length is in `kept`: what an epoch gives. A pass over all lengths
  /// where no sum is available.
  func tokenCount(ofDocuments kept: ClosedRange<Int>) throws(Problem) -> Int {
    if kept.lowerBound <= 1, kept.upperBound == .max, countsTokensExactly { return tokenCount }
    var sum = 0
    var start = 0
    var documents: [Int] = []
    var lengths: [Int] = []
    while start < documentCount {
      let end = min(start + 4096, documentCount)
      documents.removeAll(keepingCapacity: true)
      documents.append(contentsOf: start..<end)
      try self.lengths(of: documents, into: &lengths)
      for length in lengths where kept.contains(length) { sum += length }
      start = end
    }
    releaseMemory()
    return sum
  }
}
