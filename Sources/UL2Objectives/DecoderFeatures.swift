/// SeqIO's six decoder features of a packed row (`seqio.feature_converters`, PrefixLMFeatureConverter)
/// and the padding mask, from the row's tokens and the shapes of its examples.

/// Where an example lies in its row, and its shape.
public struct PlacedExample: Hashable, Sendable {
  public var start: Int
  public var length: Int
  public var shape: ExampleShape

  public init(start: Int, length: Int, shape: ExampleShape) {
    self.start = start
    self.length = length
    self.shape = shape
  }
}

/// Each array has W elements; the row's tokens are the `decoder_target_tokens`.
public struct DecoderFeatures: Hashable, Sendable {
  /// 1, and 0 on padding.
  public private(set) var attentionMask: [UInt8] = []
  /// The tokens shifted right within each example, `decoder_start` first; 0 … the pad id on padding.
  public private(set) var inputTokens: [Int32] = []
  /// 1 where the target counts.
  public private(set) var lossWeights: [UInt8] = []
  /// 1, 2, …; 0 on padding.
  public private(set) var segmentIDs: [Int32] = []
  /// 0, 1, … within each example; 0 on padding.
  public private(set) var positions: [Int32] = []
  /// 1 for the first p + 1 inputs of an example with a bidirectional prefix of p > 0 tokens: the last
  /// prefix token predicts the first target.
  public private(set) var causalAttention: [UInt8] = []

  public init() {}

  /// Replaces the features by those of one row, reusing the arrays.
  ///
  /// - Parameters:
  ///   - tokens: W tokens.
  ///   - examples: in the order of the row.
  public mutating func set<Token: FixedWidthInteger>(
    tokens: some RandomAccessCollection<Token>, examples: [PlacedExample], decoderStart: Int,
    pad: Int
  ) {
    let width = tokens.count
    Self.reset(&attentionMask, 0, width)
    Self.reset(&inputTokens, Int32(truncatingIfNeeded: pad), width)
    Self.reset(&lossWeights, 0, width)
    Self.reset(&segmentIDs, 0, width)
    Self.reset(&positions, 0, width)
    Self.reset(&causalAttention, 0, width)
    for (number, example) in examples.enumerated() {
      let visible = example.shape.prefixLength > 0 ? example.shape.prefixLength + 1 : 0
      var previous = Int32(truncatingIfNeeded: decoderStart)
      var index = tokens.index(tokens.startIndex, offsetBy: example.start)
      for i in 0..<example.length {
        let position = example.start + i
        attentionMask[position] = 1
        inputTokens[position] = previous
        lossWeights[position] = i >= example.shape.lossStart ? 1 : 0
        segmentIDs[position] = Int32(truncatingIfNeeded: number + 1)
        positions[position] = Int32(truncatingIfNeeded: i)
        causalAttention[position] = i < visible ? 1 : 0
        previous = Int32(truncatingIfNeeded: tokens[index])
        tokens.formIndex(after: &index)
      }
    }
  }

  private static func reset<T>(_ array: inout [T], _ value: T, _ count: Int) {
    array.removeAll(keepingCapacity: true)
    array.append(contentsOf: repeatElement(value, count: count))
  }

  /// Whether input position `query` sees input position `key`.
  public func attends(_ query: Int, _ key: Int) -> Bool {
    segmentIDs[query] == segmentIDs[key] && segmentIDs[query] != 0
      && (key <= query || causalAttention[query] & causalAttention[key] == 1)
  }
}
