/// A Unigram language model's best path through a chunk, and how sure it is.
///
/// Kudo, *Subword Regularization* (2018). libsentencepiece adds up a float from the start of the document,
/// so that rounding, and with it the choice between paths that are nearly as good, depends on where a chunk
/// stands. From the margin between the best path and the next follows up to which running score no rounding
/// can change the choice; below it a chunk's ids may be kept and used anywhere.
struct UnigramModel: BitwiseCopyable, Sendable {
  /// Pieces that text can match; the values are ids.
  let trie: PieceTrie
  /// By id: what a token adds to the running score.
  private let scores: Table<Double>
  let unknown: Int
  private let unknownScore: Float
  /// No step of a path adds more than this, or takes it away.
  let largestStep: Double

  /// - Parameter pieces: what text can match, as it stands in normalized text.
  /// Nil where scores are not numbers.
  init?(
    _ model: ModelProto, _ pieces: [(key: [UInt8], value: Int)], unknown: Int, bytes: [Int]?,
    in memory: TableMemory
  ) {
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
      scores[id] = Double(Float(piece.text.utf8.count) * highest) - 0.1
    }
    scores[unknown] = Double(unknownScore)
    // An unknown character that became bytes: the first stands for it, the others add nothing.
    for (byte, id) in (bytes ?? []).enumerated() {
      scores[id] = byte & 0xC0 == 0x80 ? 0 : Double(unknownScore)
    }
    let largest = pieces.reduce(abs(Double(unknownScore))) { max($0, abs(scores[$1.value])) }
    guard largest < 1e6, model.pieces.allSatisfy({ $0.score.isFinite }) else { return nil }
    trie = PieceTrie(pieces, in: memory)
    self.scores = memory.table(scores)
    self.unknown = unknown
    largestStep = largest
  }

  /// What the running score is after a token.
  @inline(__always)
  func score(_ running: Float, after id: Int) -> Float {
    unsafe Float(Double(running) + scores.base[id])
  }

  /// The best path to each position, and the best of the others.
  struct Node: BitwiseCopyable {
    var best: Double
    var second: Double
    var start: Int32
    var id: Int32
  }

  /// Finds the best path as if the running score were exact.
  ///
  /// - Returns: the exponent E for which this is the library's path wherever the magnitude of the running
  ///   score is below 2^(E − 1); 0 where there is none.
  func findBest(_ text: UnsafePointer<UInt8>, _ count: Int, _ nodes: UnsafeMutablePointer<Node>)
    -> Int
  {
    let none = -Double.infinity
    for i in 0...count {
      unsafe nodes[i] = Node(best: none, second: none, start: -1, id: -1)
    }
    unsafe nodes[0].best = 0
    var characters = 0
    var start = 0
    while start < count {
      characters += 1
      let length = unsafe characterLength(text[start])
      let best = unsafe nodes[start].best
      let second = unsafe nodes[start].second
      @inline(__always) func offer(_ end: Int, _ id: Int) {
        let score = unsafe scores.base[id]
        let candidate = best + score
        if unsafe candidate > nodes[end].best {
          unsafe nodes[end].second = max(nodes[end].best, second + score)
          unsafe nodes[end].best = candidate
          unsafe nodes[end].start = Int32(truncatingIfNeeded: start)
          unsafe nodes[end].id = Int32(truncatingIfNeeded: id)
        } else {
          unsafe nodes[end].second = max(nodes[end].second, candidate)
        }
      }
      var isKnown = false
      var node = trie.root
      var end = start
      while end < count, let next = unsafe trie.child(of: node, text[end]) {
        node = next
        end += 1
        let id = PieceTrie.value(node)
        if id >= 0 {
          offer(end, id)
          if end == start + length { isKnown = true }
        }
      }
      if !isKnown { offer(start + length, unknown) }
      start += length
    }
    let margin = unsafe nodes[count].best - nodes[count].second
    guard margin > 0 else { return 0 }
    // Each of at most `characters` additions on either path rounds by at most 2^(E − 25).
    let exponent =
      margin == .infinity
      ? 120 : Int(floorLog2(margin / (2.2 * Double(characters + 1)))) + 25
    // The path's own sums, too, must be below 2^(E − 1).
    let reach = Double(characters) * (largestStep + 1)
    return exponent >= Int(floorLog2(reach)) + 2 ? min(exponent, 120) : 0
  }

  @inline(__always)
  private func floorLog2(_ value: Double) -> Double.Exponent { value.exponent }

  /// Finds the path that the library finds when it comes to a chunk with the given running score.
  ///
  /// - Returns: the running score behind it.
  func findExact(
    _ text: UnsafePointer<UInt8>, _ count: Int, from running: Float,
    _ nodes: UnsafeMutablePointer<Node>
  ) -> Float {
    for i in 0...count { unsafe nodes[i] = Node(best: 0, second: 0, start: -1, id: -1) }
    unsafe nodes[0].best = Double(running)
    var start = 0
    while start < count {
      let length = unsafe characterLength(text[start])
      let till = unsafe nodes[start].best
      // What is compared is not rounded, what is kept is.
      @inline(__always) func offer(_ end: Int, _ id: Int, _ candidate: Double) {
        if unsafe nodes[end].start < 0 || candidate > nodes[end].best {
          unsafe nodes[end].best = Double(Float(candidate))
          unsafe nodes[end].start = Int32(truncatingIfNeeded: start)
          unsafe nodes[end].id = Int32(truncatingIfNeeded: id)
        }
      }
      var isKnown = false
      var node = trie.root
      var end = start
      while end < count, let next = unsafe trie.child(of: node, text[end]) {
        node = next
        end += 1
        let id = PieceTrie.value(node)
        if id >= 0 {
          unsafe offer(end, id, scores.base[id] + till)
          if end == start + length { isKnown = true }
        }
      }
      // The unknown's sum is a float's.
      if !isKnown { offer(start + length, unknown, Double(unknownScore + Float(till))) }
      start += length
    }
    return unsafe Float(nodes[count].best)
  }
}

/// How many bytes the character has that begins with a byte, in well-formed text.
@inline(__always)
func characterLength(_ first: UInt8) -> Int {
  first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
}
