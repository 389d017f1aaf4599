/// A Unigram language model's best path through a chunk, and how certain it is.
///
/// Kudo, *Subword Regularization* (2018). libsentencepiece adds up a float from the start of the document, so that
/// rounding, and with it the choice between nearly equal paths, depends on where a chunk is. The margin between the
/// best path and the next gives the running score below which no rounding can change the choice; there, a chunk's ids
/// may be kept and used anywhere.
struct UnigramModel: BitwiseCopyable, Sendable {
  /// Pieces that text can match; the values are ids.
  let trie: PieceTrie
  /// By id: what a token adds to the running score.
  let scores: Table<Double>
  /// The same, but NaN where a float is not enough: for user-defined pieces. Adding a float in double and rounding
  /// equals adding in float, which is three times as fast.
  private let shortScores: Table<Float>
  let unknown: Int
  let unknownScore: Float
  /// No step of a path adds or subtracts more than this.
  let largestStep: Double
  /// Bytes of the longest piece, and of the longest character.
  let longestPiece: Int
  /// SentencePiece's rule since 0.2.2: sums are rounded before they are compared, and start again beyond `limit`.
  let isSince022: Bool
  /// When the search meets a score beyond it, that score is subtracted from all open ones.
  static let limit: Float = 100_000

  /// - Parameters:
  ///   - rule: by which of SentencePiece's rules paths are compared.
  ///   - pieces: those that text can match, as they appear in normalized text.
  ///   Nil where scores are so large that floats could not add them up.
  init?(
    _ model: ModelProto, _ rule: SentencePieceIDs, _ pieces: [(key: [UInt8], value: Int)],
    unknown: Int, bytes: [Int]?, in memory: TableMemory
  ) {
    isSince022 = rule == .since022
    var lowest = Float.greatestFiniteMagnitude
    // As the library has it: the smallest positive number, where all scores are negative.
    var highest = Float.leastNormalMagnitude
    for piece in model.pieces where piece.kind == .normal {
      lowest = min(lowest, piece.score)
      highest = max(highest, piece.score)
    }
    unknownScore = lowest - 10
    var scores = model.pieces.map { Double($0.score) }
    for (id, piece) in model.pieces.enumerated() where piece.kind == .userDefined {
      let length = piece.text.utf8.count
      scores[id] =
        rule == .before022
        ? Double(Float(length) * highest) - 0.1 : Double(Float(0.1 * Double(length - 1)))
    }
    scores[unknown] = Double(unknownScore)
    // An unknown character that became bytes: the first represents it, the others add nothing.
    for (byte, id) in (bytes ?? []).enumerated() {
      scores[id] = byte & 0xC0 == 0x80 ? 0 : Double(unknownScore)
    }
    let largest = pieces.reduce(abs(Double(unknownScore))) { max($0, abs(scores[$1.value])) }
    guard largest < 1e6 else { return nil }
    longestPiece = pieces.reduce(4) { max($0, $1.key.count) }
    trie = PieceTrie(pieces, in: memory)
    self.scores = memory.table(scores)
    shortScores = memory.table(scores.map { Double(Float($0)) == $0 ? Float($0) : .nan })
    self.unknown = unknown
    largestStep = largest
  }

  /// The running score after tokens, added one by one as the library does.
  func score<ID: BinaryInteger>(
    _ running: Float, after ids: UnsafePointer<ID>, _ count: Int
  ) -> Float {
    var score = running
    for i in 0..<count { unsafe score += shortScores.base[Int(truncatingIfNeeded: ids[i])] }
    if !score.isNaN { return score }
    score = running
    for i in 0..<count {
      unsafe score = Float(Double(score) + scores.base[Int(truncatingIfNeeded: ids[i])])
    }
    return score
  }

  /// The best path to each position, and the best of the others.
  struct Node: BitwiseCopyable {
    var best: Double
    var second: Double
    /// Of the last token on the best path.
    var start: UInt32
    var id: UInt32
  }

  /// Finds the best path as if the running score were exact.
  ///
  /// - Returns: the exponent E for which this is the library's path wherever the magnitude of the running
  ///   score is below 2^(E − 1); 0 where there is none.
  func findBest(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ nodes: UnsafeMutablePointer<Node>
  ) -> Int {
    let none = -Double.infinity
    unsafe nodes[0] = Node(best: 0, second: none, start: 0, id: 0)
    for i in 1...count { unsafe nodes[i] = Node(best: none, second: none, start: 0, id: 0) }
    let table = unsafe trie.nodes
    let rootBase = PieceTrie.base(trie.root)
    let scores = unsafe self.scores.base
    var characters = 0
    var start = 0
    while start < count {
      characters &+= 1
      let from = unsafe nodes[start]
      // Compares two paths without a branch: which is better is unpredictable.
      @inline(__always) func offer(_ end: Int, _ id: Int) {
        let candidate = unsafe from.best + scores[id]
        let other = unsafe from.second + scores[id]
        let old = unsafe nodes[end]
        let isBetter = candidate > old.best
        let worse = isBetter ? old.best : candidate
        let second = old.second > other ? old.second : other
        unsafe nodes[end] = Node(
          best: isBetter ? candidate : old.best, second: worse > second ? worse : second,
          start: isBetter ? UInt32(truncatingIfNeeded: start) : old.start,
          id: isBetter ? UInt32(truncatingIfNeeded: id) : old.id)
      }
      let next = unsafe min(start &+ characterLength(text[start]), count)
      var isKnown = false
      var base = rootBase
      var end = start
      repeat {
        let byte = unsafe text[end]
        let child = unsafe table[base ^ Int(byte)]
        if child & 0x1FF != PieceTrie.Node(byte) { break }
        end &+= 1
        base = PieceTrie.base(child)
        let id = PieceTrie.value(child)
        if id >= 0 {
          offer(end, id)
          isKnown = isKnown || end == next
        }
      } while end < count
      if !isKnown { offer(next, unknown) }
      start = next
    }
    let margin = unsafe nodes[count].best - nodes[count].second
    guard margin > 0 else { return 0 }
    // Each of at most `characters` additions on either path rounds by at most 2^(E − 25).
    let exponent =
      margin == .infinity
      ? 120 : Int((margin / (2.2 * Double(characters + 1))).exponent) + 25
    // The path's own sums, too, must be below 2^(E − 1).
    let reach = Double(characters) * (largestStep + 1)
    return exponent >= Int(reach.exponent) + 2 ? min(exponent, 120) : 0
  }

  /// Finds the library's path through a chunk at the given running score.
  ///
  /// - Returns: the running score after it.
  func findExact(
    _ text: UnsafePointer<UInt8>, _ count: Int, from running: Float,
    _ nodes: UnsafeMutablePointer<Node>
  ) -> Float {
    let none = -Double.infinity
    unsafe nodes[0] = Node(best: Double(running), second: none, start: 0, id: 0)
    for i in 1...count { unsafe nodes[i] = Node(best: none, second: none, start: 0, id: 0) }
    let isSince022 = self.isSince022
    var start = 0
    while start < count {
      var till = unsafe nodes[start].best
      if isSince022, abs(till) > Double(Self.limit) {
        for i in start...min(count, start + longestPiece) {
          unsafe nodes[i].best = Self.difference(nodes[i].best, till)
        }
        till = 0
      }
      // The score kept is rounded; the one compared is too since 0.2.2.
      @inline(__always) func offer(_ end: Int, _ id: Int, _ candidate: Double) {
        let rounded = Double(Float(candidate))
        if unsafe (isSince022 ? rounded : candidate) > nodes[end].best {
          unsafe nodes[end].best = rounded
          unsafe nodes[end].start = UInt32(truncatingIfNeeded: start)
          unsafe nodes[end].id = UInt32(truncatingIfNeeded: id)
        }
      }
      let next = unsafe min(start + characterLength(text[start]), count)
      var isKnown = false
      var node = trie.root
      var end = start
      while end < count, let child = unsafe trie.child(of: node, text[end]) {
        node = child
        end += 1
        let id = PieceTrie.value(node)
        if id >= 0 {
          unsafe offer(end, id, scores.base[id] + till)
          isKnown = isKnown || end == next
        }
      }
      // The unknown's sum is a float's.
      if !isKnown { offer(next, unknown, Double(unknownScore + Float(till))) }
      start = next
    }
    return unsafe Float(nodes[count].best)
  }

  /// As floats have it. Both are floats, or the first is the infinity of a place that no path has reached.
  @inline(__always)
  static func difference(_ score: Double, _ till: Double) -> Double {
    Double(Float(score) - Float(till))
  }
}
