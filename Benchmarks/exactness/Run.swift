/// One model compared over a number of bytes, by some threads.
import Glibc
import Synchronization
import ExactnessSupport
import UL2Tokenizer

struct Options: Sendable {
  var megabytes = 20
  /// The number of texts made at random of the model's pieces.
  var texts = 3000
  /// About the length of the longest, in bytes.
  var largest = 100_000
  var seed: UInt64 = 1
  var threads = 2
  var protects = true
  /// Which SentencePiece version's ids.
  var generation = SentencePieceIDs.before022
  /// The folder that texts and their ids are written to.
  var written: String?
  /// They are only written, since a wheel is the reference.
  var isUnchecked = false
}

final class Run: Sendable {
  private struct State {
    var bytes = 0
    /// Those from files.
    var ofFiles = 0
    var documents = 0
    var differing = 0
    var first: Difference?
  }

  private let tokenizer: Tokenizer
  private let documents: Documents
  private let options: Options
  private let nasty: NastyTexts
  private let known: [[UInt8]]
  private let next = Atomic<Int>(0)
  private let state = Mutex(State())
  /// One at a time: the library takes a hundred times a text's size in memory.
  private let large = Mutex<Void>(())
  private let written: IDFile?

  init(_ path: String, _ documents: Documents, _ options: Options) throws(Problem) {
    written = try options.written.map { folder throws(Problem) in
      try IDFile(joined(folder, baseName(path) + ".ids"))
    }
    tokenizer = try Tokenizer(path, rules: TokenizerRules(sentencePieceIDs: options.generation)) { piece in
      options.protects && (piece.hasPrefix("<extra_id_") || piece.hasPrefix("<fim_"))
    }
    self.documents = documents
    self.options = options
    nasty = NastyTexts(
      pieces: tokenizer.pieces.map(\.text), prose: documents.texts(0).first ?? [],
      key: options.seed)
    known = nasty.known(largest: options.largest)
  }

  /// Compares; returns whether all ids were equal.
  func run(name: String) -> Bool {
    var start = timespec()
    clock_gettime(CLOCK_MONOTONIC, &start)
    let threads = (0..<options.threads).compactMap { _ in startThread { self.work() } }
    for thread in threads { thread.join() }
    written?.close()
    var end = timespec()
    clock_gettime(CLOCK_MONOTONIC, &end)
    let state = self.state.withLock { $0 }
    let megabytes = (Double(state.bytes) / 1e5).rounded() / 10
    print(
      "| \(name)\(tokenizer.protectedPieces.isEmpty ? "" : ", protected") | \(tokenizer.engine.kind.rawValue): "
        + "\(tokenizer.engine.reason) | \(megabytes) | \(state.documents) | \(state.differing) "
        + "| \(end.tv_sec - start.tv_sec) |")
    if let first = state.first {
      print("\(name): \(EngineComparison(tokenizer).minimised(first))")
    }
    fflush(nil)
    return state.differing == 0
  }

  private func work() {
    if options.isUnchecked {
      let encoder = TokenEncoder(tokenizer)
      forEachText { text, _ in write(text, encoder) }
    } else {
      let comparison = EngineComparison(tokenizer)
      // Short ones twice, the second time from the cache.
      forEachText { text, number in
        compare(text, comparison, again: number % 4 == 0 && text.count < 10_000)
      }
    }
  }

  /// Passes on texts, with their numbers, until there are enough.
  private func forEachText(_ take: (_ text: [UInt8], _ number: Int) -> Void) {
    while true {
      let number = next.add(1, ordering: .relaxed).oldValue
      let texts: [[UInt8]]
      if number < known.count {
        texts = [known[number]]
      } else if number < known.count + options.texts {
        texts = [nasty.random(number, largest: options.largest)]
      } else {
        let done = state.withLock { $0.ofFiles }
        if done >= options.megabytes * 1_000_000 || documents.count == 0 { return }
        texts = documents.texts(number)
        let size = texts.reduce(0) { $0 + $1.count }
        state.withLock { $0.ofFiles += size }
      }
      for text in texts { take(text, number) }
    }
  }

  private func write(_ text: [UInt8], _ encoder: TokenEncoder) {
    var ids: [Int32] = []
    let isEncoded = (try? encoder.encode(text, into: &ids)) != nil
    if isEncoded { written?.append(text, ids) }
    state.withLock { state in
      state.bytes += text.count
      state.documents += 1
      if !isEncoded { state.differing += 1 }
    }
  }

  private func compare(_ text: [UInt8], _ comparison: EngineComparison, again: Bool) {
    let difference =
      text.count < 2_000_000
      ? comparison.difference(text, again: again)
      : large.withLock { _ in comparison.difference(text) }
    if let written, difference == nil { written.append(text, comparison.ids) }
    state.withLock { state in
      state.bytes += text.count
      state.documents += 1
      if let difference {
        state.differing += 1
        // The shortest is the best to look into.
        if text.count < state.first?.text.count ?? .max { state.first = difference }
      }
    }
  }
}
