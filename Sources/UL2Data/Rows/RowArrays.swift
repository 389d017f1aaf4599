/// Arrays that a trainer takes of rows, position by position, owned by the caller: one pass over
/// the examples of a row for each array that is wanted, which fills or copies whole runs, as the
/// compiler vectorizes them.
///
/// The pointers are the invariant: each is nil or has room for the rows that are put there.

/// Which positions have labels.
package enum LabelForm: Sendable {
  /// Those with loss, but the first of each example: nothing before it predicts it in models that shift labels.
  case unshifted
  /// All those with loss, for models whose inputs are shifted within each example.
  case targets
}

@unsafe package struct RowArrays {
  /// Positions of a row.
  package var width = 0
  package var form = LabelForm.unshifted
  package var tokens: UnsafeMutablePointer<Int32>?
  package var labels: UnsafeMutablePointer<Int32>?
  /// In the example, from 0.
  package var positions: UnsafeMutablePointer<Int32>?
  /// 1 and up, in the row.
  package var segmentIDs: UnsafeMutablePointer<Int32>?
  /// Two a position: the first that it sees, and that after the last.
  package var bounds: UnsafeMutablePointer<Int32>?
  package var lossWeights: UnsafeMutablePointer<Float>?
  package var prefixLengths: UnsafeMutablePointer<Int32>?

  package init() {}

  /// Whether more is wanted than rows of tokens without examples have.
  package var needExamples: Bool {
    unsafe labels != nil || positions != nil || segmentIDs != nil || bounds != nil
      || lossWeights != nil || prefixLengths != nil
  }

  package var isEmpty: Bool { unsafe tokens == nil && !needExamples }

  /// The label of positions without one.
  package static let noLabel: Int32 = -100

  /// Writes a row, which has been checked, as number `slot` of the arrays.
  ///
  /// - Precondition: its length is `width`, and its examples lie in it one after another.
  func set(_ slot: Int, _ row: PackedRow) {
    let base = unsafe slot * width
    if let tokens = unsafe tokens { unsafe row.tokens.copy(to: tokens + base) }
    if let labels = unsafe labels { unsafe setLabels(labels + base, base, row) }
    if let positions = unsafe positions {
      unsafe each(row, positions + base, 0) { output, example in
        for i in 0..<example.length { unsafe output[i] = Int32(truncatingIfNeeded: i) }
      }
    }
    if let segmentIDs = unsafe segmentIDs {
      var number: Int32 = 0
      unsafe each(row, segmentIDs + base, 0) { output, example in
        number += 1
        unsafe output.update(repeating: number, count: example.length)
      }
    }
    if let prefixLengths = unsafe prefixLengths {
      unsafe each(row, prefixLengths + base, 0) { output, example in
        unsafe output.update(
          repeating: Int32(truncatingIfNeeded: example.prefixLength), count: example.length)
      }
    }
    if let weights = unsafe lossWeights {
      unsafe each(row, weights + base, 0) { output, example in
        let first = unsafe firstLabel(example)
        unsafe output.update(repeating: 0, count: first)
        unsafe (output + first).update(repeating: 1, count: example.length - first)
      }
    }
    if let bounds = unsafe bounds { unsafe setBounds(bounds + 2 * base, row) }
  }

  /// The first position of an example with a label, counted from its start.
  private func firstLabel(_ example: PackedExample) -> Int {
    unsafe form == .unshifted ? max(example.lossStart, 1) : example.lossStart
  }

  /// - Parameter base: the row's first position in all arrays.
  private func setLabels(_ labels: UnsafeMutablePointer<Int32>, _ base: Int, _ row: PackedRow) {
    if let tokens = unsafe tokens {
      unsafe labels.update(from: tokens + base, count: width)
    } else {
      unsafe row.tokens.copy(to: labels)
    }
    unsafe each(row, labels, Self.noLabel) { output, example in
      unsafe output.update(repeating: Self.noLabel, count: firstLabel(example))
    }
  }

  private func setBounds(_ bounds: UnsafeMutablePointer<Int32>, _ row: PackedRow) {
    for example in row.examples {
      let start = Int32(truncatingIfNeeded: example.start)
      let output = unsafe UnsafeMutableRawPointer(bounds + 2 * example.start)
      // Both numbers of a position as one of 64 bits: the compiler vectorizes that, and not every other element.
      let first = pair(start, start &+ 1)
      let prefix = pair(start, start &+ Int32(truncatingIfNeeded: example.prefixLength))
      for i in 0..<example.prefixLength {
        unsafe output.storeBytes(of: prefix, toByteOffset: 8 &* i, as: UInt64.self)
      }
      for i in example.prefixLength..<example.length {
        let value = first &+ UInt64(truncatingIfNeeded: i) << endShift
        unsafe output.storeBytes(of: value, toByteOffset: 8 &* i, as: UInt64.self)
      }
    }
    let used = row.usedLength
    unsafe (bounds + 2 * used).update(repeating: 0, count: 2 * (width - used))
  }

  /// Calls `body` with where each example lies, and puts `padding` on the rest.
  @inline(__always)
  private func each<T: BitwiseCopyable>(
    _ row: PackedRow, _ output: UnsafeMutablePointer<T>, _ padding: T,
    _ body: (UnsafeMutablePointer<T>, PackedExample) -> Void
  ) {
    for example in row.examples { unsafe body(output + example.start, example) }
    let used = row.usedLength
    unsafe (output + used).update(repeating: padding, count: width - used)
  }
}

/// Two numbers as they lie one after another in memory.
private func pair(_ start: Int32, _ end: Int32) -> UInt64 {
  UInt64(UInt32(bitPattern: start)) << (32 - endShift) | UInt64(UInt32(bitPattern: end)) << endShift
}

/// Bits before the second of two.
private var endShift: Int {
  #if _endian(little)
    32
  #else
    0
  #endif
}
