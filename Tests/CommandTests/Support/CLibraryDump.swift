/// The dump expected from the C library's test program, made position by position from the rows that Swift reads.
import UL2Data

enum CLibraryDump {
  /// - Parameter form: 0: no label at an example's first token; 1: one where there is loss.
  static func expected(_ rows: [PackedRow], form: Int) -> [UInt8] {
    let width = rows[0].tokens.count
    var out: [UInt8] = []
    func put<T: FixedWidthInteger>(_ value: T) {
      withUnsafeBytes(of: value.littleEndian) { out.append(contentsOf: $0) }
    }
    /// One number per position, from its example and its place there; nil on padding.
    func each(_ value: (PackedRow, Int, (number: Int, example: PackedExample)?) -> [Int]) {
      for row in rows {
        var known: [(number: Int, example: PackedExample)?] = Array(repeating: nil, count: width)
        for (i, example) in row.examples.enumerated() {
          for position in example.range { known[position] = (i + 1, example) }
        }
        for position in 0..<width {
          for number in value(row, position, known[position]) { put(Int32(number)) }
        }
      }
    }
    func isLabel(_ position: Int, _ example: PackedExample) -> Bool {
      let place = position - example.start
      return place >= example.lossStart && (form == 1 || place > 0)
    }
    put(Int64(rows.count))
    put(Int64(width))
    for row in rows { for token in row.tokens.integers { put(Int32(token)) } }
    each { row, position, known in
      guard let known, isLabel(position, known.example) else { return [-100] }
      return row.tokens[position..<position + 1]
    }
    each { _, position, known in [known.map { position - $0.example.start } ?? 0] }
    each { _, _, known in [known?.number ?? 0] }
    each { _, position, known in
      guard let example = known?.example else { return [0, 0] }
      return [example.start, max(position + 1, example.start + example.prefixLength)]
    }
    each { _, position, known in
      let weight: Float = known.map { isLabel(position, $0.example) } ?? false ? 1 : 0
      return [Int(weight.bitPattern)]
    }
    each { _, _, known in [known?.example.prefixLength ?? 0] }
    for row in rows { put(Int64(row.index)) }
    for row in rows {
      put(Int64(row.examples.count))
      for example in row.examples {
        for number in [example.document, example.offset, example.chunkLength, example.epoch] {
          put(Int64(number))
        }
        for number in [
          example.start, example.length, example.prefixLength, example.lossStart,
          example.objective, example.source,
        ] { put(Int32(number)) }
      }
    }
    return out
  }
}
