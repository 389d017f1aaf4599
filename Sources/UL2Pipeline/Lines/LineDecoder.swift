/// A line of ids or pieces to the text that they represent.
package struct LineDecoder: LineCoder {
  private let coder: PieceCoder
  private let vocabularySize: Int
  private let input: TokenNotation
  private var ids: [Int32] = []
  private var bounds: [Int] = []

  package init(_ tokenizer: Tokenizer, input: TokenNotation) {
    coder = PieceCoder(tokenizer)
    vocabularySize = tokenizer.vocabularySize
    self.input = input
  }

  package mutating func append(_ line: [UInt8], to output: inout [UInt8]) throws(Problem) {
    switch input {
    case .id:
      try parse(line)
      try coder.append(textOf: ids, to: &output)
    case .piece:
      split(line)
      try coder.append(textOf: line, bounds: bounds, to: &output)
    }
  }

  /// Ids, separated by spaces, tabs, and the `\r` of a line's end.
  private mutating func parse(_ line: [UInt8]) throws(Problem) {
    ids.removeAll(keepingCapacity: true)
    var i = 0
    while i < line.count {
      if Self.isSeparator(line[i]) {
        i += 1
        continue
      }
      let start = i
      var value = 0
      while i < line.count, !Self.isSeparator(line[i]) {
        let digit = Int(line[i]) - 0x30
        // Beyond the vocabulary it stays, however many digits follow.
        value = 0...9 ~= digit ? min(10 * value + digit, vocabularySize) : vocabularySize
        if !(0...9 ~= digit) { break }
        i += 1
      }
      guard value < vocabularySize else {
        let end = line[start...].firstIndex(where: Self.isSeparator) ?? line.endIndex
        throw Problem(
          .badInput, "not an id of this model",
          got: shown(line[start..<end], limit: 100),
          expected: "0 to \(vocabularySize - 1)")
      }
      ids.append(Int32(value))
    }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }

  /// Pieces, separated by spaces alone: a piece may have any other character.
  private mutating func split(_ line: [UInt8]) {
    bounds.removeAll(keepingCapacity: true)
    var start = 0
    for i in 0...line.count where i == line.count || line[i] == 0x20 {
      if i > start {
        bounds.append(start)
        bounds.append(i)
      }
      start = i + 1
    }
  }
}
