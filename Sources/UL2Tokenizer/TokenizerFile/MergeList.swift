/// Collects the merges of a file, and looks up what each makes.

struct MergeList {
  private let pieces: PieceTable
  private(set) var merges: [BPERules.Merge] = []

  init(_ pieces: PieceTable) {
    self.pieces = pieces
    merges.reserveCapacity(2 * pieces.count)
  }

  /// Adds a merge.
  ///
  /// - Parameters:
  ///   - joined: the left piece and the right one.
  ///   - cut: where the right one begins.
  /// - Returns: the piece that the vocabulary lacks, if it lacks one.
  mutating func add(_ joined: [UInt8], cut: Int, rank: Int) -> ArraySlice<UInt8>? {
    let span = joined.span
    guard let left = pieces.id(of: span.extracting(..<cut)) else { return joined[..<cut] }
    guard let right = pieces.id(of: span.extracting(cut...)) else { return joined[cut...] }
    // Files number pieces as merges make them, so it is most often the last one's result or the next id.
    let last = merges.last?.result ?? 0
    guard let result = pieces.id(of: span, guess: last) else { return joined[...] }
    merges.append(
      BPERules.Merge(
        left: left, right: right, result: result, rank: Int32(truncatingIfNeeded: rank)))
    return nil
  }
}
