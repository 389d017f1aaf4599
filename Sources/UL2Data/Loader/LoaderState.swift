/// Where a training run is in its data: the same on every rank, and small.
///
/// A function of the number of samples taken, by whichever rank: number of ranks, batch size, and
/// shards or plan may change when a run continues.
public struct LoaderState: Hashable, Sendable {
  /// The number of this form, which rises when the same state would give other samples.
  package static let version = 1

  /// Samples that all ranks have taken together, epochs run on: the next one.
  public var samples: Int
  public var order: RowOrder.Kind
  public var seed: UInt64
  /// Bytes of tokens that rows are shuffled among.
  public var groupBytes: Int
  /// Rows of the dataset.
  public var rows: Int
  /// Of the dataset.
  public var fingerprint: String

  init(
    samples: Int, order: RowOrder.Kind, seed: UInt64, groupBytes: Int, rows: Int,
    fingerprint: String
  ) {
    self.samples = samples
    self.order = order
    self.seed = seed
    self.groupBytes = groupBytes
    self.rows = rows
    self.fingerprint = fingerprint
  }
}

extension LoaderState {
  /// Reads a state that `json` wrote.
  ///
  /// - Parameters:
  ///   - json: what `json` gave.
  ///   - source: where it comes from, for errors: the path of a checkpoint.
  /// - Throws: what is not a state, or one of another version.
  public init(json: String, source: String? = nil) throws(Problem) {
    let path = source ?? "state"
    let top = try JSONObjectReader(
      .parse(Array(json.utf8), path: path), .state(path), keys: Self.keys)
    let version = try top.required("version", .int(1...Int.max))
    guard version == Self.version else {
      throw top.failure(
        "version", "a state of another version", expected: "\(Self.version)",
        fix: "continue with the program that wrote it")
    }
    self.init(
      samples: try top.required("samples", .count),
      order: try top.requiredChoice("order", among: RowOrder.Kind.allCases),
      seed: try top.required("seed", .unsigned),
      groupBytes: try top.required("group_bytes", .int(1...Int.max)),
      rows: try top.required("rows", .count),
      fingerprint: try top.required("fingerprint", .string("a hash")))
  }

  private static let keys = [
    "version", "samples", "order", "seed", "group_bytes", "rows", "fingerprint",
  ]

  /// One line of JSON.
  public var json: String {
    let value: JSONValue = [
      "version": JSONValue(Self.version), "samples": JSONValue(samples),
      "order": .string(order.rawValue), "seed": JSONValue(seed),
      "group_bytes": JSONValue(groupBytes), "rows": JSONValue(rows),
      "fingerprint": .string(fingerprint),
    ]
    return value.text()
  }
}
