/// Encodes texts by a `TextModel`, one after the other. Each thread has its own, so there are no locks.
import UL2Core
import UL2Patterns

@safe package final class TextEncoder {
  private let model: TextModel
  /// 16-bit ids where they suffice: half the bytes to keep and to move. One of the two is nil.
  private var narrow: TextPipeline<UInt16>?
  private var wide: TextPipeline<UInt32>?

  package convenience init(_ model: TextModel) { self.init(model, smallBits: 18, largeBits: 16) }

  /// - Parameters: binary logarithms of the cache's numbers of buckets.
  init(_ model: TextModel, smallBits: Int, largeBits: Int) {
    self.model = model
    if model.vocabularySize <= 1 << 16 {
      narrow = TextPipeline(model, smallBits: smallBits, largeBits: largeBits)
    } else {
      wide = TextPipeline(model, smallBits: smallBits, largeBits: largeBits)
    }
  }

  /// Whether anything in the last text was left out, or became unknown or bytes.
  package var hasUnknown: Bool { narrow?.hasUnknown ?? wide?.hasUnknown ?? false }

  /// Ids of protected tokens that occurred in the last text, each as often as it did.
  package var protected: [Int] { narrow?.rejected ?? wide?.rejected ?? [] }

  /// Appends the ids of a text, without any added at its ends.
  ///
  /// - Returns: false where a text is longer than `TextPipeline.limit`; nothing is appended then.
  /// - Throws: where a pattern would take forever on this text.
  package func encode(
    _ text: Span<UInt8>, appendingTo ids: inout [Int32]
  ) throws(PatternProblem) -> Bool {
    unsafe try encode(
      text, narrow: { unsafe widen($0, appendingTo: &ids) },
      wide: { unsafe widen($0, appendingTo: &ids) })
  }

  /// Appends the ids of a text in the width of `tokens`, which can hold them.
  package func encode(
    _ text: Span<UInt8>, appendingTo tokens: inout TokenBuffer
  ) throws(PatternProblem) -> Bool {
    unsafe try encode(
      text, narrow: { unsafe tokens.append($0) }, wide: { unsafe tokens.append($0) })
  }

  private func encode(
    _ text: Span<UInt8>, narrow giveNarrow: (UnsafeBufferPointer<UInt16>) -> Void,
    wide giveWide: (UnsafeBufferPointer<UInt32>) -> Void
  ) throws(PatternProblem) -> Bool {
    if text.count > TextPipeline<UInt32>.limit { return false }
    unsafe try text.withUnsafeBufferPointer { text throws(PatternProblem) in
      if narrow != nil {
        let ids = unsafe try narrow!.encode(text, giving: giveNarrow)
        unsafe giveNarrow(ids)
      } else if wide != nil {
        let ids = unsafe try wide!.encode(text, giving: giveWide)
        unsafe giveWide(ids)
      }
    }
    return true
  }

  private func widen<ID: FixedWidthInteger>(
    _ found: UnsafeBufferPointer<ID>, appendingTo ids: inout [Int32]
  ) {
    ids.append(addingCapacity: found.count) { output in
      for i in 0..<found.count { unsafe output.append(Int32(truncatingIfNeeded: found[i])) }
    }
  }
}
