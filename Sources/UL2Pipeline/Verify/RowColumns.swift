/// A shard row as its columns stand, nothing checked but their counts: `PackedDataset` refuses what
/// `verify` has to describe.
struct RowColumns {
  var tokens: [Int] = []
  /// Of the examples: one more than there are.
  var bounds: [Int] = []
  var prefixLengths: [Int] = []
  var lossStarts: [Int] = []
  var objectives: [Int] = []
  var sources: [Int] = []
  var documents: [Int] = []
  var offsets: [Int] = []
  var lengths: [Int] = []
  var epochs: [Int] = []

  var count: Int { objectives.count }

  /// - Parameter fail: throws a problem with the row's place.
  init(_ sample: MDSSample, fail: (String, String?, String?) -> Problem) throws(Problem) {
    func column(_ name: String) throws(Problem) -> [Int] {
      guard let values = sample.integers(name) else {
        throw fail("column \(name) is missing", nil, nil)
      }
      return values
    }
    tokens = try column("tokens")
    bounds = try column("cu_seqlens")
    prefixLengths = try column("prefix_lens")
    lossStarts = try column("loss_starts")
    objectives = try column("objectives")
    sources = try column("sources")
    documents = try column("documents")
    offsets = try column("offsets")
    lengths = try column("lengths")
    epochs = try column("epochs")
    let counts = [
      ("cu_seqlens", bounds.count - 1), ("prefix_lens", prefixLengths.count),
      ("loss_starts", lossStarts.count), ("sources", sources.count),
      ("documents", documents.count), ("offsets", offsets.count), ("lengths", lengths.count),
      ("epochs", epochs.count),
    ]
    for (name, count) in counts where count != objectives.count {
      throw fail(
        "column \(name) is for another number of examples", "\(count)", "\(objectives.count)")
    }
  }

  func shape(_ example: Int) -> ExampleShape {
    ExampleShape(prefixLength: prefixLengths[example], lossStart: lossStarts[example])
  }
}
