/// Encodes texts by a `TextModel`, one after the other: one for each thread.
package final class TextEncoder {
  private let model: TextModel
  /// Ids of 16 bits where they suffice. At most one of the two is there.
  private var narrow: TextPipeline<UInt16>?
  private var wide: TextPipeline<UInt32>?

  package init(_ model: TextModel) {
    self.model = model
    if model.vocabularySize <= 1 << 16 {
      narrow = TextPipeline(model)
    } else {
      wide = TextPipeline(model)
    }
  }

  /// Appends the ids of a text.
  package func encode(_ text: Span<UInt8>, appendingTo ids: inout [Int32]) {
    unsafe text.withUnsafeBufferPointer { text in
      if narrow != nil { unsafe widen(narrow!.encode(text), appendingTo: &ids) }
      if wide != nil { unsafe widen(wide!.encode(text), appendingTo: &ids) }
    }
  }

  private func widen<ID: FixedWidthInteger>(
    _ found: UnsafeBufferPointer<ID>, appendingTo ids: inout [Int32]
  ) {
    ids.append(addingCapacity: found.count) { output in
      for i in 0..<found.count { unsafe output.append(Int32(truncatingIfNeeded: found[i])) }
    }
  }
}
