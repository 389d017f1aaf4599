/// How far a source has been drawn from: all that must be remembered to continue from there.
package struct SourceState: Hashable, Sendable {
  package var epoch = 0
  /// Documents of the epoch that have been passed.
  package var position = 0
  /// Raw tokens that the plan has drawn so far, over all epochs.
  package var drawn = 0
  /// Of these, those drawn before the current phase of the schedule began.
  package var drawnBefore = 0
  /// No epoch is left (`on_exhaustion: renormalize`).
  package var exhausted = false
}

/// Walks through a source's documents, epoch after epoch, a batch at a time.
struct SourceCursor: Sendable {
  typealias State = SourceState

  /// Documents that are looked up together.
  static let batch = 256

  private let source: PlanSource
  private let seed: UInt64
  private let window: Int
  private var order: DocumentOrder
  private(set) var epoch: Int
  /// Up to where documents have been looked up in this epoch.
  private(set) var position: Int
  /// Of seed, source and epoch: what every random number of this epoch derives from.
  private(set) var key: UInt64
  private var documents: [Int] = []
  private var lengths: [Int] = []

  init(_ source: PlanSource, seed: UInt64, window: Int, state: State) {
    self.source = source
    self.seed = seed
    self.window = window
    epoch = state.epoch
    position = state.position
    key = sourceKey(seed: seed, name: source.name, epoch: state.epoch)
    order = DocumentOrder(
      documents: source.lengths.documentCount, tokens: source.lengths.tokenCount, window: window,
      key: key)
  }

  /// Whether the epoch has no document left.
  var isAtEnd: Bool { position >= order.count }

  mutating func beginNextEpoch() {
    epoch += 1
    position = 0
    key = sourceKey(seed: seed, name: source.name, epoch: epoch)
    order = DocumentOrder(
      documents: source.lengths.documentCount, tokens: source.lengths.tokenCount, window: window,
      key: key)
  }

  /// Looks the next documents up, `batch` at most.
  mutating func next(
    _ use: (_ documents: [Int], _ lengths: [Int]) -> Void
  ) throws(Problem) {
    let end = min(position + Self.batch, order.count)
    documents.removeAll(keepingCapacity: true)
    order.documents(at: position..<end, to: &documents)
    try source.lengths.lengths(of: documents, into: &lengths)
    position = end
    use(documents, lengths)
  }
}

/// The key of everything random in one epoch of one source (`docs/packing.md`).
package func sourceKey(seed: UInt64, name: String, epoch: Int) -> UInt64 {
  var bytes: [UInt8] = []
  appendLittleEndian(seed, to: &bytes)
  appendLittleEndian(UInt64(epoch), to: &bytes)
  bytes.append(contentsOf: name.utf8)
  return xxh3(bytes)
}
