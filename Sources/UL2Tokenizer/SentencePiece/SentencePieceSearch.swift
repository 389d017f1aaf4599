/// The best path of a Unigram model as SentencePiece finds it, of either generation: the reference where the library
/// at hand is of the other one.
///
/// One pass over a whole document, in memory of twelve bytes for each of it: no chunks, no cache, no bounds. The sums
/// are the library's, operation by operation, since what decides between paths that are nearly as good is how those
/// are rounded.
///
/// | | before 0.2.2 | from 0.2.2 on |
/// |---|---|---|
/// | what is compared | the sum in double precision | the sum in single precision |
/// | a user-defined piece of n bytes | n · the largest score − 0.1 | 0.1 · (n − 1) |
/// | a score beyond ±100,000 where the search has come to | stays | is taken from all that are open |
final class SentencePieceSearch: Sendable {
  /// A token, by where it ends.
  struct Step: Equatable {
    /// Nil for a character that no piece represents.
    var id: Int?
    var end: Int
  }

  private let rule: SentencePieceIDs
  private let memory = TableMemory()
  /// The pieces that text can match; the values are ids.
  private let trie: PieceTrie
  /// By id. Before 0.2.2 that of a user-defined piece was no float.
  private let scores: [Double]
  private let unknownScore: Float
  private static let limit: Float = 100_000

  /// - Parameters:
  ///   - model: one that the library has loaded: no piece is there twice.
  ///   - path: what errors call it.
  init(_ model: ModelProto, _ rule: SentencePieceIDs, path: String) throws(Problem) {
    self.rule = rule
    let matched = model.pieces.indices.filter {
      model.pieces[$0].kind == .normal || model.pieces[$0].kind == .userDefined
    }
    let keys = matched.map { (key: Array(model.text(of: $0)), value: $0) }
    let size = keys.reduce(0) { $0 + $1.key.count }
    guard !keys.isEmpty, size < 1 << 26 else {
      throw Problem(
        .noInput, "cannot encode with this model", path: path, got: "pieces of \(size) bytes",
        expected: "at least one that text can match, and less than 64 MiB")
    }
    trie = PieceTrie(keys, in: memory)
    let normal = model.pieces.lazy.filter { $0.kind == .normal }.map(\.score)
    unknownScore = (normal.min() ?? .greatestFiniteMagnitude) - 10
    let largest = max(.leastNormalMagnitude, normal.max() ?? 0)
    scores = model.pieces.indices.map { id in
      guard model.pieces[id].kind == .userDefined else { return Double(model.pieces[id].score) }
      let length = model.text(of: id).count
      return rule == .before022
        ? Double(Float(length) * largest) - 0.1 : Double(Float(0.1 * Double(length - 1)))
    }
  }

  /// The tokens of a normalized text.
  func path(_ text: UnsafeBufferPointer<UInt8>) -> [Step] {
    guard let base = text.baseAddress, text.count > 0 else { return [] }
    let count = text.count
    let none = Int32(-1)
    var best = [Float](repeating: 0, count: count + 1)
    var starts = [Int32](repeating: none, count: count + 1)
    var ids = [Int32](repeating: none, count: count + 1)
    // The last place that a path leads to so far.
    var frontier = 0
    var start = 0
    while start < count {
      var till = best[start]
      if rule == .since022, till < -Self.limit || till > Self.limit {
        for i in start...frontier where i == start || starts[i] != none { best[i] -= till }
        till = 0
      }
      func offer(_ end: Int, _ id: Int32, _ sum: Double) {
        frontier = max(frontier, end)
        let compared = rule == .before022 ? sum : Double(Float(sum))
        guard starts[end] == none || compared > Double(best[end]) else { return }
        best[end] = Float(sum)
        starts[end] = Int32(truncatingIfNeeded: start)
        ids[end] = id
      }
      let next = unsafe min(start + Self.step(base[start]), count)
      var isKnown = false
      var node = trie.root
      var end = start
      while end < count, let child = unsafe trie.child(of: node, base[end]) {
        node = child
        end += 1
        let id = PieceTrie.value(node)
        guard id >= 0 else { continue }
        offer(end, Int32(truncatingIfNeeded: id), scores[id] + Double(till))
        isKnown = isKnown || end == next
      }
      // Of an unknown character both add floats.
      if !isKnown { offer(next, none, Double(unknownScore + till)) }
      start = next
    }
    var steps: [Step] = []
    var end = count
    while end > 0 {
      steps.append(Step(id: ids[end] == none ? nil : Int(ids[end]), end: end))
      end = Int(starts[end])
    }
    return steps.reversed()
  }

  /// How many bytes the library advances by a byte that a character begins with; it looks at no
  /// more.
  private static func step(_ first: UInt8) -> Int {
    first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
  }
}
