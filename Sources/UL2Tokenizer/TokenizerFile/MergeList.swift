/// Collects the merges of a file, and looks up what each makes; of a pair that occurs twice, the last counts.

struct MergeList {
  private let pieces: PieceTable
  private var merges: [BPERules.Merge] = []
  /// Where a pair is in `merges`.
  private var places: [UInt64: Int32] = [:]
  private var joined: [UInt8] = []
  private var hasRepeats = false

  init(_ pieces: PieceTable) {
    self.pieces = pieces
    merges.reserveCapacity(pieces.count)
    places.reserveCapacity(2 * pieces.count)
  }

  /// Adds a merge.
  ///
  /// - Returns: the piece that the vocabulary lacks, if it lacks one.
  mutating func add(_ left: [UInt8], _ right: [UInt8], rank: Int) -> [UInt8]? {
    guard let leftID = pieces.id(of: left) else { return left }
    guard let rightID = pieces.id(of: right) else { return right }
    joined.removeAll(keepingCapacity: true)
    joined.append(contentsOf: left)
    joined.append(contentsOf: right)
    guard let result = pieces.id(of: joined) else { return joined }
    add(
      BPERules.Merge(
        left: leftID, right: rightID, result: result, rank: Int32(truncatingIfNeeded: rank)))
    return nil
  }

  private mutating func add(_ merge: BPERules.Merge) {
    let pair =
      UInt64(UInt32(bitPattern: merge.left)) << 32 | UInt64(UInt32(bitPattern: merge.right))
    if let before = places.updateValue(Int32(truncatingIfNeeded: merges.count), forKey: pair) {
      // No id is negative: `sorted` removes this one.
      merges[Int(before)].result = -1
      hasRepeats = true
    }
    merges.append(merge)
  }

  /// By rank.
  consuming func sorted() -> [BPERules.Merge] {
    hasRepeats ? merges.filter { $0.result >= 0 } : merges
  }
}
