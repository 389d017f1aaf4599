/// The keys of all sources' epochs, worked out once instead of for every example.
struct SourceKeys: Sendable {
  private let seed: UInt64
  private let names: [String]
  private let first: [UInt64]

  init(seed: UInt64, names: [String]) {
    self.seed = seed
    self.names = names
    first = names.flatMap { name in
      (0..<Self.kept).map { sourceKey(seed: seed, name: name, epoch: $0) }
    }
  }

  /// Epochs whose keys are kept: more than anybody should train on.
  private static let kept = 16

  subscript(source: Int, epoch epoch: Int) -> UInt64 {
    epoch < Self.kept
      ? first[source * Self.kept + epoch]
      : sourceKey(seed: seed, name: names[source], epoch: epoch)
  }
}
