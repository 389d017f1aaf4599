/// The order of a dataset's rows in training, and where a run is in it.
extension Dataset {
  /// Which row each sample is.
  ///
  /// - Parameters:
  ///   - kind: whether rows come in the plan's order or shuffled.
  ///   - seed: of the shuffled epochs.
  ///   - groupBytes: bytes of tokens that rows are shuffled among, 1 to 16 blocks: what has to be at hand at once.
  /// - Throws: a dataset without rows; a plan beside shards that cannot be read.
  public func order(
    _ kind: RowOrder.Kind = .plan, seed: UInt64 = 0,
    groupBytes: Int = RowOrder.defaultGroupBytes
  ) throws(Problem) -> RowOrder {
    guard count > 0 else {
      throw Problem(.badInput, "no rows", path: path, got: "0", expected: "at least one")
    }
    guard groupBytes > 0 else {
      throw Problem(
        .usage, "not a size of a group of blocks", path: path, place: "group_bytes",
        got: "\(groupBytes)", expected: "at least 1")
    }
    return RowOrder(
      kind, try blocks(), bytesPerRow: bytesPerRow, seed: seed, groupBytes: groupBytes)
  }

  /// The state of a run that has taken some samples: all that is needed to continue, on any number
  /// of ranks.
  ///
  /// It is a function of what it is given: a caller that counts steps can make it without asking a
  /// loader, which may have run ahead.
  public func state(
    samples: Int, order: RowOrder.Kind = .plan, seed: UInt64 = 0,
    groupBytes: Int = RowOrder.defaultGroupBytes
  ) -> LoaderState {
    LoaderState(
      samples: samples, order: order, seed: seed, groupBytes: groupBytes, rows: count,
      fingerprint: fingerprint)
  }

  /// Throws unless a state is of these rows.
  func check(_ state: LoaderState) throws(Problem) {
    func other(_ place: String, _ got: String, _ expected: String) -> Problem {
      Problem(
        .usage, "the state belongs to other data", path: path, place: place, got: got,
        expected: "\(expected), which these rows have",
        fix:
          "open the data that the run started with; to continue with other rows at the same sample, set the state's fingerprint and rows to these"
      )
    }
    guard state.fingerprint == fingerprint else {
      throw other("fingerprint", state.fingerprint, fingerprint)
    }
    guard state.rows == count else { throw other("rows", "\(state.rows)", "\(count)") }
  }
}
