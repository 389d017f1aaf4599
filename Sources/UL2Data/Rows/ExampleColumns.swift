/// A row's examples, column by column, as samples hold them: arrays that are filled again for each
/// row.
struct ExampleColumns: Sendable {
  private(set) var ends: [Int32] = []
  private(set) var prefixLengths: [Int32] = []
  private(set) var lossStarts: [Int32] = []
  private(set) var objectives: [UInt8] = []
  private(set) var sources: [UInt8] = []
  private(set) var documents: [UInt64] = []
  private(set) var offsets: [UInt32] = []
  private(set) var lengths: [UInt32] = []
  private(set) var epochs: [UInt16] = []

  /// Takes over the examples of a row.
  mutating func set(_ examples: [PlannedExample], _ placed: [PlacedExample]) {
    removeAll()
    ends.append(0)
    for i in examples.indices {
      let place = placed[i]
      ends.append(Int32(truncatingIfNeeded: place.start + place.length))
      prefixLengths.append(Int32(truncatingIfNeeded: place.shape.prefixLength))
      lossStarts.append(Int32(truncatingIfNeeded: place.shape.lossStart))
      let example = examples[i]
      objectives.append(example.objective)
      sources.append(example.source)
      documents.append(example.document)
      offsets.append(example.offset)
      lengths.append(example.tokens)
      epochs.append(example.epoch)
    }
  }

  private mutating func removeAll() {
    ends.removeAll(keepingCapacity: true)
    prefixLengths.removeAll(keepingCapacity: true)
    lossStarts.removeAll(keepingCapacity: true)
    objectives.removeAll(keepingCapacity: true)
    sources.removeAll(keepingCapacity: true)
    documents.removeAll(keepingCapacity: true)
    offsets.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    epochs.removeAll(keepingCapacity: true)
  }
}
