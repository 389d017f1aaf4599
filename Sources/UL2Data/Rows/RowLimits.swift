/// Whether a row can be used without bounds checks: the same question as `DatasetManifest.check`,
/// which says what is wrong, asked of every row that is read, without a look at names.
///
/// A class, since a copy of it for every row would count references to its arrays.
final class RowLimits: Sendable {
  private let width: Int
  private let vocabularySize: Int
  private let objectives: Int
  /// Of each source.
  private let epochs: [Int]
  private let documents: [Int]

  init(_ manifest: DatasetManifest) {
    width = manifest.format.sequenceLength
    vocabularySize = manifest.reserved.vocabularySize
    objectives = manifest.objectives.count
    epochs = manifest.sources.map(\.epochs)
    documents = manifest.sources.map(\.store.documents)
  }

  func hold(_ tokens: RowTokens) -> Bool {
    tokens.count == width && tokens.firstOutside(vocabularySize) == nil
  }

  func hold(_ row: PackedRow) -> Bool {
    guard hold(row.tokens), row.usedLength <= width else { return false }
    for example in row.examples {
      let length = example.length
      guard length > 0, example.prefixLength >= 0, example.prefixLength <= length,
        example.lossStart >= 0, example.lossStart <= length,
        example.objective >= 0, example.objective < objectives,
        epochs.indices.contains(example.source),
        example.epoch >= 0, example.epoch < epochs[example.source],
        example.document >= 0, example.document < documents[example.source]
      else { return false }
    }
    return true
  }
}
