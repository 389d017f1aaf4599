/// The lengths of a source's documents: all that a plan needs to know of a token store.
package protocol DocumentLengths: Sendable {
  var documentCount: Int { get }
  /// Raw tokens of all documents.
  var tokenCount: Int { get }

  /// Raw tokens (without an end-of-document token) of each of `documents`, in one call for a batch:
  /// the loads then overlap, which takes a random look-up from 96 to 28 ns.
  func lengths(of documents: [Int], into lengths: inout [Int]) throws(Problem)

  /// Called after each block: memory that is only a cache may go.
  func releaseMemory()
}

extension DocumentLengths {
  package func releaseMemory() {}
}
