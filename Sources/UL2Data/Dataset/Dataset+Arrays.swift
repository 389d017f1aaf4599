/// Rows written straight into arrays, without a row in between that takes memory.
extension Dataset {
  /// Throws unless rows can be put into some arrays.
  package func check(_ arrays: RowArrays) throws(Problem) {
    if let sequenceLength, unsafe arrays.width != sequenceLength {
      throw Problem(
        .usage, "arrays that are not as wide as the rows", path: path, place: "width",
        got: "\(unsafe arrays.width)", expected: "\(sequenceLength)")
    }
    if unsafe arrays.needExamples, manifest == nil {
      throw Problem(
        .usage, "only the tokens of these rows are known", path: path,
        got: "shards written by another program",
        expected: "shards written by ul2prep, for anything but tokens and rows")
    }
  }

  /// Writes the rows of some indexes into arrays, in their order.
  ///
  /// - Parameter slot: the first row of the arrays that is written.
  package func fill(
    _ arrays: RowArrays, from slot: Int = 0, with indexes: [Int]
  ) throws(Problem) {
    try unsafe check(arrays)
    var slot = slot
    let width = unsafe arrays.width
    try read(indexes, needsExamples: unsafe arrays.needExamples) { row throws(Problem) in
      // Of another program's shards every row may be of another length.
      guard row.tokens.count == width else {
        throw Problem(
          .badInput, "a row of the wrong length", path: path, place: "row \(row.index)",
          got: "\(row.tokens.count)", expected: "\(width)")
      }
      unsafe arrays.set(slot, row)
      slot += 1
    }
  }
}
