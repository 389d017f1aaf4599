/// An example's attention mask, small enough for a terminal.

/// The mask scaled to a square of at most `limit` cells a side: rows are the tokens that look, columns
/// what they see. A prefix or a target never vanishes, however short.
package struct MaskGrid: Hashable, Sendable {
  package enum Cell: Hashable, Sendable {
    case unseen
    /// Causal: what came before.
    case before
    /// Inside the prefix, seen in both directions.
    case prefix
  }

  package let size: Int
  /// The first rows and columns, which are the prefix.
  package let prefix: Int
  /// The first row with loss.
  package let lossStart: Int

  package init(length: Int, prefixLength: Int, lossStart: Int, limit: Int = 24) {
    let size = max(1, min(length, limit))
    func scaled(_ value: Int) -> Int {
      if value <= 0 { return 0 }
      if value >= length { return size }
      return min(max((value * size * 2 + length) / (2 * length), 1), max(1, size - 1))
    }
    self.size = size
    prefix = scaled(prefixLength)
    self.lossStart = scaled(lossStart)
  }

  package subscript(row: Int, column: Int) -> Cell {
    if row < prefix, column < prefix { return .prefix }
    return column <= row ? .before : .unseen
  }

  package func hasLoss(_ row: Int) -> Bool { row >= lossStart && row < size }
}

extension MaskGrid {
  /// Two rows of the grid a line, rows with loss marked at the right edge.
  ///
  /// - Parameter colours: half blocks in two colours, else `█` for the prefix and `▒` for causal.
  package func lines(colours: Bool) -> [StyledText] {
    stride(from: 0, to: size, by: 2).map { row in
      var line = StyledText()
      for column in 0..<size {
        let top = self[row, column]
        let bottom = row + 1 < size ? self[row + 1, column] : .unseen
        if colours {
          line.add(top, bottom)
        } else {
          let cell = row + 1 < size ? bottom : top
          line.add(cell == .prefix ? "█" : cell == .before ? "▒" : "·", .dim)
        }
      }
      switch (hasLoss(row), hasLoss(row + 1)) {
      case (true, true): line.add(" ┃", .target)
      case (true, false): line.add(" ╹", .target)
      case (false, true): line.add(" ╻", .target)
      case (false, false): line.add("  ", .plain)
      }
      return line
    }
  }
}

extension StyledText {
  fileprivate mutating func add(_ top: MaskGrid.Cell, _ bottom: MaskGrid.Cell) {
    switch (top, bottom) {
    case (.unseen, .unseen): add("·", .dim)
    case (.unseen, _): add("▄", .mask(top: bottom, bottom: .unseen))
    case (_, .unseen): add("▀", .mask(top: top, bottom: .unseen))
    case (top, top): add("█", .mask(top: top, bottom: .unseen))
    default: add("▀", .mask(top: top, bottom: bottom))
    }
  }
}
