/// How far a source has been drawn from: all that must be remembered to go on from there.
package struct SourceState: Hashable, Sendable {
  package var epoch = 0
  /// Documents of the epoch that have been passed.
  package var position = 0
  /// Raw tokens given so far, over all epochs.
  package var drawn = 0
  /// No epoch is left (`on_exhaustion: renormalize`).
  package var exhausted = false
}

/// Walks through a source's documents, epoch after epoch.
struct SourceCursor: Sendable {
  typealias State = SourceState

  private(set) var state: State
  private let source: PlanSource
  private let seed: UInt64
  private let window: Int
  private var order: DocumentOrder
  /// Of seed, source and epoch: what every random number of this epoch derives from.
  private(set) var key: UInt64
  /// The documents from `batchStart` on, looked up together.
  private var batchStart = 0
  private var documents: [Int] = []
  private var lengths: [Int] = []

  init(_ source: PlanSource, seed: UInt64, window: Int, state: State) {
    self.source = source
    self.seed = seed
    self.window = window
    self.state = state
    key = sourceKey(seed: seed, name: source.name, epoch: state.epoch)
    order = DocumentOrder(
      documents: source.lengths.documentCount, tokens: source.lengths.tokenCount, window: window,
      key: key)
  }

  /// Whether the epoch has no document left.
  var isAtEnd: Bool { state.position >= order.count }

  mutating func beginNextEpoch() {
    state.epoch += 1
    state.position = 0
    documents.removeAll(keepingCapacity: true)
    key = sourceKey(seed: seed, name: source.name, epoch: state.epoch)
    order = DocumentOrder(
      documents: source.lengths.documentCount, tokens: source.lengths.tokenCount, window: window,
      key: key)
  }

  mutating func exhaust() { state.exhausted = true }

  /// The next document, used up or not by what the caller then says.
  mutating func next() throws(Problem) -> (document: Int, length: Int) {
    let index = state.position - batchStart
    if index < 0 || index >= documents.count { try fillBatch() }
    let slot = state.position - batchStart
    state.position += 1
    return (documents[slot], lengths[slot])
  }

  mutating func draw(_ tokens: Int) { state.drawn += tokens }

  private mutating func fillBatch() throws(Problem) {
    batchStart = state.position
    documents.removeAll(keepingCapacity: true)
    for position in batchStart..<min(batchStart + 256, order.count) {
      documents.append(order.document(at: position))
    }
    try source.lengths.lengths(of: documents, into: &lengths)
  }
}

/// The key of everything random in one epoch of one source (`docs/randomness.md`).
package func sourceKey(seed: UInt64, name: String, epoch: Int) -> UInt64 {
  var bytes: [UInt8] = []
  appendLittleEndian(seed, to: &bytes)
  appendLittleEndian(UInt64(epoch), to: &bytes)
  bytes.append(contentsOf: name.utf8)
  return xxh3(bytes)
}
