/// Unigram as Hugging Face's library has it: each word's best path by itself, scores added up in doubles from zero, so
/// that a word's ids do not depend on where it is.
///
/// Words are looked up as they appear in the text, before normalization. Where each character of one is normalized by
/// itself, it is searched at once; else the reference normalizes it.
import UL2Patterns

final class UnigramWords: Sendable {
  /// Pieces as they are in the engine's text, which has a space for U+2581; the values are ids.
  let trie: PieceTrie
  /// Where words may be divided.
  let cuts: CutTable
  /// In bytes; longer words are not divided.
  let longestDivided: Int
  private let scores: Table<Double>
  /// Negative where there is none.
  let unknown: Int
  private let unknownScore: Double
  /// Where words are divided, no sum of scores is further from zero.
  private static let reach = 0x1p24
  /// Each step of such a sum is rounded by at most 2⁻²⁹. Two sums, from zero and from elsewhere, on each of two paths:
  /// 2⁻²⁷ per step.
  private static let rounding = 0x1p-26
  /// By byte; nil without byte fallback.
  private let byteIDs: [Int32]?
  let normalizer: PlainNormalizer
  let preTokenizer: PlainPreTokenizer
  /// The normalizer's rules; nil where there is none.
  let rules: PrecompiledRules?
  /// No rule replaces a character in `printable`.
  let keepsASCII: Bool

  /// Characters that each are a grapheme cluster where all around are.
  static let printable = UInt8(0x21)...0x7E

  init(_ file: TokenizerFile, _ scored: UnigramRules, in memory: TableMemory) throws(TextModel
    .Unfit)
  {
    guard case .metaspace(SpaceMarks.mark, .always, splits: true) = file.preTokenizers.last,
      file.preTokenizers.count == 2, file.preTokenizers[0] == .whitespaceSplit
    else { throw TextModel.Unfit(reason: "pre-tokenizers of this kind") }
    switch file.normalizers.first {
    case nil: self.rules = nil
    case .precompiled(let bytes) where file.normalizers.count == 1:
      self.rules = PrecompiledRules(bytes)
    default: throw TextModel.Unfit(reason: "normalizers of this kind")
    }
    let rules = self.rules
    keepsASCII = Self.printable.allSatisfy { rules?.replacement(of: [$0]) == nil }
    guard !file.addedTokens.contains(where: \.isNormalized) else {
      throw TextModel.Unfit(reason: "added tokens in normalized text")
    }
    var keys: [(key: [UInt8], value: Int)] = []
    for id in 0..<file.pieces.idCount {
      guard let key = file.pieceBytes(id).flatMap(SpaceMarks.key), !key.isEmpty else { continue }
      keys.append((key, id))
    }
    guard !keys.isEmpty, keys.reduce(0, { $0 + $1.key.count }) < 1 << 26,
      file.pieces.idCount < MergeModel.pieceLimit
    else { throw TextModel.Unfit(reason: "\(keys.count) pieces") }
    guard scored.scores.count >= file.pieces.idCount else {
      throw TextModel.Unfit(reason: "pieces without scores")
    }
    // So that no sum is infinite.
    guard scored.scores.allSatisfy({ abs($0) < 1e200 }) else {
      throw TextModel.Unfit(reason: "scores of 1e200 and more")
    }
    do throws(PatternProblem) {
      normalizer = try PlainNormalizer(file.normalizers)
      preTokenizer = try PlainPreTokenizer(file.preTokenizers)
    } catch {
      throw TextModel.Unfit(reason: "a pattern that is not supported")
    }
    trie = PieceTrie(keys, in: memory)
    cuts = CutTable(keys.lazy.map(\.key), in: memory)
    let largest = scored.scores.reduce(abs(scored.unknownScore)) { max($0, abs($1)) }
    // What is unknown on both sides of a cut becomes bytes together.
    longestDivided =
      scored.byteFallback == nil ? Int(min(Self.reach / max(largest, 1), 4096)) : 0
    scores = memory.table(scored.scores)
    unknown = scored.unknown.map { Int($0) } ?? -1
    unknownScore = scored.unknownScore
    byteIDs = scored.byteFallback
  }

  /// Whether a rule may replace a grapheme cluster of several characters as a whole.
  ///
  /// - Parameters:
  ///   - start: where the cluster begins.
  ///   - first: how many bytes its first character has.
  ///   - rest: how many bytes the word has from there.
  func replacesMore(_ start: UnsafePointer<UInt8>, _ first: Int, _ rest: Int) -> Bool {
    let longest = PrecompiledRules.longestCluster
    guard let rules, unsafe first + characterLength(start[first]) <= longest else { return false }
    let bytes = unsafe UnsafeBufferPointer(start: start, count: min(rest, longest))
    return unsafe rules.replacement(of: Array(bytes)[...]) != nil
  }

  /// The best path to a place.
  struct Node: BitwiseCopyable {
    var best: Double
    /// Of the last token on it.
    var start: Int32
    var id: Int32

    /// Where there is no path yet.
    static var none: Node { Node(best: -.infinity, start: 0, id: 0) }
  }

  struct Outcome {
    /// Something was left out, or became unknown, or bytes.
    var hasUnknown: Bool
    /// The ids are the same wherever in a word that is divided the text is, between two cuts.
    var isCertain: Bool
  }

  /// Finds the best path through a text and calls `put` with its ids.
  func encode(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ space: inout Scratch<Node>,
    _ put: (Int32) -> Void
  ) -> Outcome {
    space.reserve(count + 1)
    let nodes = unsafe space.base
    unsafe nodes.update(repeating: .none, count: count + 1)
    unsafe nodes[0].best = 0
    let table = unsafe trie.nodes
    let rootBase = PieceTrie.base(trie.root)
    let scores = unsafe self.scores.base
    let unknownID = Int32(truncatingIfNeeded: unknown)
    // The least difference between two paths to a place.
    var margin = Double.infinity
    var start = 0
    while start < count {
      let score = unsafe nodes[start].best
      // Which path is better is unpredictable: no branch.
      @inline(__always) func offer(_ end: Int, _ candidate: Double, _ id: Int32) {
        let old = unsafe nodes[end]
        let isBetter = candidate > old.best
        margin = min(margin, abs(candidate - old.best))
        unsafe nodes[end] = Node(
          best: isBetter ? candidate : old.best,
          start: isBetter ? Int32(truncatingIfNeeded: start) : old.start,
          id: isBetter ? id : old.id)
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
          offer(end, unsafe score + scores[id], Int32(truncatingIfNeeded: id))
          isKnown = isKnown || end == next
        }
      } while end < count
      if !isKnown { offer(next, score + unknownScore, unknownID) }
      start = next
    }
    var outcome = Outcome(hasUnknown: false, isCertain: margin > Self.rounding * Double(count))
    unsafe follow(text, count, nodes, &outcome, put)
    return outcome
  }

  private func follow(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ nodes: UnsafeMutablePointer<Node>,
    _ outcome: inout Outcome, _ put: (Int32) -> Void
  ) {
    // Reverses the links in place: each node on the path then points to the next.
    var end = count
    var following = Int32(truncatingIfNeeded: count)
    while end > 0 {
      let start = unsafe Int(nodes[end].start)
      unsafe nodes[end].start = following
      following = Int32(truncatingIfNeeded: end)
      end = start
    }
    var from = 0
    var to = Int(following)
    while from < count {
      let node = unsafe nodes[to]
      if Int(node.id) != unknown {
        put(node.id)
      } else {
        // Adjacent unknowns are one.
        outcome.hasUnknown = true
        while to < count, unsafe Int(nodes[Int(nodes[to].start)].id) == unknown {
          unsafe to = Int(nodes[to].start)
        }
        unsafe putUnknown(text + from, to - from, &outcome, put)
      }
      from = to
      unsafe to = Int(nodes[to].start)
    }
  }

  /// Characters that are each unknown may together be a piece, whose score is lower still.
  private func putUnknown(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ outcome: inout Outcome, _ put: (Int32) -> Void
  ) {
    if let match = unsafe trie.longestMatch(text, count), match.length == count {
      // With another after it, it would be no piece.
      outcome.isCertain = false
      return put(Int32(truncatingIfNeeded: match.value))
    }
    if let byteIDs {
      var spelled: [UInt8] = []
      for i in 0..<count {
        if unsafe text[i] == 0x20 {
          spelled += SpaceMarks.mark
        } else {
          unsafe spelled.append(text[i])
        }
      }
      if spelled.allSatisfy({ byteIDs[Int($0)] >= 0 }) {
        for byte in spelled { put(byteIDs[Int(byte)]) }
        return
      }
    }
    if unknown >= 0 { put(Int32(truncatingIfNeeded: unknown)) }
  }
}
