/// SeqIO's six decoder features of a packed row (`seqio.feature_converters`, PrefixLMFeatureConverter)
/// and the padding mask, from the row's tokens and the shapes of its examples.

/// Where an example lies in its row, and its shape.
package struct PlacedExample: Hashable, Sendable {
  package var start: Int
  package var length: Int
  package var shape: ExampleShape

  package init(start: Int, length: Int, shape: ExampleShape) {
    self.start = start
    self.length = length
    self.shape = shape
  }
}

/// Each array has W elements; the row's tokens are the `decoder_target_tokens`.
package struct DecoderFeatures: Hashable, Sendable {
  /// 1, and 0 on padding.
  package private(set) var attentionMask: [UInt8] = []
  /// The tokens shifted right within each example, `decoder_start` first; 0 … the pad id on padding.
  package private(set) var inputTokens: [Int32] = []
  /// 1 where the target counts.
  package private(set) var lossWeights: [UInt8] = []
  /// 1, 2, …; 0 on padding.
  package private(set) var segmentIDs: [Int32] = []
  /// 0, 1, … within each example; 0 on padding.
  package private(set) var positions: [Int32] = []
  /// 1 for the first p + 1 inputs of an example with a bidirectional prefix of p > 0 tokens: the last
  /// prefix token predicts the first target.
  package private(set) var causalAttention: [UInt8] = []

  package init() {}

  /// Replaces the features by those of one row, reusing the arrays.
  ///
  /// - Parameters:
  ///   - tokens: W tokens.
  ///   - examples: in the order of the row.
  package mutating func set(
    tokens: [Int32], examples: [PlacedExample], decoderStart: Int, pad: Int
  ) {
    let width = tokens.count
    Self.reset(&attentionMask, 0, width)
    Self.reset(&inputTokens, Int32(truncatingIfNeeded: pad), width)
    Self.reset(&lossWeights, 0, width)
    Self.reset(&segmentIDs, 0, width)
    Self.reset(&positions, 0, width)
    Self.reset(&causalAttention, 0, width)
    for (number, example) in examples.enumerated() {
      let all = example.start..<example.start + example.length
      precondition(all.lowerBound >= 0 && all.upperBound <= width && !all.isEmpty, "not in the row")
      let visible = example.shape.prefixLength > 0 ? example.shape.prefixLength + 1 : 0
      let lossStart = example.start + example.shape.lossStart
      let segment = Int32(truncatingIfNeeded: number + 1)
      // One loop a feature: each is a fill or a copy, which the compiler vectorizes.
      Self.fill(&attentionMask, 1, all)
      Self.fill(&segmentIDs, segment, all)
      Self.count(&positions, all)
      inputTokens[all.lowerBound] = Int32(truncatingIfNeeded: decoderStart)
      Self.copy(tokens, all.lowerBound..<all.upperBound - 1, &inputTokens, to: all.lowerBound + 1)
      Self.fill(&lossWeights, 1, all.clamped(to: lossStart..<max(lossStart, width)))
      Self.fill(&causalAttention, 1, all.lowerBound..<min(all.lowerBound + visible, all.upperBound))
    }
  }

  private static func reset<T>(_ array: inout [T], _ value: T, _ count: Int) {
    if array.count == count { return fill(&array, value, 0..<count) }
    array.removeAll(keepingCapacity: true)
    array.append(contentsOf: repeatElement(value, count: count))
  }

  // Ranges are checked once, before the loop.

  @inline(__always)
  private static func fill<T>(_ array: inout [T], _ value: T, _ range: Range<Int>) {
    unsafe array.withUnsafeMutableBufferPointer { array in
      unsafe UnsafeMutableBufferPointer(rebasing: array[range]).update(repeating: value)
    }
  }

  /// 0, 1, 2, …
  @inline(__always)
  private static func count(_ array: inout [Int32], _ range: Range<Int>) {
    unsafe array.withUnsafeMutableBufferPointer { array in
      let part = unsafe UnsafeMutableBufferPointer(rebasing: array[range])
      for i in 0..<part.count { unsafe part[i] = Int32(truncatingIfNeeded: i) }
    }
  }

  @inline(__always)
  private static func copy(
    _ source: [Int32], _ range: Range<Int>, _ target: inout [Int32], to start: Int
  ) {
    unsafe source.withUnsafeBufferPointer { source in
      let part = unsafe UnsafeBufferPointer(rebasing: source[range])
      unsafe target.withUnsafeMutableBufferPointer { target in
        unsafe _ = UnsafeMutableBufferPointer(rebasing: target[start..<start + part.count])
          .update(fromContentsOf: part)
      }
    }
  }

  /// Whether input position `query` sees input position `key`.
  package func attends(_ query: Int, _ key: Int) -> Bool {
    segmentIDs[query] == segmentIDs[key] && segmentIDs[query] != 0
      && (key <= query || causalAttention[query] & causalAttention[key] == 1)
  }
}
